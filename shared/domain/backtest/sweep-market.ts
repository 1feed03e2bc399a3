/** The market as the sweep engine reads it, prepared once for all cells of a sweep. */
import { assert } from '../../base/assert.ts'
import type { BarColumns } from '../market/index.ts'
import type { CorporateAction, SimulationSymbol } from './simulation.ts'

export type MarketSymbol = Omit<SimulationSymbol, 'signals'>

export interface PreparedSymbol {
  readonly bars: BarColumns
  readonly actions: readonly CorporateAction[]
  /** Bar before whose open each action takes effect, then one entry that no bar reaches. */
  readonly actionBars: Int32Array
  /** Step of each bar, then one entry that no step reaches; of a symbol alone, whose bars are the steps, nothing. */
  readonly steps: Int32Array
  readonly tradeFrom: number
  /** Whether the symbol has no bar at the last step. */
  readonly delisted: boolean
}

export interface Market {
  /** In the order of their names. */
  readonly symbols: readonly PreparedSymbol[]
  /** Opening instant of every step. */
  readonly stepAt: Float64Array
}

const NEVER = 0x7fff_ffff
const NO_STEPS = new Int32Array(0)

/** Lays the symbols out on common steps. Throws when they are not in the order of their names, each once. */
export function prepareMarket(symbols: readonly MarketSymbol[]): Market {
  for (const [index, { bars }] of symbols.entries()) {
    const before = symbols[index - 1]
    assert(before === undefined || before.bars.symbol < bars.symbol, 'symbols stand in the order of their names')
  }
  const stepAt = stepsOf(symbols)
  return { stepAt, symbols: symbols.map((symbol) => prepared(symbol, stepAt, symbols.length === 1)) }
}

function prepared({ bars, actions, tradeFrom }: MarketSymbol, stepAt: Float64Array, alone: boolean): PreparedSymbol {
  const actionBars = new Int32Array(actions.length + 1).fill(NEVER)
  let bar = 0
  for (const [index, { at }] of actions.entries()) {
    while (bar < bars.length && (bars.opensAt[bar] as number) < at) bar += 1
    actionBars[index] = bar < bars.length ? bar : NEVER
  }
  const steps = alone ? NO_STEPS : stepsIn(bars, stepAt)
  const delisted = !alone && bars.length > 0 && steps[bars.length - 1] !== stepAt.length - 1
  return { bars, actions, actionBars, steps, tradeFrom, delisted }
}

function stepsIn(bars: BarColumns, stepAt: Float64Array): Int32Array {
  const steps = new Int32Array(bars.length + 1).fill(NEVER)
  let step = 0
  for (let bar = 0; bar < bars.length; bar += 1) {
    while ((stepAt[step] as number) < (bars.opensAt[bar] as number)) step += 1
    steps[bar] = step
  }
  return steps
}

/** The distinct opening instants of all symbols, in order. */
function stepsOf(symbols: readonly MarketSymbol[]): Float64Array {
  const [first] = symbols
  if (first !== undefined && symbols.length === 1) return first.bars.opensAt.subarray(0, first.bars.length)
  const instants = new Float64Array(symbols.reduce((sum, { bars }) => sum + bars.length, 0))
  let size = 0
  for (const { bars } of symbols) {
    instants.set(bars.opensAt.subarray(0, bars.length), size)
    size += bars.length
  }
  instants.sort()
  let steps = 0
  for (const instant of instants) {
    if (steps > 0 && instants[steps - 1] === instant) continue
    instants[steps] = instant
    steps += 1
  }
  return instants.slice(0, steps)
}
