/** The fields of the run form: those of every run in sight, the rest behind a fold that opens when one is at fault. */
import { BOOKS } from '../../../shared/contracts/books.ts'
import { INTERVALS, sideSchema, strategySchema } from '../../../shared/contracts/scalars.ts'
import type { FieldError } from '../../../shared/contracts/wire.ts'
import { BOOK_WORDS } from '../parts/book-picker.tsx'
import { ChoiceField, SwitchField, TextField } from '../parts/field.tsx'
import { strategyWords } from '../words/events.ts'
import { errorAt, FOLDED_FIELDS, type RunForm } from './run-request.ts'

interface FieldsProps {
  readonly form: RunForm
  readonly errors: readonly FieldError[]
  readonly onForm: (form: RunForm) => void
}

type TextName = { [K in keyof RunForm]: RunForm[K] extends string ? K : never }[keyof RunForm]
type SwitchName = { [K in keyof RunForm]: RunForm[K] extends boolean ? K : never }[keyof RunForm]

/** What every control of the form needs, from its name. */
function binder({ form, errors, onForm }: FieldsProps) {
  return {
    text: (name: TextName) => ({
      name,
      value: form[name],
      error: errorAt(errors, name),
      onText: (text: string) => onForm({ ...form, [name]: text }),
    }),
    flag: (name: SwitchName) => ({
      on: form[name],
      error: errorAt(errors, name),
      onSwitch: (on: boolean) => onForm({ ...form, [name]: on }),
    }),
  }
}

const same = (values: readonly string[]) => values.map((value) => [value, strategyWords(value)] as const)

export function MainFields(props: FieldsProps) {
  const { text, flag } = binder(props)
  const { form, onForm } = props
  const publish = flag('publishOrders')
  return (
    <>
      <div className="field-row">
        <TextField label="Symbol" {...text('symbol')} required autoCapitalize="characters" maxLength={20} />
        <ChoiceField label="Strategy" {...text('strategy')} options={same(strategySchema.options)} />
      </div>
      <div className="field-row">
        <TextField label="Start" {...text('start')} required hint="A day, or ISO 8601 with offset" />
        <TextField label="End" {...text('end')} hint="Empty: now" />
      </div>
      <fieldset>
        <legend>What the run may do</legend>
        <SwitchField
          label="Offline"
          {...flag('offlineMode')}
          hint="Decides on a synthetic frame, stamped as such. Off: on live bars; without them there is no order."
        />
        <SwitchField
          label="Publish orders"
          {...publish}
          onSwitch={(on) => onForm({ ...form, publishOrders: on, executeOrders: on && form.executeOrders })}
          hint="Puts the intent on exec.orders. Off: the run decides and keeps the intent here."
        />
        <SwitchField
          label="Execute orders"
          {...flag('executeOrders')}
          hint="Lets the order consumer hand the order to the book’s broker. Needs publishing."
        />
      </fieldset>
      <fieldset>
        <legend>Kill switch of this run</legend>
        <p className="field-hint">May only tighten what the desk has set.</p>
        <SwitchField label="Active" {...flag('killSwitchActive')} hint="Stops the run before any order." />
        <div className="field-row">
          <TextField
            label="Notional limit, USD"
            {...text('killSwitchNotional')}
            inputMode="decimal"
            hint="Empty: the desk’s"
          />
          <TextField label="Reason" {...text('killSwitchReason')} hint="Shown in the trail" />
        </div>
      </fieldset>
    </>
  )
}

export function MoreFields(props: FieldsProps) {
  const { text, flag } = binder(props)
  const isAtFault = FOLDED_FIELDS.some((name) => errorAt(props.errors, name) !== null)
  const books = BOOKS.map((book) => [book, `${book}: ${BOOK_WORDS[book]}`] as const)
  return (
    <details className="fold" {...(isAtFault ? { open: true } : {})}>
      <summary>More: book, side, sizes, data, parameters</summary>
      <ChoiceField label="Book" {...text('book')} options={[['', 'by mode: smoke offline, paper online'], ...books]} />
      <div className="field-row">
        <ChoiceField label="Side" {...text('side')} options={same(sideSchema.options)} />
        <ChoiceField label="Bar interval" {...text('dalInterval')} options={INTERVALS.map((each) => [each, each])} />
      </div>
      <div className="field-row">
        <TextField label="Least notional, USD" {...text('minNotional')} inputMode="decimal" hint="Empty: 100" />
        <TextField label="Most notional, USD" {...text('maxNotional')} inputMode="decimal" hint="Empty: 5000" />
      </div>
      <TextField label="Vendor of live bars" {...text('dalVendor')} hint="Empty: the desk’s default" />
      <SwitchField
        label="Probabilistic odds"
        {...flag('useProbabilistic')}
        hint="Reads new bars and odds from the filters. Off: uses the stored frame if there is one."
      />
      <TextField
        label="Strategy parameters"
        {...text('params')}
        placeholder='{"roc_lookback": 60}'
        hint="A JSON object; what it leaves out keeps its default."
      />
    </details>
  )
}
