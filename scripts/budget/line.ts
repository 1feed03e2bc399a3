/**
 * One line of the budget: a number with the formula it came from, and the limit it has to keep.
 *
 * Numbers are finite, or the word UNKNOWN. What has no limit is told and nothing more.
 */

export type Quantity = number | 'UNKNOWN'

/**
 * OK keeps its limit. EXCEEDED fails the budget. WAITS is beyond a limit at which the desk only becomes slower. TOLD
 * has no limit.
 */
export type Verdict = 'OK' | 'EXCEEDED' | 'WAITS' | 'TOLD' | 'UNKNOWN'

export interface Limit {
  /** Finite, in the line's unit. */
  readonly value: Quantity
  /** Which side is right. Default: at most. */
  readonly side?: 'at most' | 'at least'
  readonly beyond: 'fails' | 'waits'
  /** Page or file that says so. */
  readonly source: string
  /** Parameter of infra/environments that moves the number or the limit, or the constant of the code. */
  readonly parameter: string
  readonly remedy: string
}

export interface Line {
  readonly topic: string
  readonly name: string
  /** With the numbers in it, such as `6 bars + 2 orders`. */
  readonly formula: string
  readonly value: Quantity
  readonly unit: string
  /** What the number rests on, where it is not the code or the parameters alone. */
  readonly basis?: string
  readonly limit?: Limit
}

export function verdictOf({ value, limit }: Line): Verdict {
  if (value === 'UNKNOWN' || limit?.value === 'UNKNOWN') return 'UNKNOWN'
  if (!limit) return 'TOLD'
  const isKept = limit.side === 'at least' ? value >= limit.value : value <= limit.value
  if (isKept) return 'OK'
  return limit.beyond === 'fails' ? 'EXCEEDED' : 'WAITS'
}

/** What is left below the limit, as a share of it; negative beyond it. UNKNOWN without a limit, or with one of zero. */
export function headroomOf({ value, limit }: Line): Quantity {
  if (value === 'UNKNOWN' || !limit || limit.value === 'UNKNOWN' || limit.value === 0) return 'UNKNOWN'
  const share = value / limit.value
  return limit.side === 'at least' ? share - 1 : 1 - share
}

/** A number for people: thousands apart, three digits that count. */
export function told(value: Quantity): string {
  if (value === 'UNKNOWN') return value
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US')
  return Number(value.toPrecision(3)).toString()
}

/** One line for whoever has to put it right: parameter, value, limit, remedy. */
export function faultOf(line: Line): string {
  const { topic, name, value, unit, formula, limit } = line
  const side = limit?.side ?? 'at most'
  return (
    `${topic}, ${name}: ${limit?.parameter} gives ${told(value)} ${unit} (${formula}), allowed is ${side} ` +
    `${told(limit?.value ?? 'UNKNOWN')}; ${limit?.remedy} [${limit?.source}]`
  )
}
