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

/** Round trips of cells, cell by cell in the order in which they ended. */
export function tradesTable(results: readonly CellResult[], symbols: readonly string[]): readonly TableColumn[] {
  const rows = results.flatMap(({ cell, trips }) => trips.map((trip) => ({ cell: cell.cell, trip })))
  const amount = (name: string, of: (trip: RoundTrip) => number): TableColumn => ({
    ...{ name, kind: 'amount' },
    values: Float64Array.from(rows, ({ trip }) => of(trip)),
  })
  const instant = (name: string, of: (trip: RoundTrip) => number): TableColumn => ({
    ...{ name, kind: 'instant' },
    values: Float64Array.from(rows, ({ trip }) => of(trip)),
  })
  const text = (name: string, of: (trip: RoundTrip) => string | null): TableColumn => ({
    ...{ name, kind: 'text' },
    values: rows.map(({ trip }) => of(trip)),
  })
  return [
    { name: 'cell', kind: 'integer', values: Int32Array.from(rows, ({ cell }) => cell) },
    text('symbol', ({ symbol }) => symbols[symbol] ?? null),
    text('side', ({ side }) => (side > 0 ? 'long' : 'short')),
    instant('entry_at', ({ entryAt }) => entryAt),
    instant('exit_at', ({ exitAt }) => exitAt),
    { name: 'bars', kind: 'integer', values: Int32Array.from(rows, ({ trip }) => trip.exitBar - trip.entryBar) },
    amount('qty', ({ qty }) => qty),
    amount('entry_price', ({ entryPriceUsd }) => entryPriceUsd),
    amount('exit_price', ({ exitPriceUsd }) => exitPriceUsd),
    amount('fees', ({ feesUsd }) => feesUsd),
    amount('costs', ({ costsUsd }) => costsUsd),
    amount('pnl', ({ pnlUsd }) => pnlUsd),
    amount('worst', ({ worst }) => worst),
    amount('best', ({ best }) => best),
    text('reason', ({ reason }) => reason),
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
