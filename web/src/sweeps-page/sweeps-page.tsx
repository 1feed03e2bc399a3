/** Sweeps: the queue and what became of it, jobs side by side, and asking for another. */
import { lazy, Suspense, useMemo } from 'react'
import { type SweepJob, sweepJobsQuerySchema } from '../../../shared/contracts/api/sweeps.ts'
import { strategySchema } from '../../../shared/contracts/scalars.ts'
import { useSweepCounts, useSweepJobs } from '../api/sweep-queries.ts'
import { durationText } from '../format/age.ts'
import { Age } from '../parts/age.tsx'
import type { Column } from '../parts/data-table.tsx'
import { Facts } from '../parts/facts.tsx'
import { FaultBoundary } from '../parts/fault-boundary.tsx'
import { ChoiceField } from '../parts/field.tsx'
import { ListPanel } from '../parts/list.tsx'
import { Mark } from '../parts/mark.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { SymbolFilter } from '../parts/symbol-filter.tsx'
import { Known } from '../parts/unknown.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { oneOf, type Said, useSaid } from '../shell/said.ts'
import { strategyWords } from '../words/events.ts'
import { JOB_COLUMNS, jobId } from './job-columns.tsx'
import { SubmitForm } from './submit-form.tsx'
import '../styles/research.css'

const ComparePanel = lazy(() => import('./compare-panel.tsx'))

const STATUSES = sweepJobsQuerySchema.shape.status.unwrap().options
/** Jobs that fit side by side. */
const COMPARED_MAX = 4

export default function SweepsPage() {
  const words = useSaid()
  const compared = words
    .said('compare')
    .split(',')
    .filter((id) => id !== '')
    .slice(0, COMPARED_MAX)
  return (
    <>
      <PageHead title="Sweeps" about="Every combination of parameters tried, and how much of the best one is luck." />
      <div className="stack">
        <CountsPanel />
        <Filters words={words} />
        <JobsPanel words={words} compared={compared} />
        {compared.length > 1 ? (
          <FaultBoundary what="The comparison">
            <Suspense fallback={<p className="quiet">Loading the comparison…</p>}>
              <ComparePanel ids={compared} onNone={() => words.say({ compare: '' })} />
            </Suspense>
          </FaultBoundary>
        ) : null}
        <Panel title="Ask for a sweep">
          <SubmitForm />
        </Panel>
      </div>
    </>
  )
}

const NONE_YET = 'No job has completed yet.'

function CountsPanel() {
  const query = useSweepCounts()
  return (
    <Panel title="Queue" readAt={query.dataUpdatedAt}>
      <Loaded reading={query}>
        {(counts) => (
          <Facts
            facts={[
              ['Queued', counts.queued],
              ['Dispatched', counts.dispatched],
              ['Running', counts.running],
              ['Completed', counts.completed],
              ['Failed', counts.failed === 0 ? 0 : <Mark key="failed" tone="bad" word={String(counts.failed)} />],
              ['Of them fell silent', counts.stale],
              ['Cancelled', counts.cancelled],
              ['A job takes', <Known key="takes" value={counts.avgDurationMs} show={durationText} why={NONE_YET} />],
              [
                'Queue is empty',
                counts.queued + counts.dispatched + counts.running === 0 ? (
                  'now'
                ) : (
                  <Known
                    key="eta"
                    value={counts.etaMinutes}
                    show={(minutes) => <Age at={counts.asOf + minutes * 60_000} />}
                    why={NONE_YET}
                  />
                ),
              ],
            ]}
          />
        )}
      </Loaded>
    </Panel>
  )
}

function Filters({ words: { said, say } }: { readonly words: Said }) {
  return (
    <search className="filters research-filters">
      <ChoiceField
        label="State"
        value={oneOf(STATUSES, said('status')) ?? ''}
        options={[['', 'all'], ...STATUSES.map((each) => [each, each] as const)]}
        onText={(status) => say({ status })}
      />
      <ChoiceField
        label="Strategy"
        value={oneOf(strategySchema.options, said('strategy')) ?? ''}
        options={[['', 'all'], ...strategySchema.options.map((each) => [each, strategyWords(each)] as const)]}
        onText={(strategy) => say({ strategy })}
      />
      <SymbolFilter symbol={said('symbol')} onSymbol={(symbol) => say({ symbol })} />
    </search>
  )
}

interface JobsPanelProps {
  readonly words: Said
  readonly compared: readonly string[]
}

function JobsPanel({ words: { said, say }, compared }: JobsPanelProps) {
  const status = oneOf(STATUSES, said('status'))
  const strategy = oneOf(strategySchema.options, said('strategy'))
  const symbol = said('symbol')
  const query = useSweepJobs({ status, strategy, symbol })
  const chosen = compared.join(',')
  const columns = useMemo(() => {
    const ids = chosen === '' ? [] : chosen.split(',')
    const choose = (id: string, on: boolean) =>
      say({ compare: (on ? [...ids, id] : ids.filter((each) => each !== id)).join(',') })
    return JOB_COLUMNS.toSpliced(1, 0, compareColumn(ids, choose))
  }, [chosen, say])
  const isNarrowed = status !== null || strategy !== null || symbol !== ''
  return (
    <ListPanel
      title="Jobs"
      caption="Sweep jobs, newest first"
      query={query}
      columns={columns}
      rowId={jobId}
      empty={
        <Empty title={isNarrowed ? 'No sweep job is like that.' : 'No sweep job yet.'}>
          <p>
            {isNarrowed ? 'Take a filter away, or ask for one below' : 'Ask for one below'}, or from a terminal:{' '}
            <code>npm run sweep -- --help</code>.
          </p>
        </Empty>
      }
    />
  )
}

function compareColumn(ids: readonly string[], choose: (id: string, on: boolean) => void): Column<SweepJob> {
  return {
    id: 'compare',
    title: 'Compare',
    cell: ({ jobId: id, status }) =>
      status === 'completed' ? (
        <input
          type="checkbox"
          aria-label={`Compare ${id}`}
          checked={ids.includes(id)}
          disabled={!ids.includes(id) && ids.length >= COMPARED_MAX}
          onChange={(event) => choose(id, event.target.checked)}
        />
      ) : (
        <span className="hidden">only completed jobs</span>
      ),
  }
}
