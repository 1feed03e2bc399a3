/** The text of a configuration with its line numbers, and each fault beside the line that it is about. */
import { type UIEvent, useId, useRef } from 'react'
import type { LineFault } from './config-lines.ts'

interface ConfigFieldProps {
  readonly text: string
  /** The text that the faults are about. */
  readonly judged: string
  readonly faults: readonly LineFault[]
  readonly onText: (text: string) => void
}

const LINES_SHOWN_MIN = 12
const LINES_SHOWN_MAX = 28

export function ConfigField({ text, judged, faults, onText }: ConfigFieldProps) {
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLPreElement>(null)
  const lines = text.split('\n')
  const follow = (event: UIEvent) => {
    if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop
  }
  /** Puts the cursor into the line, which scrolls to it. */
  const goTo = (line: number) => {
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
    area.current?.focus()
    area.current?.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
  }
  const isFaulty = faults.length > 0
  const isJudged = text === judged
  return (
    <div className="field">
      <label htmlFor={id}>Text in YAML or JSON</label>
      <div className={isFaulty ? 'config config-bad' : 'config'}>
        <pre ref={gutter} className="config-gutter" aria-hidden="true">
          {lines.map((_, at) => {
            const isBad = isJudged && faults.some(({ line }) => line === at + 1)
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line has no name but its number.
              <span key={at} className={isBad ? 'config-mark' : undefined}>
                {`${isBad ? '✕ ' : ''}${at + 1}\n`}
              </span>
            )
          })}
        </pre>
        <textarea
          ref={area}
          id={id}
          name="config"
          rows={Math.min(LINES_SHOWN_MAX, Math.max(LINES_SHOWN_MIN, lines.length + 1))}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={isFaulty}
          aria-describedby={isFaulty ? `${id}-faults` : `${id}-hint`}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onScroll={follow}
        />
        {isFaulty ? (
          <ol className="config-faults" id={`${id}-faults`} aria-label="Faults of the configuration">
            {faults.map((fault) => (
              <Fault
                key={`${fault.field} ${fault.message}`}
                fault={fault}
                lines={judged.split('\n')}
                onGo={isJudged ? goTo : null}
              />
            ))}
            {isJudged ? null : <li className="quiet">The lines are those of the text as it was sent.</li>}
          </ol>
        ) : null}
      </div>
      <p className="field-hint" id={`${id}-hint`}>
        The desk checks it before anything is stored, and what is at fault is told beside its line.
      </p>
    </div>
  )
}

interface FaultProps {
  readonly fault: LineFault
  readonly lines: readonly string[]
  /** Null where the text has other lines by now. */
  readonly onGo: ((line: number) => void) | null
}

function Fault({ fault: { line, field, message }, lines, onGo }: FaultProps) {
  return (
    <li>
      {line === null ? (
        <strong>The whole</strong>
      ) : (
        <>
          <button type="button" className="small" disabled={onGo === null} onClick={() => onGo?.(line)}>
            Line {line}
          </button>{' '}
          <code>{lines[line - 1]?.trim()}</code>
        </>
      )}
      <p className="field-error">
        {field === '' ? '' : `${field} `}
        {message}
      </p>
    </li>
  )
}
