/** How a change that was asked for with a button ended, or why it was not made. */
import type { ReactNode } from 'react'
import type { Role } from '../../../shared/contracts/roles.ts'
import { wordsOfFault } from '../api/fault.ts'
import { needsToken, type Sending } from '../api/use-change.ts'
import { Permission } from './permission.tsx'
import { Uncertain } from './uncertain.tsx'

interface ChangeNoteProps<T> {
  /** What was asked for, such as `the cancelling`. */
  readonly what: string
  readonly needs: Role
  readonly sending: Sending<T>
  readonly givenUp: string
  readonly busy: string
  readonly answered: (value: T) => ReactNode
}

export function ChangeNote<T>({ what, needs, sending, givenUp, busy, answered }: ChangeNoteProps<T>) {
  const { state } = sending
  return (
    <>
      <div role="status">
        {state.kind === 'sending' ? <p className="pad">{busy}</p> : null}
        {state.kind === 'answered' ? answered(state.answer.value) : null}
      </div>
      {state.kind === 'refused' ? (
        <div className="note note-bad" role="alert">
          <p>
            <strong>Nothing was changed.</strong> {wordsOfFault(state.fault)}
          </p>
          {needsToken(state) ? <Permission needs={needs} error="This needs a token that is valid here." /> : null}
        </div>
      ) : null}
      <Uncertain what={what} sending={sending} givenUp={givenUp} />
    </>
  )
}
