/**
 * The one mapper between TypeScript's camelCase and the snake_case of the wire and of SQL. Mechanical and total:
 * names are never data, so no object on the wire is keyed by a symbol or an id.
 */
import type * as z from 'zod'
import { encode, safeParse } from 'zod'

export const snakeOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
export const camelOf = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Deepest nesting that is read from the outside; deeper values are refused as they stand. */
const DEPTH_MAX = 16
/** Most faults told in one answer. */
const ERRORS_MAX = 50

function renamed(value: unknown, rename: (name: string) => string, depth: number): unknown {
  if (depth > DEPTH_MAX || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename, depth + 1))
  const output: Record<string, unknown> = Object.create(null)
  for (const [name, item] of Object.entries(value)) output[rename(name)] = renamed(item, rename, depth + 1)
  return { ...output }
}

export const snakeKeys = (value: unknown): unknown => renamed(value, snakeOf, 0)
const camelKeys = (value: unknown): unknown => renamed(value, camelOf, 0)

export interface FieldError {
  /** Dotted path in wire names, such as `params.atr_mult`; `body` for the whole. */
  readonly field: string
  readonly message: string
}

export type Decoded<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }

/** NUL and halves of characters have no place in a table, so a text with one would fail where it is stored. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

/** Faults that no schema sees. Names with capitals would let two spellings of one field disagree. */
function foreign(value: unknown, path: string, depth: number): FieldError[] {
  if (typeof value === 'string') {
    return isStorable(value) ? [] : [{ field: path || 'body', message: 'has a NUL or half a character in it' }]
  }
  if (depth > DEPTH_MAX || value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, item]) => {
    const field = path === '' ? name : `${path}.${name}`
    const isOurs = !/[A-Z]/.test(name) && isStorable(name)
    const own = isOurs ? [] : [{ field, message: 'is not a known field: names are snake_case' }]
    return [...own, ...foreign(item, field, depth + 1)]
  })
}

/** Parses a wire value. Every fault is reported at once, by field. */
export function decodeWire<S extends z.ZodType>(schema: S, wire: unknown): Decoded<z.output<S>> {
  const faults = foreign(wire, '', 0)
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
