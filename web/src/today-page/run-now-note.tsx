/** How a job that was run by hand ended, or why it was not run. */
import { useEffect, useRef } from 'react'
import type { Slot } from '../../../shared/contracts/schedule.ts'
import { wordsOfFault } from '../api/fault.ts'
import { needsToken } from '../api/use-change.ts'
import { Mark } from '../parts/mark.tsx'
import { Permission } from '../parts/permission.tsx'
import { Uncertain } from '../parts/uncertain.tsx'
import { JOB_WORDS, leftText, SLOT_TONES, slotReason } from '../words/schedule.ts'
import type { Task } from './use-task.ts'

export function RunNowNote({ task }: { readonly task: Task }) {
  const { state } = task
  const place = useRef<HTMLDivElement>(null)
  const isOver = state.kind === 'answered' || state.kind === 'refused'
  useEffect(() => {
    if (isOver) place.current?.scrollIntoView({ block: 'nearest' })
  }, [isOver])
  return (
    <div ref={place} className="run-now">
      <div role="status">
        {state.kind === 'sending' ? <p className="pad">The job runs…</p> : null}
        {state.kind === 'answered' ? <Ended slot={state.answer.value} /> : null}
      </div>
      {state.kind === 'refused' ? (
        <div className="note note-bad" role="alert">
          <p>
            <strong>The job was not run.</strong> {wordsOfFault(state.fault)}
          </p>
          {needsToken(state) ? (
            <Permission needs="Operator" error="Running a job needs a token that is valid here." />
          ) : null}
        </div>
      ) : null}
      <Uncertain
        what="the run of the job"
        sending={task}
        givenUp="Giving it up stops nothing: a job that has begun goes on. Look for it in the ledger below."
      />
    </div>
  )
}

function Ended({ slot }: { readonly slot: Slot }) {
  const left = leftText(slot.left)
  return (
    <p className={`outcome outcome-${SLOT_TONES[slot.status]}`}>
      {JOB_WORDS[slot.job].name} by hand: <Mark tone={SLOT_TONES[slot.status]} word={slot.status} />
      {` ${slotReason(slot) ?? ''} ${left ? `It left ${left}.` : ''}`}
    </p>
  )
}
