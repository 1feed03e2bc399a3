/** The fills of a book, and where those of one symbol fell on its candles. */
import { useFills } from '../api/list-queries.ts'
import { CandlesPanel } from '../chart/candles-panel.tsx'
import { ListPanel, useRows } from '../parts/list.tsx'
import type { View } from '../shell/route.ts'
import { EmptyList } from './empty-list.tsx'
import { FILL_COLUMNS, fillId } from './fill-columns.tsx'

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
        <CandlesPanel book={book} symbol={charted} fills={fills.filter((fill) => fill.symbol === charted)} />
      ) : null}
    </>
  )
}
