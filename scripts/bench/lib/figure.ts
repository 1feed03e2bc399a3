/** A figure: what was measured, beside a bound measured in the same run, so that the machine cancels out. */
import { textTable } from '../../lib/text-table.ts'

export interface Bound {
  /** What the bound is, in words. */
  readonly what: string
  readonly value: number
}

/** What a figure should be: a limit on the value itself or on its ratio to the bound. */
export interface Aim {
  readonly on: 'value' | 'ratio'
  readonly atMost?: number
  readonly atLeast?: number
}

export interface Measured {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly bound: Bound
  readonly aim?: Aim
  /** Everything else worth knowing: sizes, spreads, counts. */
  readonly detail?: Readonly<Record<string, unknown>>
}

/** One line of the output; a figure that could not be measured says why instead. */
export interface Figure {
  readonly name: string
  readonly value: number | null
  readonly unit: string
  readonly bound: string
  readonly bound_value: number | null
  /** Value over bound. */
  readonly ratio: number | null
  readonly aim: string | null
  readonly met: boolean | null
  readonly skipped?: string
  readonly [detail: string]: unknown
}

const DIGITS = 4
const rounded = (value: number): number => Number(value.toPrecision(DIGITS))

export function figureOf({ name, value, unit, bound, aim, detail = {} }: Measured): Figure {
  const ratio = value / bound.value
  const judged = aim?.on === 'ratio' ? ratio : value
  const met = aim ? judged <= (aim.atMost ?? Number.POSITIVE_INFINITY) && judged >= (aim.atLeast ?? -Infinity) : null
  const figure = {
    ...{ name, value: rounded(value), unit, bound: bound.what, bound_value: rounded(bound.value) },
    ...{ ratio: rounded(ratio), aim: aim ? wordsOf(aim, unit) : null, met },
  }
  // Named first for the order of the line, and last so that no detail stands in for the figure.
  return { ...figure, ...detail, ...figure }
}

export function skippedFigure(name: string, why: string): Figure {
  const nothing = { value: null, unit: '', bound: '', bound_value: null, ratio: null, aim: null, met: null }
  return { name, ...nothing, skipped: why }
}

function wordsOf({ on, atMost, atLeast }: Aim, unit: string): string {
  const suffix = on === 'value' ? ` ${unit}` : ''
  const limits = [
    atMost === undefined ? '' : `<= ${atMost}${suffix}`,
    atLeast === undefined ? '' : `>= ${atLeast}${suffix}`,
  ]
  return `${on} ${limits.filter(Boolean).join(' and ')}`
}

/** One row per figure, for people. */
export function tableOf(figures: readonly Figure[]): string {
  const header = ['figure', 'value', 'bound', 'ratio', 'aim', '']
  const rows = figures.map(({ name, value, unit, bound_value, ratio, aim, met, skipped }) =>
    skipped
      ? [name, 'skipped', skipped, '', '', '']
      : [
          name,
          `${value} ${unit}`,
          `${bound_value} ${unit}`,
          `${ratio}`,
          aim ?? '',
          met === null ? '' : met ? 'met' : 'MISSED',
        ],
  )
  return textTable([header, ...rows])
}
