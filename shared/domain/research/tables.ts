/** The tables that a sweep leaves behind: trades and equity of its cells, and what each came to. */
import { type Cell, metricsSchema } from '../../contracts/research.ts'
import { snakeOf } from '../../contracts/wire.ts'
import { knownDayNumber } from '../calendar/index.ts'
import { MICROS_PER_USD } from '../orders/index.ts'
import type { RoundTrip } from '../performance/index.ts'
import type { CellResult } from './run-cell.ts'
import type { TableColumn } from './table.ts'

/** Equity of cells in dollars at the end of each day, cell by cell. Failed cells have no rows. */
export function equityTable(results: readonly CellResult[], days: readonly string[]): readonly TableColumn[] {
  const ok = results.filter(({ equityMicros }) => equityMicros.length > 0)
  const size = ok.length * days.length
  const [cells, numbers, equity] = [new Int32Array(size), new Int32Array(size), new Float64Array(size)]
  const dayNumbers = Int32Array.from(days, knownDayNumber)
  for (const [index, { cell, equityMicros }] of ok.entries()) {
    const start = index * days.length
    cells.fill(cell.cell, start, start + days.length)
    numbers.set(dayNumbers, start)
    for (let day = 0; day < days.length; day += 1) equity[start + day] = (equityMicros[day] as number) / MICROS_PER_USD
  }
  return [
    { name: 'cell', kind: 'integer', values: cells },
    { name: 'day', kind: 'day', values: numbers },
    { name: 'equity', kind: 'amount', values: equity },
  ]
}

/** Names of the columns of numbers in the table of trades, and the figure of a round trip that each holds. */
const AMOUNTS = {
  qty: 'qty',
  entry_price: 'entryPriceUsd',
  exit_price: 'exitPriceUsd',
  fees: 'feesUsd',
  costs: 'costsUsd',
  pnl: 'pnlUsd',
  worst: 'worst',
  best: 'best',
} as const satisfies Readonly<Record<string, keyof RoundTrip>>

/** Round trips of cells, cell by cell in the order in which they ended. */
export function tradesTable(results: readonly CellResult[], symbols: readonly string[]): readonly TableColumn[] {
  const size = results.reduce((sum, { trips }) => sum + trips.length, 0)
  const integers = (): Int32Array => new Int32Array(size)
  const numbers = (): Float64Array => new Float64Array(size)
  const [cells, bars, entryAt, exitAt] = [integers(), integers(), numbers(), numbers()]
  const [symbol, side, reason] = [[] as (string | null)[], [] as string[], [] as (string | null)[]]
  const amounts = Object.entries(AMOUNTS).map(([name, figure]) => ({ name, figure, values: numbers() }))
  let row = 0
  for (const { cell, trips } of results) {
    for (const trip of trips) {
      cells[row] = cell.cell
      bars[row] = trip.exitBar - trip.entryBar
      entryAt[row] = trip.entryAt
      exitAt[row] = trip.exitAt
      for (const { figure, values } of amounts) values[row] = trip[figure]
      symbol.push(symbols[trip.symbol] ?? null)
      side.push(trip.side > 0 ? 'long' : 'short')
      reason.push(trip.reason)
      row += 1
    }
  }
  return [
    { name: 'cell', kind: 'integer', values: cells },
    { name: 'symbol', kind: 'text', values: symbol },
    { name: 'side', kind: 'text', values: side },
    { name: 'entry_at', kind: 'instant', values: entryAt },
    { name: 'exit_at', kind: 'instant', values: exitAt },
    { name: 'bars', kind: 'integer', values: bars },
    ...amounts.map(({ name, values }) => ({ name, kind: 'amount', values }) as const),
    { name: 'reason', kind: 'text', values: reason },
  ]
}

const METRICS = Object.keys(metricsSchema.shape) as readonly (keyof typeof metricsSchema.shape)[]

/** A parameter of every cell: a column of numbers where all are, else of texts. */
function paramColumn(cells: readonly Cell[], index: number): TableColumn {
  const name = `param_${cells[0]?.params[index]?.name ?? index}`
  const values = cells.map(({ params }) => params[index]?.value)
  if (values.every((value) => typeof value === 'number'))
    return { name, kind: 'number', values: Float64Array.from(values) }
  return {
    name,
    kind: 'text',
    values: values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
  }
}

/** One row for each cell: its parameters, how it ended, and its metrics; NaN is UNKNOWN. */
export function metricsTable(cells: readonly Cell[]): readonly TableColumn[] {
  return [
    { name: 'cell', kind: 'integer', values: Int32Array.from(cells, ({ cell }) => cell) },
    { name: 'status', kind: 'text', values: cells.map(({ status }) => status) },
    { name: 'reason', kind: 'text', values: cells.map(({ reason }) => reason) },
    ...(cells[0]?.params ?? []).map((_, index) => paramColumn(cells, index)),
    { name: 'intents', kind: 'integer', values: Int32Array.from(cells, ({ intents }) => intents) },
    { name: 'accepted', kind: 'integer', values: Int32Array.from(cells, ({ accepted }) => accepted) },
    ...METRICS.map(
      (metric): TableColumn => ({
        ...{ name: snakeOf(metric), kind: 'number' },
        values: Float64Array.from(cells, ({ metrics }) => metrics?.[metric] ?? Number.NaN),
      }),
    ),
    { name: 'digest', kind: 'text', values: cells.map(({ digest }) => digest) },
  ]
}
