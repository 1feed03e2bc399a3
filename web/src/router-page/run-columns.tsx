/** The columns of runs, wherever runs are listed. */
import type { RunSummary } from '../../../shared/contracts/api/router.ts'
import { isRefusal } from '../../../shared/contracts/reasons.ts'
import { Age } from '../parts/age.tsx'
import type { Column } from '../parts/data-table.tsx'
import { Mark, SyntheticMark } from '../parts/mark.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { reasonWords, strategyWords } from '../words/events.ts'

export const runId = ({ runId: id }: RunSummary): string => id

function outcome({ intentId, fallbackReason }: RunSummary) {
  if (fallbackReason !== null) {
    const [tone, word] =
      intentId !== null
        ? (['warn', 'INTENT'] as const)
        : isRefusal(fallbackReason)
          ? (['bad', 'BLOCKED'] as const)
          : (['quiet', fallbackReason] as const)
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

export const RUN_COLUMNS: readonly Column<RunSummary>[] = [
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
