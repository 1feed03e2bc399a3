/**
 * Performance: what a run came to, in figures with a formula and a unit, told by the day whatever the interval.
 *
 * 1. UNKNOWN is never a guess: a figure that the sample cannot say is null, never NaN, infinite or a stand-in 0.
 * 2. Free of scale: money times a constant leaves every figure that is a ratio as it was.
 * 3. Annual figures take 252 trading days to the year and returns per trading day.
 * 4. A drawdown is at most 0, a conditional value at risk at most the value at risk, and both come from days that were.
 * 5. Only round trips that ended count as trades; one still open counts for exposure alone.
 * 6. Standard errors hold under autocorrelation and are never below those of independent days; their long-run variance
 *    is never negative.
 */
export { DAYS_PER_YEAR, dailyReturns, equityByDay, exposureOf, type TradingDays, tradingDays } from './days.ts'
export { drawdownOf } from './drawdown.ts'
export { type FillTotals, metricsOf, type Run } from './metrics.ts'
export { type Moments, momentsOf } from './moments.ts'
export { longRunVariance, neweyWestLags } from './newey-west.ts'
export { againstBenchmark, annualReturn, sharpe } from './ratios.ts'
export { profitFactor, type RoundTrip, tripFigures } from './round-trips.ts'
export { sharpeStandardError } from './sharpe-error.ts'
