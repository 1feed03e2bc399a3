/** The cells of a sweep: every combination of its parameters, in one fixed order. */
import { canonicalJson } from '../../base/digest.ts'
import type { Cell } from '../../contracts/research.ts'
import { COMBINATIONS_MAX, type SweepConfig } from '../../contracts/sweep-config.ts'
import { type FieldError, snakeOf } from '../../contracts/wire.ts'
import { parseParams, rowsNeeded, type StrategyParams } from '../strategy/index.ts'

/** Most faults told of one configuration. */
const ERRORS_MAX = 20

/** A combination before it is run. */
export interface PlannedCell {
  readonly cell: number
  /** In the order of the configuration, names in wire form. */
  readonly params: Cell['params']
  /** What the strategy reads, or why these values contradict each other. */
  readonly parsed:
    | { readonly kind: 'ok'; readonly params: StrategyParams }
    | { readonly kind: 'contradiction'; readonly reason: string }
}

export type Cells =
  | { readonly kind: 'ok'; readonly cells: readonly PlannedCell[] }
  | { readonly kind: 'refused'; readonly errors: readonly FieldError[] }

interface Axis {
  readonly name: string
  readonly values: readonly unknown[]
}

/**
 * The values of a parameter. A list of texts is one value where the strategy takes a list, as of regimes, and else a
 * list of values, as of entry prices.
 */
function axisOf(name: string, given: unknown, config: SweepConfig): Axis {
  if (!Array.isArray(given)) return { name, values: [given] }
  const isTexts = given.every((item) => typeof item === 'string')
  if (!isTexts) return { name, values: given }
  const parsed = parseParams(config.strategy, { [name]: given })
  const isOneValue = parsed.kind === 'ok' || !parsed.errors.some(({ field }) => field.split('.')[0] === name)
  return { name, values: isOneValue ? [given] : given }
}

/** The value of each axis in a cell; the last axis varies fastest. */
function valuesAt(axes: readonly Axis[], cell: number): readonly unknown[] {
  const values: unknown[] = []
  let rest = cell
  for (const { values: choices } of axes.toReversed()) {
    values.unshift(choices[rest % choices.length])
    rest = Math.floor(rest / choices.length)
  }
  return values
}

/** What is wrong with the values of an axis by themselves; null when nothing is. */
function axisFault({ name, values }: Axis): FieldError | null {
  const texts = values.map(canonicalJson)
  const twice = texts.find((text, index) => texts.indexOf(text) < index)
  if (texts.length > 0 && twice === undefined) return null
  return { field: `params.${name}`, message: twice === undefined ? 'has no value' : `has the value ${twice} twice` }
}

/** What the strategy says of one value over all cells that have it. */
interface Verdict {
  accepted: boolean
  readonly errors: Map<string, FieldError>
}

/**
 * Cartesian product of the parameters in the order of their keys, the last name varying fastest; one cell without any.
 *
 * A value that no combination accepts refuses the whole sweep, by its key: unknown names, wrong types, values out of
 * range. Values that only contradict each other cost their own cell: it is planned, and fails with the reason.
 */
export function cellsOf(config: SweepConfig): Cells {
  const axes = Object.entries(config.params).map(([name, given]) => axisOf(snakeOf(name), given, config))
  const faults = axes.flatMap((axis) => axisFault(axis) ?? [])
  if (faults.length > 0) return { kind: 'refused', errors: faults.slice(0, ERRORS_MAX) }
  const count = axes.reduce((product, { values }) => product * values.length, 1)
  if (count > COMBINATIONS_MAX) {
    const message = `has ${count} combinations; at most ${COMBINATIONS_MAX} are run: give fewer values`
    return { kind: 'refused', errors: [{ field: 'params', message }] }
  }
  const verdicts = new Map<string, Verdict>()
  const cells = Array.from({ length: count }, (_, cell): PlannedCell => {
    const values = valuesAt(axes, cell)
    const params = axes.map(({ name }, index) => ({ name, value: values[index] }))
    const parsed = parseParams(config.strategy, Object.fromEntries(params.map(({ name, value }) => [name, value])))
    for (const { name, value } of params) {
      const key = canonicalJson([name, value])
      const verdict = verdicts.get(key) ?? { accepted: false, errors: new Map() }
      verdicts.set(key, verdict)
      if (parsed.kind === 'ok') verdict.accepted = true
      else for (const error of parsed.errors) verdict.errors.set(canonicalJson(error), error)
    }
    if (parsed.kind === 'ok') return { cell, params, parsed: agreed(config, parsed.params) }
    const reason = parsed.errors.map(({ field, message }) => `${field} ${message}`).join('; ')
    return { cell, params, parsed: { kind: 'contradiction', reason } }
  })
  const errors = new Map([...verdicts.values()].flatMap(({ accepted, errors: told }) => (accepted ? [] : [...told])))
  if (errors.size === 0) return { kind: 'ok', cells }
  const told = [...errors.values()].map(({ field, message }) => ({ field: `params.${field}`, message }))
  return { kind: 'refused', errors: told.slice(0, ERRORS_MAX) }
}

/** The odds behind Kelly's stakes are those of a rise: a side that gains from falls has none. */
function agreed({ riskAgent }: SweepConfig, params: StrategyParams): PlannedCell['parsed'] {
  const sellsShort = 'allowShort' in params && params.allowShort
  if (riskAgent.name === 'none' || !sellsShort) return { kind: 'ok', params }
  return {
    kind: 'contradiction',
    reason: `allow_short is for risk_agent none: ${riskAgent.name} has odds of rises alone`,
  }
}

/** The cells that are run and kept together: what is done is known, written and taken up again by the batch. */
export interface Batch {
  readonly batch: number
  /** First cell, and the one after the last. */
  readonly from: number
  readonly to: number
}

/** Cells of a batch. A constant: what a batch holds must not depend on who runs it. */
const BATCH_CELLS = 20

export const batchesOf = (cells: number): readonly Batch[] =>
  Array.from({ length: Math.ceil(cells / BATCH_CELLS) }, (_, batch) => ({
    batch,
    from: batch * BATCH_CELLS,
    to: Math.min(cells, (batch + 1) * BATCH_CELLS),
  }))

/** Every batch belongs to one shard, the neighbours to different ones. Shards count from 0. */
export const batchesOfShard = (batches: readonly Batch[], shard: number, shards: number): readonly Batch[] =>
  batches.filter(({ batch }) => batch % shards === shard)

/** Bars that the longest windows of the cells need; those whose values contradict each other need none. */
export const rowsNeededBy = (cells: readonly PlannedCell[]): number =>
  cells.reduce((most, { parsed }) => (parsed.kind === 'ok' ? Math.max(most, rowsNeeded(parsed.params)) : most), 0)
