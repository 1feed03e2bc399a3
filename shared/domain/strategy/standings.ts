/** How measures stand to their limits, bar by bar: worked out once for all the rules that ask for the same two. */
import { type Delayed, delayedOf } from '../indicators/index.ts'
import type { Comparison, Rule } from './form.ts'

type NumberRule = Extract<Rule, { readonly kind: 'number' }>

/** One bit for each way in which two numbers can stand; no bit where either is UNKNOWN. */
const EQUAL = 1
const ABOVE = 2
const BELOW = 4

const ACCEPTED: Readonly<Record<Comparison, number>> = {
  '>': ABOVE,
  '>=': ABOVE | EQUAL,
  '<': BELOW,
  '<=': BELOW | EQUAL,
}

export interface Standing {
  /** A bit for each bar, 0 where UNKNOWN; those of the bar `index` lie at `index - bars`. */
  readonly bits: Uint8Array
  readonly bars: number
  /** The bits that the rule accepts. */
  readonly accepted: number
}

interface Kept {
  readonly value: Delayed
  readonly limit: Delayed | number
  readonly bits: Uint8Array
}

const lag = (side: Delayed | number): number => (typeof side === 'number' ? Number.POSITIVE_INFINITY : side.bars)

/** A rule on two columns of the bar before is the same question, a bar later. */
const sooner = (side: Delayed, bars: number): Delayed => ({ values: side.values, bars: side.bars - bars })

const isSame = (one: Delayed | number, other: Delayed | number): boolean =>
  typeof one === 'number' || typeof other === 'number'
    ? one === other
    : one.values === other.values && one.bars === other.bars

function writeColumns(bits: Uint8Array, values: Float64Array, limits: Float64Array): void {
  for (let index = 0; index < bits.length; index += 1) {
    const value = values[index] as number
    const limit = limits[index] as number
    bits[index] = value > limit ? ABOVE : value < limit ? BELOW : value === limit ? EQUAL : 0
  }
}

function writeNumber(bits: Uint8Array, values: Float64Array, limit: number): void {
  for (let index = 0; index < bits.length; index += 1) {
    const value = values[index] as number
    bits[index] = value > limit ? ABOVE : value < limit ? BELOW : value === limit ? EQUAL : 0
  }
}

/** The standings of one reading. Their bytes are used again for the next one after `clear`. */
export class Standings {
  readonly #length: number
  readonly #free: Uint8Array[] = []
  #kept: Kept[] = []

  constructor(length: number) {
    this.#length = length
  }

  clear(): void {
    for (const { bits } of this.#kept) this.#free.push(bits)
    this.#kept = []
  }

  of({ value: column, limit: against, comparison }: NumberRule): Standing {
    const [value, limit] = [delayedOf(column), typeof against === 'number' ? against : delayedOf(against)]
    const bars = Math.min(value.bars, lag(limit))
    const [first, second] = [sooner(value, bars), typeof limit === 'number' ? limit : sooner(limit, bars)]
    const known = this.#kept.find((kept) => isSame(kept.value, first) && isSame(kept.limit, second))
    return { bits: known?.bits ?? this.#made(first, second), bars, accepted: ACCEPTED[comparison] }
  }

  #made(value: Delayed, limit: Delayed | number): Uint8Array {
    const bits = this.#free.pop() ?? new Uint8Array(this.#length)
    const first = Math.min(bits.length, Math.max(value.bars, typeof limit === 'number' ? 0 : limit.bars))
    bits.fill(0, 0, first)
    const view = (side: Delayed): Float64Array => side.values.subarray(first - side.bars, bits.length - side.bars)
    if (typeof limit === 'number') writeNumber(bits.subarray(first), view(value), limit)
    else writeColumns(bits.subarray(first), view(value), view(limit))
    this.#kept.push({ value, limit, bits })
    return bits
  }
}
