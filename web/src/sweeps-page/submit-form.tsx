/** Asking for a sweep: the configuration as text or by its place in Blob, refused by the API line by line. */
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { SweepJob } from '../../../shared/contracts/api/sweeps.ts'
import { strategySchema } from '../../../shared/contracts/scalars.ts'
import type { FieldError } from '../../../shared/contracts/wire.ts'
import { wordsOfFault } from '../api/fault.ts'
import { SWEEPS_PATH } from '../api/sweep-queries.ts'
import { type ChangeState, needsToken } from '../api/use-change.ts'
import { useSweepChange } from '../api/use-sweep-change.ts'
import { Confirm } from '../parts/confirm.tsx'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { Permission, useMay } from '../parts/permission.tsx'
import { Uncertain } from '../parts/uncertain.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { strategyWords } from '../words/events.ts'
import { progressText, SUBMIT_CONSEQUENCES } from '../words/sweeps.ts'
import { faultAt } from '../words/watchlist.ts'
import { ConfigField } from './config-field.tsx'
import { lineFaults } from './config-lines.ts'

/** Small enough to end within minutes, and it names what a reader will want to change. */
const EXAMPLE = `# What stands in brackets is varied: every combination is a cell.
symbol: SPY
start: 2014-01-02
end: 2023-12-29
strategy: momentum
hypothesis: momentum in SPY
use_probabilistic: false
slippage_bps: 1
dal:
  vendor: synthetic # invented prices; file where the desk has DATA_DIR
  interval: 1Day
params:
  roc_lookback: [20, 60, 120]
  min_rank: [0.6, 0.8]
  atr_mult: [2, 3]
walk_forward:
  mode: rolling
  folds: 5
seed: 1
`

interface Typed {
  readonly from: 'text' | 'blob'
  readonly config: string
  readonly configPath: string
  readonly strategy: string
  readonly symbol: string
  readonly jobId: string
}

const FIRST: Typed = { from: 'text', config: EXAMPLE, configPath: '', strategy: '', symbol: '', jobId: '' }

/** The body on the wire; what is left empty is not said. */
function bodyOf({ from, config, configPath, strategy, symbol, jobId }: Typed): Readonly<Record<string, string>> {
  const words = {
    ...(from === 'text' ? { config } : { config_path: configPath.trim() }),
    strategy,
    symbol: symbol.trim(),
    job_id: jobId.trim(),
  }
  return Object.fromEntries(Object.entries(words).filter(([, word]) => word !== ''))
}

const errorsOf = (state: ChangeState<SweepJob>): readonly FieldError[] =>
  state.kind === 'refused' && state.fault.kind === 'problem' ? (state.fault.problem.errors ?? []) : []

export function SubmitForm() {
  const [typed, setTyped] = useState(FIRST)
  const [isAsked, setAsked] = useState(false)
  /** The text that the desk has judged: what is typed since has other lines. */
  const [judged, setJudged] = useState('')
  const sending = useSweepChange('sweep')
  const { state } = sending
  const isBusy = state.kind === 'sending' || state.kind === 'uncertain'
  const isRefused = !useMay('Operator')
  const form = useFaultFocus(state.kind)
  const ask = (event: FormEvent) => {
    event.preventDefault()
    if (!isBusy && !isRefused) setAsked(true)
  }
  const submit = () => {
    setAsked(false)
    setJudged(typed.config)
    void sending.submit(SWEEPS_PATH, bodyOf(typed))
  }
  return (
    <form ref={form} className="wide-form" onSubmit={ask} noValidate aria-label="Ask for a sweep">
      <div role="status">
        {state.kind === 'sending' ? <p className="pad">The configuration is checked…</p> : null}
        {state.kind === 'answered' ? <Stored job={state.answer.value} /> : null}
      </div>
      {state.kind === 'refused' ? (
        <p className="note note-bad" role="alert">
          <strong>Nothing was stored.</strong> {wordsOfFault(state.fault)}
        </p>
      ) : null}
      <Uncertain
        what="the asking for the sweep"
        sending={sending}
        givenUp="Giving it up cancels nothing: a job that was stored goes on. Look for it among the jobs."
      />
      <Fields typed={typed} judged={judged} errors={errorsOf(state)} onTyped={setTyped} />
      <Permission
        needs="Operator"
        error={needsToken(state) ? 'Asking for a sweep needs a token that is valid here.' : null}
      />
      <div className="buttons">
        <button type="submit" className="primary" disabled={isBusy || isRefused}>
          {state.kind === 'sending' ? 'Checking…' : 'Ask for the sweep'}
        </button>
      </div>
      {isAsked ? (
        <Confirm
          title={typed.jobId.trim() === '' ? 'Ask for this sweep?' : `Ask for the sweep “${typed.jobId.trim()}”?`}
          consequences={SUBMIT_CONSEQUENCES}
          action="Ask for it"
          onCancel={() => setAsked(false)}
          onConfirm={submit}
        />
      ) : null}
    </form>
  )
}

interface FieldsProps {
  readonly typed: Typed
  readonly judged: string
  readonly errors: readonly FieldError[]
  readonly onTyped: (typed: Typed) => void
}

const SOURCES = [
  ['text', 'the text below'],
  ['blob', 'a text in Blob'],
] as const

function Fields({ typed, judged, errors, onTyped }: FieldsProps) {
  const own = (name: string) => faultAt(errors, name, [])
  return (
    <>
      <div className="field-row">
        <ChoiceField
          label="Configuration"
          value={typed.from}
          options={SOURCES}
          onText={(from) => onTyped({ ...typed, from: from as Typed['from'] })}
        />
        <TextField
          label="Job id"
          name="job-id"
          value={typed.jobId}
          onText={(jobId) => onTyped({ ...typed, jobId })}
          error={own('job_id')}
          hint="Empty: one is made. The same id with the same configuration is the same job."
        />
      </div>
      {typed.from === 'text' ? (
        <ConfigField
          text={typed.config}
          judged={judged}
          faults={lineFaults(errors)}
          onText={(config) => onTyped({ ...typed, config })}
        />
      ) : (
        <TextField
          label="Place"
          name="config-path"
          placeholder="blob://configs/momentum.yaml"
          value={typed.configPath}
          onText={(configPath) => onTyped({ ...typed, configPath })}
          error={placeFault(errors)}
          hint="blob://container/path of a text in YAML or JSON"
        />
      )}
      <div className="field-row">
        <ChoiceField
          label="Strategy"
          value={typed.strategy}
          options={[
            ['', 'as configured'],
            ...strategySchema.options.map((each) => [each, strategyWords(each)] as const),
          ]}
          onText={(strategy) => onTyped({ ...typed, strategy })}
          error={own('strategy')}
        />
        <TextField
          label="Symbol"
          name="sweep-symbol"
          value={typed.symbol}
          onText={(symbol) => onTyped({ ...typed, symbol })}
          error={own('symbol')}
          hint="Empty: as configured"
        />
      </div>
    </>
  )
}

/** What is wrong with the place, or with the text that lies there. */
function placeFault(errors: readonly FieldError[]): string | null {
  const told = errors
    .filter(({ field }) => !['strategy', 'symbol', 'job_id'].includes(field))
    .map(({ field, message }) => (field === 'config_path' ? message : `${field} ${message}`))
  return told.length === 0 ? null : told.join('; ')
}

function Stored({ job }: { readonly job: SweepJob }) {
  return (
    <p className="outcome outcome-good">
      Stored: <Link href={hrefOf.sweep(job.jobId)}>{job.jobId}</Link>, {progressText(job)}.
    </p>
  )
}

/** The form, in which the first field at fault takes the focus once a refusal is drawn. */
function useFaultFocus(kind: ChangeState<SweepJob>['kind']) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (kind === 'refused') form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [kind])
  return form
}
