/** One cell: from parameters to its row, its round trips and its equity by day. */
import { type Bytes, sha256OfBytes } from '../../base/sha256.ts'
import type { Cell } from '../../contracts/research.ts'
import { trialDigestOf } from '../../contracts/sweeps.ts'
import {
  fillTotals,
  type OrderRecords,
  OUTCOMES,
  recordParts,
  roundTripsOf,
  type Simulation,
  type SimulationResult,
} from '../backtest/index.ts'
import { MICROS_PER_USD } from '../orders/index.ts'
import { DAYS_PER_YEAR, metricsOf, type RoundTrip } from '../performance/index.ts'
import { stakesOf } from '../risk/index.ts'
import { readStrategy, type StrategyParams, signalBuffers, signalsOf } from '../strategy/index.ts'
import type { PlannedCell } from './cells.ts'
import { type Study, stakeSettings } from './study.ts'

/** Runs a simulation of the study's market; its result has the equity at the last step of each day of the window. */
export type CellEngine = (simulation: Simulation) => SimulationResult

export interface CellResult {
  readonly cell: Cell
  /** Digest of what was tried, for the trial ledger. */
  readonly trial: string
  /** Null when the sample cannot say, and for a failed cell. */
  readonly sharpePerDay: number | null
  /** Empty for a failed cell. */
  readonly trips: readonly RoundTrip[]
  /** Millionths of a dollar at the end of each day; empty for a failed cell. */
  readonly equityMicros: Float64Array
}

/** Buffers that the signals of one cell after another are written to. */
export type CellBuffers = readonly ReturnType<typeof signalBuffers>[]

export const cellBuffers = ({ market }: Study): CellBuffers =>
  market.symbols.map(({ bars }) => signalBuffers(bars.length))

/** The simulation of a study under some parameters; its signals lie in the buffers. */
export function simulationOf(study: Study, params: StrategyParams, buffers: CellBuffers): Simulation {
  const { config, market, views, account, costs } = study
  const isStaked = config.regimeAwareSizing || config.riskAgent.name !== 'none'
  const symbols = market.symbols.map(({ bars, filters, actions, tradeFrom }, index) => {
    const view = views[index] as Study['views'][number]
    const factors = config.regimeAwareSizing ? (filters?.factor ?? null) : null
    const odds = filters?.probability ?? null
    const stake = isStaked ? stakesOf({ odds, factors }, bars.length, stakeSettings(study, params)) : null
    return { bars, actions, tradeFrom, signals: signalsOf(readStrategy(bars, view, params), stake, buffers[index]) }
  })
  return { symbols, account, costs }
}

const ACCEPTED = new Set<string>(['FILLED', 'PARTIAL'])

function countsOf({ intents, intentOutcome }: OrderRecords): Pick<Cell, 'intents' | 'accepted' | 'refused'> {
  const counts = new Array<number>(OUTCOMES.length).fill(0)
  for (let at = 0; at < intents; at += 1)
    counts[intentOutcome[at] as number] = (counts[intentOutcome[at] as number] ?? 0) + 1
  const told = OUTCOMES.map((reason, code) => ({ reason, count: counts[code] as number }))
  const refused = told.filter(({ reason, count }) => count > 0 && !ACCEPTED.has(reason))
  return { intents, accepted: intents - refused.reduce((sum, { count }) => sum + count, 0), refused }
}

/** What runs a cell. */
export interface CellRun {
  readonly engine: CellEngine
  readonly buffers: CellBuffers
  /** In the place of the computed one, where the machine has its own. */
  readonly sha256?: (parts: readonly Bytes[]) => string
}

/** The row of a cell that could not be run, with the reason. */
function failedCell(study: Study, { cell, params, parsed }: PlannedCell, reason: string): CellResult {
  const nothing = { intents: 0, accepted: 0, refused: [], metrics: null, digest: null }
  const tried =
    parsed.kind === 'ok' ? parsed.params : Object.fromEntries(params.map(({ name, value }) => [name, value]))
  return {
    cell: { cell, params, status: 'failed', reason, ...nothing },
    trial: trialDigestOf(study.config, tried),
    ...{ sharpePerDay: null, trips: [], equityMicros: new Float64Array(0) },
  }
}

/** Runs a cell whose parameters agree. Throws what the strategy or the engine throws. */
function runCell(study: Study, planned: PlannedCell, params: StrategyParams, run: CellRun): CellResult {
  const { market, account, benchmark } = study
  const simulation = simulationOf(study, params, run.buffers)
  const { records, equityMicros: equity } = run.engine(simulation)
  const equityMicros = equity.slice()
  const trips = roundTripsOf(simulation, records)
  const startMicros = account.startEquityUsd * MICROS_PER_USD
  const metrics = metricsOf({
    ...{ startMicros, days: market.days, equityMicros, trips, benchmark },
    fills: fillTotals(records),
  })
  const { cell, params: told } = planned
  return {
    cell: {
      ...{ cell, params: told, status: 'ok', reason: null, ...countsOf(records), metrics },
      digest: (run.sha256 ?? sha256OfBytes)([...recordParts(records, simulation.symbols), equityMicros]),
    },
    trial: trialDigestOf(study.config, params),
    sharpePerDay: metrics.sharpe === null ? null : metrics.sharpe / Math.sqrt(DAYS_PER_YEAR),
    ...{ trips, equityMicros },
  }
}

/** A cell that failed by itself fails alone: the sweep goes on, and the row says why. */
export function tryCell(study: Study, planned: PlannedCell, run: CellRun): CellResult {
  if (planned.parsed.kind === 'contradiction') return failedCell(study, planned, planned.parsed.reason)
  try {
    return runCell(study, planned, planned.parsed.params, run)
  } catch (error) {
    return failedCell(study, planned, error instanceof Error ? error.message : String(error))
  }
}
