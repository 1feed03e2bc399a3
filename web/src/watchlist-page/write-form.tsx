/** Writing a list by hand: sent as typed, refused by the API symbol by symbol, confirmed before it is sent. */
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Book } from '../../../shared/contracts/books.ts'
import type { Watchlist } from '../../../shared/contracts/watchlists.ts'
import type { FieldError } from '../../../shared/contracts/wire.ts'
import { WATCHLISTS_PATH } from '../api/day-queries.ts'
import { wordsOfFault } from '../api/fault.ts'
import { type ChangeState, needsToken } from '../api/use-change.ts'
import { Confirm } from '../parts/confirm.tsx'
import { LinesField, TextField } from '../parts/field.tsx'
import { Permission, useMay } from '../parts/permission.tsx'
import { Uncertain } from '../parts/uncertain.tsx'
import { faultAt, wordsIn, writeConsequences } from '../words/watchlist.ts'
import { useWriteList } from './use-write-list.ts'

interface WriteFormProps {
  readonly book: Book
  readonly bucket: string
  readonly onWritten: (bucket: string) => void
}

/** What is typed. The list is the one shown until another is typed. */
interface Typed {
  readonly bucket: string | null
  readonly symbols: string
  readonly tags: string
}
const NOTHING: Typed = { bucket: null, symbols: '', tags: '' }

export function WriteForm({ book, bucket: shown, onWritten }: WriteFormProps) {
  const [typed, setTyped] = useState(NOTHING)
  const [isAsked, setAsked] = useState(false)
  const writing = useWriteList(onWritten)
  const { state } = writing
  const isBusy = state.kind === 'sending' || state.kind === 'uncertain'
  const isRefused = !useMay('Operator')
  const form = useFaultFocus(state.kind)
  const bucket = (typed.bucket ?? shown).trim().toLowerCase()
  const symbols = wordsIn(typed.symbols)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isBusy && !isRefused) setAsked(true)
  }
  const write = () => {
    setAsked(false)
    const path = `${WATCHLISTS_PATH}/${encodeURIComponent(bucket)}`
    void writing.submit(path, { book, symbols, tags: wordsIn(typed.tags) })
  }
  return (
    <form ref={form} onSubmit={submit} noValidate aria-label="Write a list">
      <div role="status">{state.kind === 'answered' ? <Written list={state.answer.value} /> : null}</div>
      {state.kind === 'refused' ? (
        <p className="note note-bad" role="alert">
          The list was not written. {wordsOfFault(state.fault)}
        </p>
      ) : null}
      <Uncertain
        what="the writing of the list"
        sending={writing}
        givenUp="Giving it up unwrites nothing: look above."
      />
      <Fields typed={typed} shown={shown} errors={errorsOf(state)} onTyped={setTyped} />
      <Permission
        needs="Operator"
        error={needsToken(state) ? 'Writing a list needs a token that is valid here.' : null}
      />
      <div className="buttons">
        <button type="submit" className="primary" disabled={isBusy || isRefused}>
          {state.kind === 'sending' ? 'Writing…' : 'Write the list'}
        </button>
      </div>
      {isAsked ? (
        <Confirm
          title={`Write the list “${bucket}” in book ${book}?`}
          consequences={writeConsequences(bucket, book, symbols)}
          action="Write it"
          onCancel={() => setAsked(false)}
          onConfirm={write}
        />
      ) : null}
    </form>
  )
}

/** What the API refused, field by field. */
function errorsOf(state: ChangeState<Watchlist>): readonly FieldError[] {
  return state.kind === 'refused' && state.fault.kind === 'problem' ? (state.fault.problem.errors ?? []) : []
}

interface FieldsProps {
  readonly typed: Typed
  readonly shown: string
  readonly errors: readonly FieldError[]
  readonly onTyped: (typed: Typed) => void
}

function Fields({ typed, shown, errors, onTyped }: FieldsProps) {
  return (
    <>
      <div className="field-row">
        <TextField
          label="Name of the list"
          name="bucket"
          value={typed.bucket ?? shown}
          onText={(bucket) => onTyped({ ...typed, bucket })}
          error={faultAt(errors, 'bucket', [])}
          hint="One of the schedule’s, or a name of your own"
        />
        <TextField
          label="Tags"
          name="tags"
          value={typed.tags}
          onText={(tags) => onTyped({ ...typed, tags })}
          error={faultAt(errors, 'tags', wordsIn(typed.tags))}
          hint="None, or words with commas"
        />
      </div>
      <LinesField
        label="Symbols"
        name="symbols"
        value={typed.symbols}
        onText={(symbols) => onTyped({ ...typed, symbols })}
        error={faultAt(errors, 'symbols', wordsIn(typed.symbols))}
        hint="In the order of the list; commas, spaces or lines between them"
      />
    </>
  )
}

function Written({ list: { bucket, symbols } }: { readonly list: Watchlist }) {
  return (
    <p className="outcome outcome-good">
      Written: {symbols.length} {symbols.length === 1 ? 'symbol is' : 'symbols are'} in “{bucket}”.
    </p>
  )
}

/** The form, in which the first field at fault takes the focus once a refusal is drawn. */
function useFaultFocus(kind: ChangeState<Watchlist>['kind']) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (kind === 'refused') form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [kind])
  return form
}
