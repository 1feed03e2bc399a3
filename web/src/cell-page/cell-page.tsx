/** One combination of parameters: its figures, what it did day by day and trade by trade, and promoting it. */

import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import type { SweepJobDetail } from '../../../shared/contracts/api/sweeps.ts'
import type { Cell, SweepSummary } from '../../../shared/contracts/research.ts'
import { faultOf } from '../api/fault.ts'
import { summaryOnce, useCell, useSweepJob } from '../api/sweep-queries.ts'
import { statisticText } from '../format/number.ts'
import { DataTable } from '../parts/data-table.tsx'
import { type Fact, Facts } from '../parts/facts.tsx'
import { FaultBoundary } from '../parts/fault-boundary.tsx'
import { Mark, SyntheticMark } from '../parts/mark.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { beliefOf, Sharpe } from '../parts/sharpe.tsx'
import { Known } from '../parts/unknown.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { hrefOf } from '../shell/route.ts'
import { reasonWords } from '../words/events.ts'
import { METRIC_NAMES, metricWords } from '../words/metrics.ts'
import { valueText } from '../words/sweeps.ts'
import { PromotePanel } from './promote-panel.tsx'
import '../styles/research.css'

const RunPanels = lazy(() => import('./run-panels.tsx'))

interface CellPageProps {
  readonly id: string
  readonly cell: number
}

export default function CellPage({ id, cell }: CellPageProps) {
  const query = useCell(id, cell)
  const job = useSweepJob(id)
  const summary = useQuery({ ...summaryOnce(id), enabled: job.data?.status === 'completed' })
  const fault = query.error ? faultOf(query.error) : null
  const isAbsent = !query.data && fault?.kind === 'problem' && fault.problem.status === 404
  return (
    <>
      <PageHead
        title={`Cell ${cell}`}
        about={
          <>
            of <code>{id}</code>
          </>
        }
        back={{ href: hrefOf.sweep(id), text: 'The sweep' }}
      />
      {isAbsent ? (
        <Panel title="No cell">
          <Empty title="This job has no row for this cell.">
            <p>A cell has a row once a worker has tried it; the sweep says how far the job is.</p>
          </Empty>
        </Panel>
      ) : (
        <Loaded reading={query}>
          {(row) => <Story row={row} job={job.data} summary={summary.data} readAt={query.dataUpdatedAt} id={id} />}
        </Loaded>
      )}
    </>
  )
}

interface StoryProps {
  readonly id: string
  readonly row: Cell
  readonly job: SweepJobDetail | undefined
  readonly summary: SweepSummary | undefined
  readonly readAt: number
}

function Story({ id, row, job, summary, readAt }: StoryProps) {
  return (
    <div className="stack">
      <OutcomePanel row={row} summary={summary} readAt={readAt} />
      {row.status === 'ok' ? (
        <FaultBoundary what="The run">
          <Suspense fallback={<p className="quiet">Loading the run…</p>}>
            <RunPanels id={id} cell={row.cell} symbols={job?.symbols ?? []} interval={job?.interval ?? '1Day'} />
          </Suspense>
        </FaultBoundary>
      ) : null}
      <RefusalsPanel row={row} readAt={readAt} />
      <PromotePanel id={id} row={row} summary={summary} />
    </div>
  )
}

interface OutcomeProps {
  readonly row: Cell
  readonly summary: SweepSummary | undefined
  readonly readAt: number
}

function OutcomePanel({ row, summary, readAt }: OutcomeProps) {
  const { metrics, params } = row
  const tried: readonly Fact[] = params.map(({ name, value }) => [name, <code key={name}>{valueText(value)}</code>])
  return (
    <Panel title="Figures" readAt={readAt} aside={<SyntheticMark synthetic={summary?.synthetic ?? false} />}>
      {summary && summary.warnings.length > 0 ? (
        <div className="note note-warn">
          <ul className="warnings">
            {summary.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <h3>Parameters</h3>
      {tried.length === 0 ? <p className="pad">The strategy’s defaults.</p> : <Facts facts={tried} />}
      {metrics === null ? (
        <div className="outcome outcome-bad">
          <p>
            <Mark tone="bad" word="FAILED" /> <Known value={row.reason} show={reasonWords} why="No reason is stored." />
          </p>
          <p className="quiet">It has no figures and cannot be promoted; it still counts as a trial.</p>
        </div>
      ) : (
        <>
          <p className="pad headline">
            Sharpe{' '}
            <Sharpe
              value={metrics.sharpe}
              standardError={metrics.sharpeStandardError}
              belief={beliefOf(summary, row)}
            />
          </p>
          <Facts
            facts={METRIC_NAMES.filter((name) => name !== 'sharpe' && name !== 'sharpeStandardError').map((name) => {
              const { title, text, says } = metricWords(name)
              return [
                title,
                <span key={name} title={says}>
                  <Known value={metrics[name]} show={text} why="The sample cannot say." />
                </span>,
              ]
            })}
          />
        </>
      )}
    </Panel>
  )
}

function RefusalsPanel({
  row: { intents, accepted, refused, digest },
  readAt,
}: {
  readonly row: Cell
  readonly readAt: number
}) {
  return (
    <Panel title="Intents" readAt={readAt}>
      <Facts
        facts={[
          ['Intents', statisticText(intents)],
          ['Accepted', statisticText(accepted)],
          ['Refused', statisticText(refused.reduce((sum, { count }) => sum + count, 0))],
          [
            'Digest of records and equity',
            digest === null ? 'none: the cell failed' : <code key="digest">{digest}</code>,
            'wide',
          ],
        ]}
      />
      {refused.length === 0 ? (
        <p className="pad">No intent was refused.</p>
      ) : (
        <DataTable
          caption="Refused intents by reason"
          rows={refused}
          rowId={({ reason }) => reason}
          columns={[
            {
              id: 'reason',
              title: 'Reason',
              isName: true,
              cell: ({ reason }) => <code>{reason}</code>,
              sort: ({ reason }) => reason,
            },
            {
              id: 'count',
              title: 'Refused',
              align: 'end',
              cell: ({ count }) => statisticText(count),
              sort: ({ count }) => count,
            },
            { id: 'words', title: 'In words', isWords: true, cell: ({ reason }) => reasonWords(reason) },
          ]}
        />
      )}
    </Panel>
  )
}
