/** The equity of the steps that are kept, written in their order. */
import { microsOf } from '../orders/index.ts'
import { holdExact } from './sweep-fills.ts'
import type { RunState, SymbolState } from './sweep-state.ts'

export class EquityRows {
  readonly rows: Float64Array
  /** The kept steps; null when every step is. */
  readonly steps: Int32Array | null
  row = 0

  constructor(rows: Float64Array, steps: Int32Array | null) {
    this.rows = rows
    this.steps = steps
  }

  write(run: RunState, step: number): void {
    if (this.steps !== null && this.steps[this.row] !== step) return
    run.measure()
    holdExact(run.equityMicros)
    this.rows[this.row] = run.equityMicros
    this.row += 1
  }

  /** The steps of a symbol alone on its account, up to one that must be worked. */
  writeQuiet({ cashMicros }: RunState, state: SymbolState, before: number): void {
    const { rows, steps } = this
    const { qty } = state
    const { close } = state.bars
    let { row } = this
    for (; row < rows.length; row += 1) {
      const step = steps === null ? row : (steps[row] as number)
      if (step >= before) break
      const equity = qty === 0 ? cashMicros : cashMicros + qty * microsOf(close[step] as number)
      holdExact(equity)
      rows[row] = equity
    }
    this.row = row
    state.mark = microsOf(close[before - 1] as number)
  }
}
