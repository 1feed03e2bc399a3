/** The fills of a book or of one order: the same columns in both places. */
import { numberOf } from '../../../shared/base/decimal.ts'
import type { Fill } from '../../../shared/contracts/orders.ts'
import { useFills } from '../api/queries.ts'
import { dollarsText, pnlText, priceText, quantityText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import type { Column } from '../parts/data-table.tsx'
import { ListPanel, useRows } from '../parts/list.tsx'
import { SyntheticMark } from '../parts/mark.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf, type View } from '../shell/route.ts'
import { EmptyList } from './empty-list.tsx'
import { FillsOnCandles } from './fills-on-candles.tsx'

export const fillId = ({ id }: Fill): string => id

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
    cell: ({ cost, spreadSource }) => (
      <>
        {dollarsText(cost)} <span className="quiet">{spreadSource}</span>
      </>
    ),
    sort: ({ cost }) => numberOf(cost),
  },
  { id: 'prices', title: 'Prices', cell: ({ synthetic }) => (synthetic ? <SyntheticMark synthetic /> : 'real') },
  { id: 'filled', title: 'Filled', cell: ({ filledAt }) => <Age at={filledAt} />, sort: ({ filledAt }) => filledAt },
]

export function FillsList({ view }: { readonly view: View }) {
  const { book, symbol } = view
  const query = useFills({ book, symbol })
  const fills = useRows(query, fillId) ?? []
  const charted = symbol || fills[0]?.symbol
  return (
    <>
      <ListPanel
        title="Fills"
        caption={`Fills in book ${book}`}
        query={query}
        columns={FILL_COLUMNS}
        rowId={fillId}
        empty={<EmptyList noun="fills" view={{ ...view, status: null }} />}
      />
      {charted && book ? (
        <FillsOnCandles book={book} symbol={charted} fills={fills.filter((fill) => fill.symbol === charted)} />
      ) : null}
    </>
  )
}
