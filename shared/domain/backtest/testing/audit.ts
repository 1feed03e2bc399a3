/**
 * The account kept a second time, from what a simulation left behind: its fills, and the dividends, splits, borrow
 * costs and marks of its bars. Knows nothing of orders and decisions.
 */
import { microsOf } from '../../orders/index.ts'
import type { Simulation, SimulationResult, SimulationSymbol } from '../simulation.ts'

export interface Audit {
  readonly equityMicros: Float64Array
  readonly endCashMicros: number
  /** Signed shares of each symbol at the end of the simulation. */
  readonly endShares: readonly number[]
  /** How often something moved the account that was no fill. */
  readonly moved: { dividendLong: number; dividendShort: number; split: number; splitFraction: number; borrow: number }
}

interface Line {
  readonly symbol: SimulationSymbol
  /** Fills of each bar, as indexes of the records. */
  readonly fills: ReadonlyMap<number, readonly number[]>
  shares: number
  markMicros: number
  next: number
}

function linesOf({ symbols }: Simulation, { records }: SimulationResult): readonly Line[] {
  const lines = symbols.map((symbol) => ({
    symbol,
    fills: new Map<number, number[]>(),
    shares: 0,
    markMicros: 0,
    next: 0,
  }))
  for (let fill = 0; fill < records.fills; fill++) {
    const line = lines[records.intentSymbol[records.fillIntent[fill] as number] as number]
    const bar = records.fillBar[fill] as number
    line?.fills.set(bar, [...(line.fills.get(bar) ?? []), fill])
  }
  return lines
}

/** The account after every step, by the fills of a result. */
export function audit(simulation: Simulation, result: SimulationResult): Audit {
  const lines = linesOf(simulation, result)
  const moved = { dividendLong: 0, dividendShort: 0, split: 0, splitFraction: 0, borrow: 0 }
  let cash = microsOf(simulation.account.startEquityUsd)

  const act = (line: Line, i: number): void => {
    const { bars, actions } = line.symbol
    for (const action of actions) {
      const isDue = i > 0 && action.at > (bars.opensAt[i - 1] as number) && action.at <= (bars.opensAt[i] as number)
      if (!isDue) continue
      if (action.kind === 'dividend') {
        cash += line.shares * microsOf(action.perShareUsd)
        if (line.shares !== 0) moved[line.shares > 0 ? 'dividendLong' : 'dividendShort']++
        continue
      }
      const side = Math.sign(line.shares)
      const shares = Math.abs(line.shares) * action.ratio
      const fraction = shares - Math.floor(shares)
      cash += side * Math.round((fraction * line.markMicros) / action.ratio)
      line.shares = side * Math.floor(shares)
      line.markMicros = Math.round(line.markMicros / action.ratio)
      if (side !== 0) moved[fraction > 0 ? 'splitFraction' : 'split']++
    }
  }
  const borrow = (line: Line, i: number): void => {
    if (line.shares >= 0) return
    const { closesAt } = line.symbol.bars
    const days = ((closesAt[i] as number) - (closesAt[i - 1] as number)) / 86_400_000
    const percent = simulation.costs.borrowPctPerYear
    const due = Math.round((((-line.shares * line.markMicros * percent) / 100) * days) / 365)
    cash -= due
    if (due > 0) moved.borrow++
  }
  const trade = (line: Line, i: number): void => {
    const { records } = result
    for (const fill of line.fills.get(i) ?? []) {
      const signed =
        (records.intentSide[records.fillIntent[fill] as number] as number) * (records.fillQty[fill] as number)
      cash -= signed * (records.fillPrice[fill] as number) + (records.fillFee[fill] as number)
      line.shares += signed
    }
  }

  const equityMicros = Float64Array.from(result.stepAt, (at) => {
    for (const line of lines) {
      const i = line.next
      if (line.symbol.bars.opensAt[i] !== at) continue
      act(line, i)
      borrow(line, i)
      trade(line, i)
      line.markMicros = microsOf(line.symbol.bars.close[i] as number)
      line.next = i + 1
    }
    return lines.reduce((sum, line) => sum + line.shares * line.markMicros, cash)
  })
  return { equityMicros, endCashMicros: cash, endShares: lines.map(({ shares }) => shares), moved }
}
