/** The constants of the filters and the classifier, each with its unit. */
import { INTERVAL_MINUTES, type Interval } from '../../contracts/scalars.ts'

export interface RegimeSettings {
  /** Process variance as a share of the measurement variance. */
  readonly processShare: number
  /** Weight that a squared innovation keeps from one bar to the next. */
  readonly innovationDecay: number
  /** Least measurement variance, log price squared: one basis point, a tick of a 100-dollar share. */
  readonly varianceFloor: number
  /** Deviation per daily bar assumed before any innovation was seen; it counts as one observation. */
  readonly assumedDailyDeviation: number
  /** Initial variance of level and slope, as a multiple of the measurement variance. */
  readonly diffuseShare: number
  readonly uncertaintyBars: number
  readonly windowBars: number
  /** Mean normalised innovation above which the filter does not fit. */
  readonly uncertainAbove: number
  /** Deviation per daily bar; other intervals scale by the root of their length. */
  readonly highVolatility: number
  readonly lowVolatility: number
  /** Least |mean| / σ of the window's returns that is a trend. */
  readonly trendRatio: number
  /** Drift or deviation per bar below which a market stands still: the rounding of float64, not a move. */
  readonly stillness: number
  /** Equal bars in a row that change a label. */
  readonly holdBars: number
}

export const REGIME_SETTINGS: RegimeSettings = Object.freeze({
  processShare: 0.1,
  innovationDecay: 0.94,
  varianceFloor: 1e-8,
  assumedDailyDeviation: 0.01,
  diffuseShare: 100,
  uncertaintyBars: 10,
  windowBars: 20,
  uncertainAbove: 3,
  highVolatility: 0.02,
  lowVolatility: 0.005,
  trendRatio: 0.2,
  stillness: 1e-9,
  holdBars: 2,
})

const SESSION_MINUTES = INTERVAL_MINUTES['1Day']

/** Volatility of a bar relative to a daily bar's, when variance grows with time. */
export const volatilityScale = (interval: Interval): number => Math.sqrt(INTERVAL_MINUTES[interval] / SESSION_MINUTES)
