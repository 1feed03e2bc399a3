/** The columns of fills, wherever fills are listed. */
import { numberOf } from '../../../shared/base/decimal.ts'
import type { Fill } from '../../../shared/contracts/orders.ts'
import { dollarsText, pnlText, priceText, quantityText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import type { Column } from '../parts/data-table.tsx'
import { SyntheticMark } from '../parts/mark.tsx'
import { Known } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'

export const fillId = ({ id }: Fill): string => id

const NO_MARKET = 'The fill does not tell what market it met.'

export const FILL_COLUMNS: readonly Column<Fill>[] = [
  {
    id: 'symbol',
    title: 'Fill',
    isName: true,
    cell: (fill) => <Link href={hrefOf.order(fill.orderId)}>{`${fill.symbol} ${fill.orderId.slice(0, 6)}`}</Link>,
    sort: ({ symbol }) => symbol,
  },
  { id: 'side', title: 'Side', cell: ({ side }) => side, sort: ({ side }) => side },
  {
    id: 'qty',
    title: 'Quantity',
    align: 'end',
    cell: ({ qty }) => quantityText(qty),
    sort: ({ qty }) => numberOf(qty),
  },
  {
    id: 'price',
    title: 'Price',
    align: 'end',
    cell: ({ price }) => priceText(price),
    sort: ({ price }) => numberOf(price),
  },
  {
    id: 'pnl',
    title: 'P&L, USD',
    align: 'end',
    cell: ({ pnl }) => (pnl === null ? 'opens' : pnlText(pnl)),
    sort: ({ pnl }) => (pnl === null ? null : numberOf(pnl)),
  },
  { id: 'fee', title: 'Fee, USD', align: 'end', cell: ({ fee }) => dollarsText(fee), sort: ({ fee }) => numberOf(fee) },
  {
    id: 'cost',
    title: 'Spread and slippage, USD',
    align: 'end',
    cell: ({ cost }) => <Known value={cost} show={dollarsText} why={NO_MARKET} />,
    sort: ({ cost }) => (cost === null ? null : numberOf(cost)),
  },
  {
    id: 'spread',
    title: 'Spread, USD a share',
    align: 'end',
    cell: ({ spread, spreadSource }) => (
      <>
        <Known value={spread} show={priceText} why={NO_MARKET} /> <span className="quiet">{spreadSource}</span>
      </>
    ),
    sort: ({ spread }) => (spread === null ? null : numberOf(spread)),
  },
  { id: 'prices', title: 'Prices', cell: ({ synthetic }) => (synthetic ? <SyntheticMark synthetic /> : 'real') },
  { id: 'filled', title: 'Filled', cell: ({ filledAt }) => <Age at={filledAt} />, sort: ({ filledAt }) => filledAt },
]
