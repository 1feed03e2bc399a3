/** The positions of a book: the sum of its fills, marked at the last price the desk has seen. */
import { isZero, numberOf } from '../../../shared/base/decimal.ts'
import type { Position } from '../../../shared/contracts/api/lists.ts'
import { usePositions } from '../api/queries.ts'
import { dollarsText, pnlText, priceText, quantityText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import type { Column } from '../parts/data-table.tsx'
import { ListPanel } from '../parts/list.tsx'
import { Known } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf, type View } from '../shell/route.ts'
import { EmptyList } from './empty-list.tsx'

const positionId = ({ book, symbol }: Position): string => `${book} ${symbol}`
const NO_MARK = 'The desk has seen no price since the position was opened.'
const orNull = (value: string | null): number | null => (value === null ? null : numberOf(value))

const COLUMNS: readonly Column<Position>[] = [
  {
    id: 'symbol',
    title: 'Symbol',
    isName: true,
    cell: ({ book, symbol }) => <Link href={hrefOf.orders({ book, symbol, tab: 'fills' })}>{symbol}</Link>,
    sort: ({ symbol }) => symbol,
  },
  {
    id: 'net',
    title: 'Net quantity',
    align: 'end',
    cell: ({ netQty }) => (isZero(netQty) ? '0, flat' : quantityText(netQty)),
    sort: ({ netQty }) => numberOf(netQty),
  },
  {
    id: 'unrealized',
    title: 'Unrealised, USD',
    align: 'end',
    cell: ({ unrealizedPnl }) => <Known value={unrealizedPnl} show={pnlText} why={NO_MARK} />,
    sort: ({ unrealizedPnl }) => orNull(unrealizedPnl),
  },
  {
    id: 'realized',
    title: 'Realised, USD',
    align: 'end',
    cell: ({ realizedPnl }) => pnlText(realizedPnl),
    sort: ({ realizedPnl }) => numberOf(realizedPnl),
  },
  {
    id: 'fees',
    title: 'Fees, USD',
    align: 'end',
    cell: ({ fees }) => dollarsText(fees),
    sort: ({ fees }) => numberOf(fees),
  },
  {
    id: 'average',
    title: 'Mean price',
    align: 'end',
    cell: ({ avgPrice, netQty }) => (isZero(netQty) ? 'flat' : <Known value={avgPrice} show={priceText} />),
    sort: ({ avgPrice }) => orNull(avgPrice),
  },
  {
    id: 'mark',
    title: 'Mark',
    align: 'end',
    cell: ({ markPrice }) => <Known value={markPrice} show={priceText} why={NO_MARK} />,
    sort: ({ markPrice }) => orNull(markPrice),
  },
  { id: 'marked', title: 'Marked', cell: ({ markedAt }) => <Age at={markedAt} />, sort: ({ markedAt }) => markedAt },
  {
    id: 'updated',
    title: 'Changed',
    cell: ({ updatedAt }) => <Age at={updatedAt} />,
    sort: ({ updatedAt }) => updatedAt,
  },
]

export function PositionsList({ view }: { readonly view: View }) {
  const { book, symbol } = view
  return (
    <ListPanel
      title="Positions"
      caption={`Positions in book ${book}`}
      query={usePositions({ book, symbol })}
      columns={COLUMNS}
      rowId={positionId}
      empty={<EmptyList noun="positions" view={{ ...view, status: null }} />}
    />
  )
}
