/** The recent runs of a book, newest first. */
import type { RunSummary } from '../../../shared/contracts/api/router.ts'
import type { Book } from '../../../shared/contracts/books.ts'
import { useRuns } from '../api/queries.ts'
import { Age } from '../parts/age.tsx'
import { BookPicker } from '../parts/book-picker.tsx'
import type { Column } from '../parts/data-table.tsx'
import { ListPanel } from '../parts/list.tsx'
import { Mark, SyntheticMark } from '../parts/mark.tsx'
import { Empty } from '../parts/panel.tsx'
import { SymbolFilter } from '../parts/symbol-filter.tsx'
import { Link, useView } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { reasonWords, strategyWords } from '../words/events.ts'

const runId = ({ runId: id }: RunSummary): string => id

function outcome({ intentId, fallbackReason }: RunSummary) {
  if (fallbackReason !== null) {
    const [tone, word] = intentId === null ? (['bad', 'BLOCKED'] as const) : (['warn', 'INTENT'] as const)
    return (
      <>
        <Mark tone={tone} word={word} title={fallbackReason} /> {reasonWords(fallbackReason)}
      </>
    )
  }
  return intentId === null ? (
    <>
      <Mark tone="quiet" word="KEPT" /> An order was decided; publishing was not asked for.
    </>
  ) : (
    <Mark tone="good" word="INTENT" />
  )
}

const COLUMNS: readonly Column<RunSummary>[] = [
  {
    id: 'symbol',
    title: 'Run',
    isName: true,
    cell: (run) => <Link href={hrefOf.run(run.runId)}>{`${run.symbol} ${run.runId.slice(0, 6)}`}</Link>,
    sort: ({ symbol }) => symbol,
  },
  { id: 'outcome', title: 'Outcome', isWords: true, cell: outcome, sort: ({ fallbackReason }) => fallbackReason },
  { id: 'decided', title: 'Decided', cell: (run) => <Age at={run.decidedAt} />, sort: ({ decidedAt }) => decidedAt },
  {
    id: 'strategy',
    title: 'Strategy',
    cell: ({ strategy }) => strategyWords(strategy),
    sort: ({ strategy }) => strategy,
  },
  {
    id: 'trigger',
    title: 'Started by',
    cell: ({ trigger }) => (trigger === 'bar' ? 'a closed bar' : 'hand'),
    sort: ({ trigger }) => trigger,
  },
  {
    id: 'prices',
    title: 'Prices',
    cell: ({ synthetic }) => (synthetic ? <SyntheticMark synthetic /> : 'real'),
    sort: ({ synthetic }) => Number(synthetic),
  },
  {
    id: 'order',
    title: 'Order',
    cell: ({ intentId }) =>
      intentId === null ? 'none' : <Link href={hrefOf.order(intentId)}>{intentId.slice(0, 8)}</Link>,
  },
]

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
      columns={COLUMNS}
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
