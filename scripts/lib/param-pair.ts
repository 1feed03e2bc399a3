/** `--param key=value`, as every command takes it. */
import { UsageError } from './desk.ts'

/** `20`, `true`, `close`, or `calm,trend_up` for a list. */
function paramValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  if (text !== '' && Number.isFinite(Number(text))) return Number(text)
  return text.includes(',') ? text.split(',').filter(Boolean) : text
}

/** Throws UsageError. */
export function paramPair(pair: string): readonly [name: string, value: unknown] {
  const [, name, text] = /^([a-z][a-z0-9_]*)=(.*)$/s.exec(pair) ?? []
  if (name === undefined || text === undefined) throw new UsageError(`--param ${pair} is not of the form key=value`)
  return [name, paramValue(text)]
}
