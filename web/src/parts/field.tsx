/** Labelled form controls with their hint and fault tied to them for screen readers. */
import { type InputHTMLAttributes, type ReactNode, useId } from 'react'

interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly error: string | null
  readonly children: (control: ControlProps) => ReactNode
}

interface ControlProps {
  readonly id: string
  readonly 'aria-invalid': boolean
  readonly 'aria-describedby': string | undefined
}

/** A label above, the control, a hint and, when there is one, the fault. */
function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter((part) => part !== '').join(' ')
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': error !== null, 'aria-describedby': described || undefined })}
      {hint ? (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      ) : null}
    </div>
  )
}

interface TextProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | null
  readonly value: string
  readonly onText: (text: string) => void
}

export function TextField({ label, hint, error = null, onText, ...input }: TextProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          {...input}
          {...control}
          onChange={(event) => onText(event.target.value)}
        />
      )}
    </Field>
  )
}

interface LinesProps {
  readonly label: string
  readonly name: string
  readonly hint?: ReactNode
  readonly error?: string | null
  readonly value: string
  readonly onText: (text: string) => void
}

/** A text of several lines. */
export function LinesField({ label, name, hint, error = null, value, onText }: LinesProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <textarea
          {...control}
          name={name}
          rows={3}
          spellCheck={false}
          value={value}
          onChange={(event) => onText(event.target.value)}
        />
      )}
    </Field>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | null
  readonly value: string
  readonly options: readonly (readonly [value: string, text: string])[]
  readonly onText: (text: string) => void
}

export function ChoiceField({ label, hint, error = null, value, options, onText }: ChoiceProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <select {...control} value={value} onChange={(event) => onText(event.target.value)}>
          {options.map(([each, text]) => (
            <option key={each} value={each}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface SwitchProps {
  readonly label: string
  readonly hint: ReactNode
  readonly error?: string | null
  readonly on: boolean
  readonly onSwitch: (on: boolean) => void
}

export function SwitchField({ label, hint, error = null, on, onSwitch }: SwitchProps) {
  const id = useId()
  return (
    <div className="switch">
      <input
        type="checkbox"
        id={id}
        checked={on}
        onChange={(event) => onSwitch(event.target.checked)}
        aria-describedby={`${id}-hint`}
        aria-invalid={error !== null}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        <div id={`${id}-hint`}>
          <p className="field-hint">{hint}</p>
          {error ? <p className="field-error">{error}</p> : null}
        </div>
      </div>
    </div>
  )
}
