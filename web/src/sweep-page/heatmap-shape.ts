/** The cells of a sweep over two of its parameters: which cell stands where, and how strongly its value is coloured. */
import type { Cell } from '../../../shared/contracts/research.ts'
import type { MetricName } from '../words/metrics.ts'
import { valueText } from '../words/sweeps.ts'

/** A parameter that was varied, with its values as they are written. */
export interface Axis {
  readonly name: string
  readonly values: readonly string[]
}

/** Where several cells share a place, because other parameters vary too, the one that is shown. */
export const PICKS = ['median', 'highest', 'lowest'] as const
export type Pick = (typeof PICKS)[number]

/** What stands at one place. `of` counts the cells that share it. */
export type Place =
  | { readonly kind: 'known'; readonly cell: number; readonly value: number; readonly of: number }
  /** None of them can say the value: the sample is too short, or they failed for this reason. */
  | { readonly kind: 'unknown' | 'failed'; readonly cell: number; readonly reason: string | null; readonly of: number }
  /** No cell of it has a row. */
  | { readonly kind: 'absent' }

export interface Heatmap {
  readonly down: Axis
  readonly across: Axis
  /** By the values of `down`, then of `across`. */
  readonly places: readonly (readonly Place[])[]
  /** Least and greatest value shown; both 0 when none is known. */
  readonly low: number
  readonly high: number
}

/** Stands for the second parameter where only one was varied. */
export const ALONE: Axis = { name: '', values: [''] }

const valueAt = ({ params }: Cell, name: string): string =>
  name === ALONE.name ? '' : valueText(params.find((each) => each.name === name)?.value)

/** The parameters that have more than one value, in the order of the configuration; numbers rise. */
export function axesOf(cells: readonly Cell[]): readonly Axis[] {
  const seen = new Map<string, Set<string>>()
  for (const { params } of cells) {
    for (const { name, value } of params) seen.set(name, (seen.get(name) ?? new Set()).add(valueText(value)))
  }
  return [...seen]
    .filter(([, values]) => values.size > 1)
    .map(([name, values]) => ({ name, values: inOrder([...values]) }))
}

const inOrder = (values: readonly string[]): readonly string[] =>
  values.every((value) => value !== '' && Number.isFinite(Number(value)))
    ? values.toSorted((a, b) => Number(a) - Number(b))
    : values

/** The cell to show of those that share a place: a real one, so that what is shown can be opened. */
function placeOf(cells: readonly Cell[], metric: MetricName, pick: Pick): Place {
  const [first] = cells
  if (first === undefined) return { kind: 'absent' }
  const of = cells.length
  const known = cells
    .flatMap(({ cell, metrics }) => (metrics?.[metric] == null ? [] : [{ cell, value: metrics[metric] as number }]))
    .sort((a, b) => a.value - b.value)
  const at = { lowest: 0, median: Math.floor((known.length - 1) / 2), highest: known.length - 1 }[pick]
  const shown = known[at]
  if (shown) return { kind: 'known', ...shown, of }
  const kind = cells.every(({ status }) => status === 'failed') ? 'failed' : 'unknown'
  return { kind, cell: first.cell, reason: first.reason, of }
}

export interface HeatmapChoice {
  readonly down: Axis
  readonly across: Axis
  readonly metric: MetricName
  readonly pick: Pick
}

export function heatmapOf(cells: readonly Cell[], { down, across, metric, pick }: HeatmapChoice): Heatmap {
  const together = new Map<string, Cell[]>()
  for (const cell of cells) {
    const key = `${valueAt(cell, down.name)}\n${valueAt(cell, across.name)}`
    const there = together.get(key)
    if (there) there.push(cell)
    else together.set(key, [cell])
  }
  const places = down.values.map((row) =>
    across.values.map((column) => placeOf(together.get(`${row}\n${column}`) ?? [], metric, pick)),
  )
  const values = places.flat().flatMap((place) => (place.kind === 'known' ? [place.value] : []))
  const [low, high] = values.length === 0 ? [0, 0] : [Math.min(...values), Math.max(...values)]
  return { down, across, places, low, high }
}

/** Steps of colour to either side of zero. */
export const HEAT_STEPS = 4

/**
 * From −4 to 4: how far a value lies from zero, or from the end nearest to zero where all values have one sign. Zero
 * has no colour, and neither has a map of one value.
 */
export function heatStep(value: number, low: number, high: number): number {
  const isMixed = low < 0 && high > 0
  const near = isMixed ? 0 : high <= 0 ? high : low
  const far = isMixed ? Math.max(-low, high) : high - low
  if (!(far > 0)) return 0
  const step = Math.round((Math.abs(value - near) / far) * HEAT_STEPS)
  return value < near || (!isMixed && high <= 0) ? 0 - step : step
}
