/**
 * The older filters as they were, faults included, so that old numbers can be reproduced: fixed variances in dollars,
 * a Butterworth filter with a wrong sign, a centred mean that looks nine bars ahead and a back-filled volatility.
 * It takes whole series only. Nothing that decides may use it, and a stream cannot.
 */
import { deviationOf, meanOf } from '../../base/statistics.ts'
import type { RegimeLabel } from '../../contracts/signals.ts'
import { advance, type Kalman } from './kalman.ts'
import { clampOdds, REGIME_ODDS } from './probability.ts'
import { BUTTERWORTH, nextEma } from './smoothers.ts'

export interface LegacyRow {
  /** Dollars, and dollars per bar. */
  readonly filteredPrice: number
  readonly velocity: number
  /** Variance of the level; it never depends on the data. */
  readonly uncertainty: number
  readonly butterworthPrice: number
  readonly emaPrice: number
  readonly regime: RegimeLabel
  readonly volatility: number
  readonly momentum: number
}

const PROCESS_VARIANCE = 1e-3
const MEASUREMENT_VARIANCE = 1e-2
const WINDOW_BARS = 20
const UNCERTAIN_ABOVE = 0.05
const HIGH_VOLATILITY = 0.02
const LOW_VOLATILITY = 0.005
const MOMENTUM = 0.001

function kalmanOf(prices: readonly number[]): readonly Kalman[] {
  let kalman: Kalman | null = null
  return prices.map((price): Kalman => {
    kalman =
      kalman === null
        ? { level: price, slope: 0, p11: 1, p12: 0, p22: 1 }
        : advance(kalman, price, PROCESS_VARIANCE, MEASUREMENT_VARIANCE).kalman
    return kalman
  })
}

function butterworthOf(prices: readonly number[]): readonly number[] {
  const { b0, b1, b2, a1, a2 } = BUTTERWORTH
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  return prices.map((price) => {
    const y = b0 * price + b1 * x1 + b2 * x2 + a1 * y1 - a2 * y2
    ;[x1, x2, y1, y2] = [price, x1, y, y1]
    return y
  })
}

function labelOf(uncertainty: number, volatility: number, momentum: number): RegimeLabel {
  if (uncertainty > UNCERTAIN_ABOVE) return 'uncertain'
  if (volatility >= HIGH_VOLATILITY) return 'high_volatility'
  if (volatility > LOW_VOLATILITY) return 'sideways'
  if (momentum >= MOMENTUM) return 'trend_up'
  return momentum <= -MOMENTUM ? 'trend_down' : 'calm'
}

/** Mean of the returns from ten bars before to nine after; what lies outside the series counts as zero. */
function centredMomentum(returns: readonly number[], index: number): number {
  const start = Math.max(0, index - WINDOW_BARS / 2)
  const end = Math.min(returns.length, index + WINDOW_BARS / 2)
  return (meanOf(returns, start, end) * (end - start)) / WINDOW_BARS
}

function volatilityOf(returns: readonly number[], index: number): number {
  const end = Math.min(returns.length, Math.max(index + 1, WINDOW_BARS))
  const start = Math.max(0, end - WINDOW_BARS)
  return deviationOf(returns, meanOf(returns, start, end), start, end)
}

/** Returns of the filtered price; the first is zero. */
export function legacyReturns(rows: readonly Pick<LegacyRow, 'filteredPrice'>[]): readonly number[] {
  const logs = rows.map((row) => Math.log(row.filteredPrice + 1e-12))
  return logs.map((log, index) => log - (logs[index - 1] ?? log))
}

/** The rows of a whole price series. They look ahead, so the rows change when the series grows. */
export function enrichLegacy(prices: readonly number[]): readonly LegacyRow[] {
  const filters = kalmanOf(prices)
  const returns = legacyReturns(filters.map((kalman) => ({ filteredPrice: kalman.level })))
  const butterworth = butterworthOf(prices)
  let ema = prices[0] ?? 0
  return filters.map((kalman, index) => {
    ema = nextEma(ema, prices[index] ?? ema)
    const uncertainty = Math.max(kalman.p11, 0)
    const [volatility, momentum] = [volatilityOf(returns, index), centredMomentum(returns, index)]
    return {
      filteredPrice: kalman.level,
      velocity: kalman.slope,
      uncertainty,
      butterworthPrice: butterworth[index] ?? 0,
      emaPrice: ema,
      regime: labelOf(uncertainty, volatility, momentum),
      volatility,
      momentum,
    }
  })
}

/** The older odds: velocity in dollars, and 0.55 where a frame has no velocity at all. */
export function legacySuccessProbability(row: {
  readonly velocity: number | null
  readonly uncertainty: number | null
  readonly regime: RegimeLabel
}): number {
  const direction = row.velocity === null ? 0.55 : 0.5 + 0.5 * Math.tanh(row.velocity)
  return clampOdds(direction - (row.uncertainty ?? 0) + REGIME_ODDS[row.regime])
}
