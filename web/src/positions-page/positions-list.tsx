/** The positions of a book, marked at the last price the desk has seen; a row opens to the fills behind it. */
import { isZero, numberOf } from '../../../shared/base/decimal.ts'
import type { Position } from '../../../shared/contracts/api/lists.ts'
import { useFills, usePositions } from '../api/list-queries.ts'
import { barPriceText, dollarsText, pnlText, priceText, quantityText } from '../format/number.ts'
import { EmptyList } from '../orders-page/empty-list.tsx'
import { FILL_COLUMNS, fillId } from '../orders-page/fill-columns.tsx'
import { Age } from '../parts/age.tsx'
import type { Column, Detail } from '../parts/data-table.tsx'
import { List, ListPanel } from '../parts/list.tsx'
import { Known } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf, type View } from '../shell/route.ts'

const positionId = ({ book, symbol }: Position): string => `${book} ${symbol}`
const NO_MARK = 'The desk has seen no price since the position was opened.'
/** A bar's price: it may have more digits than anybody reads. */
const markText = (price: string): string => barPriceText(numberOf(price))
const orNull = (value: string | null): number | null => (value === null ? null : numberOf(value))

const COLUMNS: readonly Column<Position>[] = [
  {
    id: 'symbol',
    title: 'Symbol',
    isName: true,
    cell: ({ book, symbol }) => <Link href={hrefOf.symbol(symbol, { book })}>{symbol}</Link>,
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
    cell: ({ markPrice }) => <Known value={markPrice} show={markText} why={NO_MARK} />,
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

const DETAIL: Detail<Position> = {
  label: ({ symbol }) => `Fills behind ${symbol}`,
  show: (position) => <FillsBehind position={position} />,
}

function FillsBehind({ position: { book, symbol } }: { readonly position: Position }) {
  return (
    <List
      caption={`Fills of ${symbol} in book ${book}`}
      query={useFills({ book, symbol })}
      columns={FILL_COLUMNS}
      rowId={fillId}
      empty={<p className="pad">No fill is stored for this position: see Health, the books do not add up.</p>}
    />
  )
}

export function PositionsList({ view }: { readonly view: View }) {
  const { book, symbol } = view
  return (
    <ListPanel
      title="Positions"
      caption={`Positions in book ${book}`}
      query={usePositions({ book, symbol })}
      columns={COLUMNS}
      rowId={positionId}
      detail={DETAIL}
      empty={<EmptyList noun="positions" view={{ ...view, status: null }} />}
    />
  )
}
