/** A change that was sent and not answered: says so, and offers to ask again with the same key. */
import type { Sending } from '../api/use-change.ts'

interface UncertainProps<T> {
  /** What was sent, such as `the run`. */
  readonly what: string
  readonly sending: Sending<T>
  /** What giving it up leaves as it is, and where to look. */
  readonly givenUp: string
}

export function Uncertain<T>({ what, sending, givenUp }: UncertainProps<T>) {
  const { state, retry, forget } = sending
  if (state.kind !== 'uncertain') return null
  return (
    <div className="note note-warn">
      <p>
        <strong>It is not known whether {what} happened.</strong> {state.words}
      </p>
      <p>
        Ask again: the same request with the same key. If it happened you get its stored answer; it cannot happen twice.
      </p>
      <div className="buttons">
        <button type="button" className="primary" onClick={() => void retry()}>
          Ask again
        </button>
        <button type="button" onClick={forget}>
          Give it up
        </button>
      </div>
      <p className="quiet">{givenUp}</p>
    </div>
  )
}
