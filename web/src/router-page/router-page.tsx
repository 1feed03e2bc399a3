/** The router: a run by hand, what came of it, and the runs before it. */
import { useEffect, useRef } from 'react'
import { Gates } from '../parts/gates.tsx'
import { Empty, Panel } from '../parts/panel.tsx'
import { Uncertain } from '../parts/uncertain.tsx'
import { Link } from '../shell/location.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { hrefOf } from '../shell/route.ts'
import { outcomeOf } from '../words/outcome.ts'
import { RunFormPanel } from './run-form.tsx'
import { IntentFacts, isSent, PriorFacts, RunOutcome, Timeline } from './run-story.tsx'
import { RunsTable } from './runs-table.tsx'
import { type Run, useRun } from './use-run.ts'

export default function RouterPage() {
  const run = useRun()
  return (
    <>
      <PageHead
        title="Router"
        about="One symbol through bars, odds, strategy and risk to an order intent, or to the reason why not."
      />
      <div className="router-grid">
        <Panel title="Run by hand">
          <RunFormPanel state={run.state} onRun={(body) => run.submit('/router/run', body)} />
        </Panel>
        <div className="stack">
          <RunResult run={run} />
        </div>
      </div>
      <RunsTable />
    </>
  )
}

/** What a screen reader is told when the run is over. */
function announcement({ state }: Run): string {
  if (state.kind === 'sending') return 'The run has started.'
  if (state.kind === 'uncertain') return 'It is not known whether the run happened.'
  if (state.kind === 'refused') return 'The run was refused.'
  if (state.kind === 'idle') return ''
  const { word, sentence } = outcomeOf(state.answer.value)
  return `${word}. ${sentence}`
}

function RunResult({ run }: { readonly run: Run }) {
  const { state } = run
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // On a narrow screen the result lies below the form.
    const isWaitedFor = state.kind === 'answered' || state.kind === 'uncertain'
    if (isWaitedFor && (place.current?.getBoundingClientRect().top ?? 0) > window.innerHeight / 2) {
      place.current?.scrollIntoView()
    }
  }, [state.kind])
  return (
    <div ref={place}>
      <p className="hidden" role="status" aria-live="polite">
        {announcement(run)}
      </p>
      <Panel title="Result">
        {state.kind === 'idle' || state.kind === 'refused' ? <NoResult /> : null}
        {state.kind === 'sending' ? <p className="quiet pad">Running…</p> : null}
        <Uncertain
          what="the run"
          sending={run}
          givenUp="Giving it up cancels nothing: an order it may have made goes on. Look under Recent runs."
        />
        {state.kind === 'answered' ? <Answered answer={state.answer} /> : null}
      </Panel>
    </div>
  )
}

function NoResult() {
  return (
    <Empty title="No run in this tab yet.">
      <p>
        Press “Run router”: as the form stands it decides on synthetic bars and publishes nothing. “Fill in the smoke”
        sets the form to the runbook’s smoke, which publishes one intent in book smoke.
      </p>
    </Empty>
  )
}

function Answered({ answer }: { readonly answer: Extract<Run['state'], { kind: 'answered' }>['answer'] }) {
  const { value: report, replayed } = answer
  const entries = report.events.map((event, index) => ({ key: `${index} ${event}`, event, at: null, detail: null }))
  return (
    <>
      {replayed ? (
        <p className="note note-warn">This is the stored answer of an earlier request with the same key.</p>
      ) : null}
      <RunOutcome report={report} />
      <h3>What happened</h3>
      <Timeline entries={entries} errors={report.errors} />
      <h3>Gates</h3>
      <Gates caption="Gates of the run" gates={report.gates} />
      <h3>Odds</h3>
      <PriorFacts priors={report.priors} />
      {report.orderIntent ? (
        <>
          <h3>Order intent</h3>
          <IntentFacts intent={report.orderIntent} isSent={isSent(report)} />
        </>
      ) : null}
      <p className="pad">
        <Link href={hrefOf.run(report.runId)}>Open the stored run</Link>
      </p>
    </>
  )
}
