/** One sweep: where it stands, what came of it and how much of that is luck, cell by cell. */
import { lazy, Suspense } from 'react'
import type { SweepJobDetail } from '../../../shared/contracts/api/sweeps.ts'
import { isFinal } from '../../../shared/contracts/sweep-states.ts'
import { faultOf } from '../api/fault.ts'
import { useSummary, useSweepJob } from '../api/sweep-queries.ts'
import { FaultBoundary } from '../parts/fault-boundary.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { Link } from '../shell/location.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { hrefOf } from '../shell/route.ts'
import { CellsPanel } from './cells-panel.tsx'
import { HistoryPanel, ShardsPanel } from './history-panels.tsx'
import { PromotionsPanel } from './promotions-panel.tsx'
import { StatePanel } from './state-panel.tsx'
import { ManifestPanel, SummaryPanels } from './summary-panels.tsx'
import '../styles/research.css'

const HeatmapPanel = lazy(() => import('./heatmap-panel.tsx'))

export default function SweepPage({ id }: { readonly id: string }) {
  const query = useSweepJob(id)
  const fault = query.error ? faultOf(query.error) : null
  const isAbsent = !query.data && fault?.kind === 'problem' && fault.problem.status === 404
  return (
    <>
      <PageHead
        title={`Sweep ${id}`}
        about={query.data ? `of “${query.data.hypothesis}”` : 'Where it stands and what came of it.'}
        back={{ href: hrefOf.sweeps(), text: 'Sweeps' }}
      />
      {isAbsent ? (
        <Panel title="No sweep">
          <Empty title="The desk has no sweep job of this id.">
            <p>
              Pick one under <Link href={hrefOf.sweeps()}>Sweeps</Link>, or ask for one there.
            </p>
          </Empty>
        </Panel>
      ) : (
        <Loaded reading={query}>{(job) => <Job job={job} readAt={query.dataUpdatedAt} />}</Loaded>
      )}
    </>
  )
}

function Job({ job, readAt }: { readonly job: SweepJobDetail; readonly readAt: number }) {
  return (
    <div className="stack">
      <StatePanel job={job} readAt={readAt} />
      {job.status === 'completed' ? <Completed job={job} /> : <CellsPanel job={job} summary={undefined} />}
      {isFinal(job.status) && job.status !== 'completed' && job.done > 0 ? (
        <Heat job={job} summary={undefined} />
      ) : null}
      <HistoryPanel events={job.events} readAt={readAt} />
      <ShardsPanel job={job} readAt={readAt} />
    </div>
  )
}

function Completed({ job }: { readonly job: SweepJobDetail }) {
  const query = useSummary(job.jobId)
  const summary = query.data
  return (
    <>
      {summary ? (
        <SummaryPanels summary={summary} readAt={query.dataUpdatedAt} />
      ) : (
        <Panel title="Summary">
          <Loaded reading={query}>{() => null}</Loaded>
        </Panel>
      )}
      <CellsPanel job={job} summary={summary} />
      <Heat job={job} summary={summary} />
      <PromotionsPanel id={job.jobId} cell={null} />
      {summary ? <ManifestPanel summary={summary} readAt={query.dataUpdatedAt} /> : null}
    </>
  )
}

function Heat({ job, summary }: Parameters<typeof HeatmapPanel>[0]) {
  return (
    <FaultBoundary what="The heatmap">
      <Suspense fallback={<p className="quiet">Loading the heatmap…</p>}>
        <HeatmapPanel job={job} summary={summary} />
      </Suspense>
    </FaultBoundary>
  )
}
