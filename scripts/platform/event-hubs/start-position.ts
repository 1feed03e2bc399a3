/**
 * Where a reader begins, from the selector of its link: `amqp.annotation.x-opt-offset > '-1'` and its kin.
 *
 * Offsets and sequence numbers beyond the end are refused as the service does, so that a checkpoint which outlived
 * its hub is noticed; at the end exactly, a reader waits for what comes.
 */
import type { Cursor, PartitionLog } from './partition-log.ts'
import { invalidArgument, type Problem } from './problem.ts'

export type StartPosition =
  | { readonly kind: 'latest' }
  | { readonly kind: 'offset' | 'sequence' | 'time'; readonly value: number; readonly inclusive: boolean }

export const EARLIEST: StartPosition = { kind: 'offset', value: -1, inclusive: false }

const SELECTOR = /^\s*amqp\.annotation\.x-opt-(offset|sequence-number|enqueued-time)\s*(>=?)\s*'([^']*)'\s*$/
const KINDS = { offset: 'offset', 'sequence-number': 'sequence', 'enqueued-time': 'time' } as const
const NAMES = { offset: 'offset', sequence: 'sequence number' } as const

/** Null when the selector is not one the service knows. */
export function parseSelector(selector: string): StartPosition | null {
  const [, annotation, comparison, text = ''] = SELECTOR.exec(selector) ?? []
  if (annotation === undefined) return null
  if (annotation === 'offset' && text === '@latest') return { kind: 'latest' }
  if (!/^-?\d{1,16}$/.test(text)) return null
  return { kind: KINDS[annotation as keyof typeof KINDS], value: Number(text), inclusive: comparison === '>=' }
}

export function locate(log: PartitionLog, position: StartPosition): Cursor | Problem {
  if (position.kind === 'latest') return log.end
  const { kind, value, inclusive } = position
  if (kind === 'time') return log.find((stamp) => (inclusive ? stamp.time >= value : stamp.time > value))
  const last = log.last[kind]
  if (value > (inclusive ? log.end[kind] : last)) {
    const what = NAMES[kind]
    return invalidArgument(`The supplied ${what} '${value}' is invalid. The last ${what} in the system is '${last}'.`)
  }
  return log.find((stamp) => (inclusive ? stamp[kind] >= value : stamp[kind] > value))
}
