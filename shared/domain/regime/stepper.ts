/** The one causal path from bars to signals and regimes: a live stream, a replay and a backtest all step here. */
import * as z from 'zod'
import { assert } from '../../base/assert.ts'
import { deviationOf, meanOf } from '../../base/statistics.ts'
import type { Bar } from '../../contracts/bars.ts'
import { type Regime, regimeLabelSchema, type Signal } from '../../contracts/signals.ts'
import { hold, labelOf } from './classifier.ts'
import { advance } from './kalman.ts'
import { REGIME_SETTINGS, type RegimeSettings, volatilityScale } from './settings.ts'
import { nextButterworth, nextEma, settledAt } from './smoothers.ts'

/** Longest buffer a state may carry. */
const BUFFER_MAX = 64
const buffer = z.array(z.number()).max(BUFFER_MAX).readonly()

/** What is kept between two bars of one series: plain JSON, so that a stream can be put down and taken up again. */
export const regimeStateSchema = z.strictObject({
  /** Close of the last bar, epoch milliseconds. */
  at: z.number(),
  kalman: z.strictObject({ level: z.number(), slope: z.number(), p11: z.number(), p12: z.number(), p22: z.number() }),
  /** Decayed sums of squared innovations and of their weights; their ratio is the measurement variance. */
  squares: z.number(),
  weights: z.number(),
  /** Normalised innovations and returns of the filtered log price, the latest last. */
  innovations: buffer,
  returns: buffer,
  butterworth: z.strictObject({ x1: z.number(), x2: z.number(), y1: z.number(), y2: z.number() }),
  ema: z.number(),
  held: z.strictObject({ label: regimeLabelSchema, candidate: regimeLabelSchema, streak: z.number().int() }),
})
export type RegimeState = Readonly<z.infer<typeof regimeStateSchema>>

/** What the filters and the classifier say of one bar. */
export interface FilteredRow {
  readonly signal: Signal
  readonly regime: Regime
}

export interface Stepped {
  readonly state: RegimeState
  readonly row: FilteredRow
}

function firstState(bar: Bar, settings: RegimeSettings): RegimeState {
  const variance = (settings.assumedDailyDeviation * volatilityScale(bar.interval)) ** 2
  const diffuse = settings.diffuseShare * variance
  return {
    at: bar.closesAt,
    kalman: { level: Math.log(bar.close), slope: 0, p11: diffuse, p12: 0, p22: diffuse },
    squares: variance,
    weights: 1,
    innovations: [],
    returns: [],
    butterworth: settledAt(bar.close),
    ema: bar.close,
    held: { label: 'unknown', candidate: 'unknown', streak: 0 },
  }
}

function appended(values: readonly number[], value: number, length: number): readonly number[] {
  const kept = values.length < length ? values.slice() : values.slice(values.length - length + 1)
  kept.push(value)
  return kept
}

function nextState(from: RegimeState, bar: Bar, settings: RegimeSettings): RegimeState {
  assert(bar.closesAt > from.at, `bar of ${bar.symbol} at ${bar.closesAt} is not later than the last, ${from.at}`)
  // Only innovations before this bar set the variance: a shock must not excuse itself.
  const noiseVariance = Math.max(settings.varianceFloor, from.squares / from.weights)
  const seen = advance(from.kalman, Math.log(bar.close), settings.processShare * noiseVariance, noiseVariance)
  const normalised = Math.abs(seen.innovation) / Math.sqrt(seen.innovationVariance)
  return {
    at: bar.closesAt,
    kalman: seen.kalman,
    squares: settings.innovationDecay * from.squares + seen.innovation * seen.innovation,
    weights: settings.innovationDecay * from.weights + 1,
    innovations: appended(from.innovations, normalised, settings.uncertaintyBars),
    returns: appended(from.returns, seen.kalman.level - from.kalman.level, settings.windowBars),
    butterworth: nextButterworth(from.butterworth, bar.close),
    ema: nextEma(from.ema, bar.close),
    held: from.held,
  }
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null)

function rowOf(bar: Bar, state: RegimeState, regime: Omit<Regime, 'symbol' | 'interval' | 'at' | 'synthetic'>) {
  const which = { symbol: bar.symbol, interval: bar.interval, at: bar.closesAt, synthetic: bar.synthetic }
  const signal: Signal = {
    ...which,
    open: bar.open,
    high: bar.high,
    low: bar.low,
    price: bar.close,
    volume: bar.volume,
    filteredPrice: known(Math.exp(state.kalman.level)),
    velocity: state.innovations.length === 0 ? null : state.kalman.slope,
    uncertainty: regime.uncertainty,
    butterworthPrice: known(state.butterworth.y1),
    emaPrice: known(state.ema),
  }
  return { signal, regime: { ...which, ...regime } }
}

/**
 * Filters and classifies one bar. `state` is null before the first bar of a series (one symbol, vendor and interval);
 * later bars must come in order of their close. Prices must be positive and finite, as a validated bar's are.
 *
 * On z = ln close, with r the mean of squared innovations before this bar (weights 0.94 per bar of age, floored) and
 * q = 0.1 r. Before any innovation r is (1 % · √(bar minutes / 390))², and level and slope have variance 100 r.
 *
 * Worked by hand on the daily closes 100, 101, 102, 101, 103, 106. Bar 1: r = 1e-4, q = 1e-5, P = 0.01 on the diagonal.
 * Predicted P11 = 0.01 + 0.01 + 1e-5 = 0.02001 and P12 = 0.01, so S = 0.02011 and the gains are 0.995027 and 0.497265.
 * The innovation ln 1.01 = 0.00995033 moves the level to ln 100 + 0.00990085 and the slope to 0.00494795; then
 * r = (0.94e-4 + 0.00995033²) / 1.94 = 9.948922e-5. Carried on the same way:
 *
 *     close   filtered price   velocity per bar   |y| / √S    r after the bar
 *     100      100.000000           UNKNOWN
 *     101      100.995003        0.00494795    0.070167    9.948922e-5
 *     102      101.990597        0.00966207    0.067754    7.294550e-5
 *     101      101.249772       -0.00053145    0.810947    1.562132e-4
 *     103      102.229766        0.00398291    0.921439    1.913918e-4
 *     106      104.481277        0.01055747    1.558985    3.553734e-4
 */
export function step(state: RegimeState | null, bar: Bar, settings: RegimeSettings = REGIME_SETTINGS): Stepped {
  assert(bar.close > 0 && Number.isFinite(bar.close), `close of ${bar.symbol} is ${bar.close}, not a positive number`)
  const moved = state === null ? firstState(bar, settings) : nextState(state, bar, settings)
  const full = moved.returns.length >= settings.windowBars
  const momentum = full ? meanOf(moved.returns) : null
  const evidence = {
    momentum,
    volatility: momentum === null ? null : deviationOf(moved.returns, momentum),
    uncertainty: moved.innovations.length >= settings.uncertaintyBars ? meanOf(moved.innovations) : null,
  }
  const held = hold(moved.held, labelOf(evidence, bar.interval, settings), settings.holdBars)
  const next = { ...moved, held }
  return { state: next, row: rowOf(bar, next, { regime: held.label, ...evidence }) }
}

/** The rows of a whole series: `step` folded over it, and nothing else. */
export function enrich(bars: readonly Bar[], settings: RegimeSettings = REGIME_SETTINGS): readonly FilteredRow[] {
  let state: RegimeState | null = null
  return bars.map((bar) => {
    const stepped: Stepped = step(state, bar, settings)
    state = stepped.state
    return stepped.row
  })
}
