/** Where in the text of a configuration a fault lies. */
import type { FieldError } from '../../../shared/contracts/wire.ts'

export interface LineFault {
  /** From 1; null when the text has no such place. */
  readonly line: number | null
  /** Name in the configuration, such as `params.roc_lookback`; empty for the whole. */
  readonly field: string
  readonly message: string
}

const OWN_FIELDS = ['config_path', 'strategy', 'symbol', 'job_id', 'metadata']
const CONFIG = /^config(\.|$)/

/** The faults of the text, in the order of its lines; those of the request's other fields are left out. */
export function lineFaults(text: string, errors: readonly FieldError[]): readonly LineFault[] {
  return errors
    .filter(({ field }) => !OWN_FIELDS.includes(field))
    .map(({ field, message }) => {
      const name = field.replace(CONFIG, '').replace(/^body$/, '')
      const told = Number(message.match(/\bline (\d+)\b/)?.[1])
      const line = told > 0 ? told : lineOf(text, name)
      return { line, field: name, message: message.replace(/^line \d+(, column \d+)?:? */, '') }
    })
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
}

const indentOf = (line: string): number => line.search(/\S/)
/** Neither empty, nor a comment, nor brackets alone. */
const isSaid = (line: string): boolean => /^\s*[^\s#{}[\],]/.test(line)
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Lines of a block: from the one after its head to the first that is indented no deeper than the head. */
function blockAfter(lines: readonly string[], head: number): readonly [from: number, end: number] {
  if (head < 0) return [0, lines.length]
  const depth = indentOf(lines[head] ?? '')
  const isItem = (line: string) => indentOf(line) === depth && /^\s*- /.test(line)
  const end = lines.findIndex(
    (line, at) => at > head && isSaid(line) && indentOf(line) <= depth && !(isItem(line) && !isItem(lines[head] ?? '')),
  )
  return [head + 1, end < 0 ? lines.length : end]
}

/**
 * The line of a dotted name in a text of YAML or JSON, or of the nearest name around it; null when there is none. It
 * reads indentation alone, so a name within `{…}` or `[…]` leads to the line where that begins.
 */
export function lineOf(text: string, name: string): number | null {
  const lines = text.split('\n')
  let head = -1
  for (const step of name === '' ? [] : name.split('.')) {
    const [from, end] = blockAfter(lines, head)
    const isIndex = /^\d+$/.test(step)
    const key = new RegExp(`^\\s*(["']?)${escaped(step)}\\1\\s*:`)
    const block = lines.map((line, at) => ({ line, at })).slice(from, end)
    const depth = indentOf(block.find(({ line }) => isSaid(line))?.line ?? '')
    const inside = block.filter(({ line }) => indentOf(line) === depth)
    const found = isIndex
      ? inside.filter(({ line }) => /^\s*- /.test(line))[Number(step)]
      : inside.find(({ line }) => key.test(line))
    if (found === undefined) break
    head = found.at
  }
  return head < 0 ? null : head + 1
}
