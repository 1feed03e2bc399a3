/** The run form: checked with the API's own schema, refused by the API field by field, confirmed when it publishes. */
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { FieldError } from '../../../shared/contracts/wire.ts'
import { wordsOfFault } from '../api/fault.ts'
import { needsToken } from '../api/use-change.ts'
import { Confirm } from '../parts/confirm.tsx'
import { Permission, useMay } from '../parts/permission.tsx'
import { MainFields, MoreFields } from './run-form-fields.tsx'
import { bookOf, consequencesOf, EMPTY_FORM, isFormField, type RunForm, requestOf, SMOKE_FORM } from './run-request.ts'
import type { RunState } from './use-run.ts'

interface RunFormProps {
  readonly state: RunState
  readonly onRun: (body: unknown) => Promise<void>
}

/** What is wrong with the form: our own check first, else what the API answered. */
function errorsOf(own: readonly FieldError[], state: RunState): readonly FieldError[] {
  if (own.length > 0 || state.kind !== 'refused') return own
  const { fault } = state
  return fault.kind === 'problem' ? (fault.problem.errors ?? []) : []
}

function refusalOf(state: RunState, errors: readonly FieldError[]): string | null {
  if (state.kind !== 'refused') return null
  if (state.fault.kind !== 'problem') return `Nothing was sent: ${wordsOfFault(state.fault)}`
  const { detail, title } = state.fault.problem
  const elsewhere = errors.filter(({ field }) => !isFormField(field)).map(({ field, message }) => `${field} ${message}`)
  return [detail || title, ...elsewhere].join(' ')
}

export function RunFormPanel({ state, onRun }: RunFormProps) {
  const [form, setForm] = useState<RunForm>(EMPTY_FORM)
  const [ownErrors, setOwnErrors] = useState<readonly FieldError[]>([])
  const [asked, setAsked] = useState<unknown>(null)
  const element = useRef<HTMLFormElement>(null)
  const errors = errorsOf(ownErrors, state)
  const refusal = ownErrors.length > 0 ? 'Nothing was sent: see the marked fields.' : refusalOf(state, errors)
  const isBusy = state.kind === 'sending' || state.kind === 'uncertain'
  const isRefused = !useMay('Operator')

  // The first marked field is focused once it is drawn, however long after the answer that is.
  const awaitsFocus = useRef(false)
  useEffect(() => {
    const fault = awaitsFocus.current && element.current?.querySelector<HTMLElement>('[aria-invalid=true]')
    if (!fault || isBusy) return
    awaitsFocus.current = false
    fault.focus()
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isBusy || isRefused) return
    const request = requestOf(form)
    setOwnErrors(request.kind === 'invalid' ? request.errors : [])
    awaitsFocus.current = true
    if (request.kind === 'invalid') return
    if (consequencesOf(form).length > 0) return setAsked(request.body)
    void onRun(request.body)
  }

  return (
    <form ref={element} onSubmit={submit} noValidate aria-label="Run the router">
      {refusal ? (
        <p className="note note-bad" role="alert">
          {refusal}
        </p>
      ) : null}
      <MainFields form={form} errors={errors} onForm={setForm} />
      <MoreFields form={form} errors={errors} onForm={setForm} />
      <Permission needs="Operator" error={needsToken(state) ? 'A run needs a token that is valid here.' : null} />
      <div className="buttons">
        <button type="submit" className="primary" disabled={isBusy || isRefused}>
          {state.kind === 'sending' ? 'Running…' : 'Run router'}
        </button>
        <button type="button" onClick={() => setForm(SMOKE_FORM)}>
          Fill in the smoke
        </button>
      </div>
      {asked !== null ? (
        <Confirm
          title={`Publish an order intent for ${form.symbol.trim().toUpperCase()} in book ${bookOf(form)}?`}
          consequences={consequencesOf(form)}
          action="Run and publish"
          onCancel={() => setAsked(null)}
          onConfirm={() => {
            setAsked(null)
            void onRun(asked)
          }}
        />
      ) : null}
    </form>
  )
}
