/** Where a job stands, what it is about, and cancelling it. */
import { useState } from 'react'
import type { SweepJob, SweepJobDetail } from '../../../shared/contracts/api/sweeps.ts'
import { isFinal } from '../../../shared/contracts/sweep-states.ts'
import { sweepPath } from '../api/sweep-queries.ts'
import { useSweepChange } from '../api/use-sweep-change.ts'
import { Age } from '../parts/age.tsx'
import { ChangeNote } from '../parts/change-note.tsx'
import { Confirm } from '../parts/confirm.tsx'
import { Days } from '../parts/days.tsx'
import { type Fact, Facts } from '../parts/facts.tsx'
import { Mark } from '../parts/mark.tsx'
import { Panel } from '../parts/panel.tsx'
import { Permission, useMay } from '../parts/permission.tsx'
import { SweepProgress } from '../parts/progress.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { reasonWords, strategyWords } from '../words/events.ts'
import { cancelConsequences, stateWords, symbolsText } from '../words/sweeps.ts'

export function StatePanel({ job, readAt }: { readonly job: SweepJobDetail; readonly readAt: number }) {
  const { tone, words } = stateWords(job)
  return (
    <Panel title="State" readAt={readAt}>
      <div className={`outcome outcome-${tone}`}>
        <p>
          <Mark tone={tone} word={job.status.toUpperCase()} /> {words}
        </p>
        {job.reason === null ? null : (
          <p>
            {reasonWords(job.reason)} {job.detail} <code>{job.reason}</code>
          </p>
        )}
        <SweepProgress job={job} />
      </div>
      <CancelControl job={job} />
      <Facts facts={factsOf(job)} />
    </Panel>
  )
}

/** The age of a step, or that it has not happened. */
const stepAge = (key: string, at: number | null, otherwise: string) =>
  at === null ? <span className="quiet">{otherwise}</span> : <Age key={key} at={at} />

function factsOf(job: SweepJobDetail): readonly Fact[] {
  const notYet = isFinal(job.status) ? 'never' : 'not yet'
  const words = Object.entries(job.metadata).map(([name, value]) => `${name}=${String(value)}`)
  return [
    ['Strategy', strategyWords(job.strategy)],
    [
      'Symbols',
      <span key="symbols" title={job.symbols.join(' ')}>
        {symbolsText(job.symbols)}
      </span>,
    ],
    ['Bars of', `${job.interval}, vendor ${job.vendor}`],
    ['Days', <Days key="days" from={job.from} to={job.to} />],
    ['Asked for', <Age key="asked" at={job.requestedAt} />],
    ['By', job.requestedBy],
    ['Workers started', stepAge('dispatched', job.dispatchedAt, notYet)],
    ['Began', stepAge('began', job.startedAt, notYet)],
    ['Last sign of life', stepAge('heartbeat', job.heartbeatAt, notYet)],
    ['Ended', stepAge('ended', job.finishedAt, 'not yet')],
    [
      'Frames',
      <Link key="frames" href={`${hrefOf.frames()}?job=${job.jobId}`}>
        of this job
      </Link>,
    ],
    ['Configuration', <code key="config">{job.configBlob}</code>, 'wide'],
    ...(words.length === 0 ? [] : [['Noted', <code key="noted">{words.join(' · ')}</code>, 'wide'] as const]),
  ]
}

function CancelControl({ job }: { readonly job: SweepJob }) {
  const [isAsked, setAsked] = useState(false)
  const cancelling = useSweepChange(`cancel-${job.jobId}`)
  const isBusy = cancelling.state.kind === 'sending' || cancelling.state.kind === 'uncertain'
  const isRefused = !useMay('Operator')
  const isOver = isFinal(job.status)
  if (isOver && cancelling.state.kind === 'idle') return null
  const cancel = () => {
    setAsked(false)
    void cancelling.submit(sweepPath(job.jobId), undefined, 'DELETE')
  }
  return (
    <>
      <ChangeNote
        what="the cancelling"
        needs="Operator"
        sending={cancelling}
        busy="Cancelling…"
        givenUp="Giving it up undoes nothing: see the state above."
        answered={({ status }) =>
          status === 'cancelled' ? (
            <p className="note note-good">Cancelled. The rows that are there stay.</p>
          ) : (
            <p className="note note-warn">It had ended before: it is {status}.</p>
          )
        }
      />
      {isOver ? null : (
        <>
          {isRefused ? <Permission needs="Operator" what="Cancelling" error={null} /> : null}
          <div className="buttons pad">
            <button type="button" disabled={isBusy || isRefused} onClick={() => setAsked(true)}>
              Cancel the job…
            </button>
          </div>
        </>
      )}
      {isAsked ? (
        <Confirm
          title={`Cancel the sweep ${job.jobId}?`}
          consequences={cancelConsequences(job)}
          action="Cancel the job"
          refusal="Let it go on"
          onConfirm={cancel}
          onCancel={() => setAsked(false)}
        >
          <Permission needs="Operator" error={null} />
        </Confirm>
      ) : null}
    </>
  )
}
