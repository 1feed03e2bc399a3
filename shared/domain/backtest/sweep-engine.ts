/**
 * The sweep engine: the rules of simulation.ts over columns, one cell of a sweep after another on the same buffers.
 *
 * It works a bar through all phases only where something can change: between them it leaps to the next flag, and a
 * position's protection is the only thing that it looks at.
 */
import { assert } from '../../base/assert.ts'
import { exactMicros, microsOf } from '../orders/index.ts'
import type { SignalColumns } from '../strategy/index.ts'
import type { AccountRules, SimulationCosts, SimulationResult } from './simulation.ts'
import { workBar } from './sweep-bar.ts'
import { EquityRows } from './sweep-equity.ts'
import type { Market } from './sweep-market.ts'
import { isPlain, PLAIN_BARS, workPlain } from './sweep-plain.ts'
import { busyFrom } from './sweep-quiet.ts'
import { RecordBuffers } from './sweep-records.ts'
import { NONE, RunState, SymbolState } from './sweep-state.ts'

/** One combination of parameters. */
export interface SweepCell {
  /** Of each symbol of the market. */
  readonly signals: readonly SignalColumns[]
  readonly account: AccountRules
  readonly costs: SimulationCosts
  /** Steps whose equity is kept, rising: the last of each trading day, say. Null keeps every step's. */
  readonly equitySteps: Int32Array | null
}

export class SweepEngine {
  readonly #records = new RecordBuffers()
  #equity = new Float64Array(0)
  #equityAt = new Float64Array(0)

  /**
   * Runs one cell. The result's columns are views that the next run writes over; `copyOf` keeps one. `stepAt` and
   * `equityMicros` hold the kept steps only. Throws when money leaves the exact range.
   */
  run(market: Market, { signals, account, costs, equitySteps }: SweepCell): SimulationResult {
    assert(signals.length === market.symbols.length, 'signals are given for each symbol')
    const symbols = market.symbols.map((symbol, index) => {
      const columns = signals[index]
      assert(columns?.length === symbol.bars.length, 'signals are given for each bar')
      return new SymbolState(index, symbol, columns)
    })
    this.#records.clear()
    const run = new RunState(symbols, account, costs, this.#records)
    const rows = equitySteps?.length ?? market.stepAt.length
    if (this.#equity.length < rows) this.#equity = new Float64Array(rows)
    const equityMicros = this.#equity.subarray(0, rows)
    const equity = new EquityRows(equityMicros, equitySteps)
    const [only] = symbols
    if (only !== undefined && symbols.length === 1) runAlone(run, only, equity)
    else runTogether(run, market.stepAt.length, equity)
    return {
      records: this.#records.views(),
      stepAt: equitySteps === null ? market.stepAt : this.#instants(market, equitySteps),
      equityMicros,
      endCashMicros: exactMicros(run.cashMicros),
    }
  }

  #instants({ stepAt }: Market, steps: Int32Array): Float64Array {
    if (this.#equityAt.length < steps.length) this.#equityAt = new Float64Array(steps.length)
    for (let row = 0; row < steps.length; row += 1) this.#equityAt[row] = stepAt[steps[row] as number] as number
    return this.#equityAt.subarray(0, steps.length)
  }
}

/** One symbol: its bars are the steps, and quiet ones are not visited. */
function runAlone(run: RunState, state: SymbolState, equity: EquityRows): void {
  const plain = isPlain(run, state)
  let bar = 0
  while (bar <= state.last) {
    const busy = busyFrom(run, state, bar)
    if (busy > bar) equity.writeQuiet(run, state, busy)
    if (busy > state.last) return
    bar = busy
    if (plain && state.qty >= 0 && state.entry === NONE && state.exit === NONE) {
      run.records.reserve(PLAIN_BARS)
      bar = workPlain(run, state, busy, equity)
    }
    if (bar === busy) {
      workBar(run, state, bar)
      equity.write(run, bar)
      bar += 1
    }
  }
}

/** Several symbols on one account: every step is visited, and of a quiet symbol only its mark is taken. */
function runTogether(run: RunState, steps: number, equity: EquityRows): void {
  const next = new Int32Array(run.symbols.length)
  for (let step = 0; step < steps; step += 1) {
    for (let index = 0; index < run.symbols.length; index += 1) {
      const state = run.symbols[index] as SymbolState
      const bar = next[index] as number
      if (state.steps[bar] !== step) continue
      next[index] = bar + 1
      if (bar < state.busyFrom) state.mark = microsOf(state.bars.close[bar] as number)
      else {
        workBar(run, state, bar)
        state.busyFrom = busyFrom(run, state, bar + 1)
      }
    }
    equity.write(run, step)
  }
}
