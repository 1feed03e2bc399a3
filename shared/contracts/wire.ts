/**
 * The one mapper between TypeScript's camelCase and the snake_case of the wire and of SQL. Mechanical and total:
 * names are never data, so no object on the wire is keyed by a symbol or an id.
 */
import type * as z from 'zod'
import { encode, safeParse } from 'zod'
import { rememberingNames } from '../base/memory.ts'

export const snakeOf = rememberingNames((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
export const camelOf = rememberingNames((name) =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
)

/** Deepest nesting that is read from the outside; deeper values are refused as they stand. */
const DEPTH_MAX = 16
/** Most faults told in one answer. */
const ERRORS_MAX = 50

function renamed(value: unknown, rename: (name: string) => string, depth: number): unknown {
  if (depth > DEPTH_MAX || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename, depth + 1))
  const output: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    const spelled = rename(name)
    const item = renamed((value as Record<string, unknown>)[name], rename, depth + 1)
    // Assigned like the others it would vanish into the prototype instead of being refused by its name.
    if (spelled === '__proto__') Object.defineProperty(output, spelled, { value: item, enumerable: true })
    else output[spelled] = item
  }
  return output
}

export const snakeKeys = (value: unknown): unknown => renamed(value, snakeOf, 0)
const camelKeys = (value: unknown): unknown => renamed(value, camelOf, 0)

export interface FieldError {
  /** Dotted path in wire names, such as `params.atr_mult`; `body` for the whole. */
  readonly field: string
  readonly message: string
  /** Line of the text that the field was read from, counted from 1. */
  readonly line?: number
}

export type Decoded<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }

/** NUL and halves of characters have no place in a table, so a text with one would fail where it is stored. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')
const isOurs = rememberingNames((name) => !/[A-Z]/.test(name) && isStorable(name))

/** Faults that no schema sees. Names with capitals would let two spellings of one field disagree. */
function collectForeign(value: unknown, path: string, depth: number, faults: FieldError[]): void {
  if (typeof value === 'string') {
    if (!isStorable(value)) faults.push({ field: path || 'body', message: 'has a NUL or half a character in it' })
    return
  }
  if (depth > DEPTH_MAX || value === null || typeof value !== 'object') return
  for (const name of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[name]
    if (isOurs(name) && typeof item !== 'string' && typeof item !== 'object') continue
    const field = path === '' ? name : `${path}.${name}`
    if (!isOurs(name)) faults.push({ field, message: 'is not a known field: names are snake_case' })
    collectForeign(item, field, depth + 1, faults)
  }
}

/** Parses a wire value. Every fault is reported at once, by field. */
export function decodeWire<S extends z.ZodType>(schema: S, wire: unknown): Decoded<z.output<S>> {
  const faults: FieldError[] = []
  collectForeign(wire, '', 0, faults)
  if (faults.length > 0) return { kind: 'invalid', errors: faults.slice(0, ERRORS_MAX) }
  const parsed = safeParse(schema, camelKeys(wire))
  if (parsed.success) return { kind: 'ok', value: parsed.data }
  const errors = parsed.error.issues.flatMap((issue): FieldError[] => {
    const path = issue.path.map((step) => (typeof step === 'string' ? snakeOf(step) : String(step)))
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ field: [...path, snakeOf(key)].join('.'), message: 'is not a known field' }))
    }
    return [{ field: path.join('.') || 'body', message: issue.message }]
  })
  return { kind: 'invalid', errors: errors.slice(0, ERRORS_MAX) }
}

/** The wire form of a value: instants as ISO text, decimals as numbers, names in snake_case. */
export function encodeWire<S extends z.ZodType>(schema: S, value: z.output<S>): unknown {
  return snakeKeys(encode(schema, value))
}
