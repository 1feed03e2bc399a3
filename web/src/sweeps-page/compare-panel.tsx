/** Two to four completed jobs side by side. */
import { useQueries } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Cell, SweepSummary } from '../../../shared/contracts/research.ts'
import { cellOnce, summaryOnce } from '../api/sweep-queries.ts'
import { statisticText } from '../format/number.ts'
import { FaultNote } from '../parts/fault-note.tsx'
import { Mark, SyntheticMark } from '../parts/mark.tsx'
import { Panel } from '../parts/panel.tsx'
import { beliefOf, Sharpe } from '../parts/sharpe.tsx'
import { Known, Unknown } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { strategyWords } from '../words/events.ts'
import { shareText, usdText } from '../words/metrics.ts'
import { paramsText, symbolsText, windowText } from '../words/sweeps.ts'

interface Compared {
  readonly id: string
  readonly summary: SweepSummary
  /** The best and the median cell; undefined while read, null where the job has none. */
  readonly best: Cell | null | undefined
  readonly median: Cell | null | undefined
}

/** What each job says in a row of the table. */
type Line = readonly [name: string, show: (job: Compared) => ReactNode]

const NO_CELL = 'No cell of the job has a Sharpe ratio.'

function CellSharpe({ job, which }: { readonly job: Compared; readonly which: 'best' | 'median' }) {
  const cell = job[which]
  if (cell === undefined) return <span className="quiet">Reading…</span>
  const { sharpe = null, sharpeStandardError = null } = cell?.metrics ?? {}
  return <Sharpe value={sharpe} standardError={sharpeStandardError} belief={beliefOf(job.summary, cell ?? undefined)} />
}

function Costs({ cell }: { readonly cell: Compared['best'] }) {
  if (cell === undefined) return <span className="quiet">Reading…</span>
  if (!cell?.metrics) return <Unknown why={NO_CELL} />
  return `${usdText(cell.metrics.feesUsd)} fees, ${usdText(cell.metrics.costsUsd)} spread and slippage`
}

const LINES: readonly Line[] = [
  ['Hypothesis', ({ summary }) => summary.hypothesis],
  ['Strategy', ({ summary }) => strategyWords(summary.strategy)],
  [
    'Market',
    ({ summary }) => (
      <>
        {symbolsText(summary.symbols)}, {summary.interval}, {summary.vendor}{' '}
        <SyntheticMark synthetic={summary.synthetic} />
      </>
    ),
  ],
  ['Days', ({ summary }) => windowText(summary)],
  ['Best Sharpe', (job) => <CellSharpe job={job} which="best" />],
  ['Median Sharpe', (job) => <CellSharpe job={job} which="median" />],
  ['Out-of-sample Sharpe', ({ summary }) => <Sharpe value={summary.outOfSample.sharpe} belief={beliefOf(summary)} />],
  ['Out-of-sample return a year', ({ summary }) => <Known value={summary.outOfSample.annualReturn} show={shareText} />],
  ['Out-of-sample drawdown', ({ summary }) => <Known value={summary.outOfSample.maxDrawdown} show={shareText} />],
  ['Trials of the hypothesis', ({ summary }) => statisticText(summary.overfitting.trials)],
  [
    'Cells',
    ({ summary: { cells, failed } }) =>
      failed === 0 ? statisticText(cells) : <Mark tone="bad" word={`${statisticText(cells)}, ${failed} failed`} />,
  ],
  ['Best cell', ({ best, id }) => (best ? <BestCell id={id} cell={best} /> : <Unknown why={NO_CELL} />)],
  ['Costs of the best, USD', ({ best }) => <Costs cell={best} />],
  [
    'Warnings',
    ({ summary: { warnings } }) =>
      warnings.length === 0 ? 'none' : <Mark tone="warn" word={String(warnings.length)} title={warnings.join('\n')} />,
  ],
]

function BestCell({ id, cell }: { readonly id: string; readonly cell: Cell }) {
  return (
    <>
      <Link href={hrefOf.cell(id, cell.cell)}>cell {cell.cell}</Link> <code>{paramsText(cell.params)}</code>
    </>
  )
}

/** The cells of a job that its summary names; null where it names none. */
function useNamedCells(
  ids: readonly string[],
  summaries: readonly (SweepSummary | undefined)[],
  which: 'best' | 'median',
) {
  return useQueries({
    queries: ids.map((id, at) => {
      const cell = summaries[at]?.[which] ?? null
      return { ...cellOnce(id, cell ?? 0), enabled: cell !== null }
    }),
  }).map((query, at) => (summaries[at] && summaries[at][which] === null ? null : query.data))
}

interface ComparePanelProps {
  readonly ids: readonly string[]
  readonly onNone: () => void
}

export default function ComparePanel({ ids, onNone }: ComparePanelProps) {
  const queries = useQueries({ queries: ids.map((id) => summaryOnce(id)) })
  const summaries = queries.map(({ data }) => data)
  const best = useNamedCells(ids, summaries, 'best')
  const median = useNamedCells(ids, summaries, 'median')
  const jobs = ids.map((id, at) => ({ id, summary: summaries[at], best: best[at], median: median[at] }))
  return (
    <Panel
      title="Side by side"
      readAt={Math.min(...queries.map(({ dataUpdatedAt }) => dataUpdatedAt))}
      aside={
        <button type="button" className="small" onClick={onNone}>
          Compare none
        </button>
      }
    >
      {queries.map(({ error, data }, at) =>
        error ? <FaultNote key={ids[at]} error={error} stale={data !== undefined} /> : null,
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
      <section className="table-scroll" aria-label="Jobs side by side" tabIndex={0}>
        <table className="compare">
          <caption className="hidden">Jobs side by side</caption>
          <thead>
            <tr>
              <th scope="col" className="name">
                Figure
              </th>
              {ids.map((id) => (
                <th key={id} scope="col">
                  <Link className="job-id" href={hrefOf.sweep(id)}>
                    {id}
                  </Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {LINES.map(([name, show]) => (
              <tr key={name}>
                <th scope="row" className="name">
                  {name}
                </th>
                {jobs.map(({ summary, ...job }) => (
                  <td key={job.id}>{summary ? show({ ...job, summary }) : <span className="quiet">Reading…</span>}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  )
}
