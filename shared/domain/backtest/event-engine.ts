/** The event engine: bar by bar over the merged timeline, one small object for the account and each order. */
import { assert } from '../../base/assert.ts'
import { Account } from './event-account.ts'
import { Desk } from './event-desk.ts'
import { EventRecords } from './event-records.ts'
import type { Simulation, SimulationResult, SimulationSymbol } from './simulation.ts'

/** A simulation under way, so that progress can be shown and the work be stopped. */
export interface OpenSimulation {
  readonly steps: number
  /** Takes at most so many steps more; true when none is left. */
  readonly advance: (steps: number) => boolean
  /** What came of it. Throws before the last step. */
  readonly result: () => SimulationResult
}

/** Opens a simulation before its first step. Throws when symbols are out of order or signals fit no bars. */
export function openSimulation(simulation: Simulation): OpenSimulation {
  simulation.symbols.forEach(({ bars, signals }, index) => {
    const previous = simulation.symbols[index - 1]?.bars.symbol ?? ''
    assert(signals.length === bars.length, `${bars.symbol} has ${bars.length} bars and ${signals.length} signals`)
    assert(previous < bars.symbol, `${bars.symbol} is out of order`)
  })
  const stepAt = stepsOf(simulation.symbols)
  const account = new Account(simulation)
  const records = new EventRecords()
  const lastAt = stepAt[stepAt.length - 1] ?? Number.NaN
  const desks = account.holdings.flatMap((holding, index) => {
    const symbol = simulation.symbols[index]
    return symbol ? new Desk({ simulation, account, records, index, symbol, holding, lastAt }) : []
  })
  const equityMicros = new Float64Array(stepAt.length)
  let done = 0

  const advance = (steps: number): boolean => {
    const until = Math.min(done + steps, stepAt.length)
    for (; done < until; done++) {
      const at = stepAt[done] as number
      for (const desk of desks) desk.onStep(at)
      equityMicros[done] = account.equityMicros()
    }
    return done === stepAt.length
  }
  const result = (): SimulationResult => {
    assert(done === stepAt.length, `the simulation is at step ${done} of ${stepAt.length}`)
    return { records: records.columns(), stepAt, equityMicros, endCashMicros: account.cashMicros }
  }
  return { steps: stepAt.length, advance, result }
}

/** Runs a whole simulation by the rules of `simulation.ts`. */
export function simulateEvents(simulation: Simulation): SimulationResult {
  const open = openSimulation(simulation)
  open.advance(open.steps)
  return open.result()
}

/** The distinct opening instants of all symbols, in order. */
function stepsOf(symbols: readonly SimulationSymbol[]): Float64Array {
  const all = new Float64Array(symbols.reduce((sum, { bars }) => sum + bars.length, 0))
  let length = 0
  for (const { bars } of symbols) {
    all.set(bars.opensAt, length)
    length += bars.length
  }
  let distinct = 0
  for (const at of all.sort()) if (distinct === 0 || at !== all[distinct - 1]) all[distinct++] = at
  return all.slice(0, distinct)
}
