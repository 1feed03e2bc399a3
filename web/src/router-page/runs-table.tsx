/** The recent runs of a book, newest first. */
import type { Book } from '../../../shared/contracts/books.ts'
import { useRuns } from '../api/list-queries.ts'
import { BookPicker } from '../parts/book-picker.tsx'
import { ListPanel } from '../parts/list.tsx'
import { Empty } from '../parts/panel.tsx'
import { SymbolFilter } from '../parts/symbol-filter.tsx'
import { useView } from '../shell/location.tsx'
import { RUN_COLUMNS, runId } from './run-columns.tsx'

function EmptyRuns({ book, symbol }: { readonly book: Book; readonly symbol: string }) {
  return (
    <Empty title={`No runs ${symbol ? `of ${symbol} ` : ''}in book ${book} yet.`}>
      <p>
        {book === 'smoke'
          ? 'Press “Fill in the smoke” and “Run router” in the form, or pick another book.'
          : 'Run the router with this book under “More”, or pick another book.'}{' '}
        A past day is replayed with <code>npm run day -- --help</code>.
      </p>
    </Empty>
  )
}

export function RunsTable() {
  const { view, change } = useView()
  const query = useRuns({ book: view.book, symbol: view.symbol })
  return (
    <ListPanel
      title="Recent runs"
      caption={`Recent runs in book ${view.book}`}
      query={query}
      columns={RUN_COLUMNS}
      rowId={runId}
      empty={<EmptyRuns book={view.book} symbol={view.symbol} />}
      aside={
        <>
          <BookPicker book={view.book} onBook={(book) => change({ book })} />
          <SymbolFilter symbol={view.symbol} onSymbol={(symbol) => change({ symbol })} />
        </>
      }
    />
  )
}
