/** Splits and dividends: bars of any day on the basis of one day, for price and volume. */
import type { Bar } from '../../contracts/bars.ts'
import { newYorkInstant } from '../calendar/index.ts'

/** Factors of the days up to and including `lastDay`, and after the row before it. */
export interface FactorRow {
  /** New York date, `YYYY-MM-DD`. */
  readonly lastDay: string
  /** What dividends after `lastDay` leave of a price of that day. */
  readonly priceFactor: number
  /** Old shares divided by new ones, over all splits after `lastDay`. */
  readonly splitFactor: number
}

const NO_FACTORS: FactorRow = { lastDay: '9999-12-31', priceFactor: 1, splitFactor: 1 }
const MINUTES_PER_DAY = 1_440
/** Adjusted prices keep a millionth of a dollar: far below a tick, far above the noise of float64. */
const PRICE_UNIT = 1e6

/** The first row dated on or after a day; after the last row there is nothing left to adjust for. */
function factorsOn(factors: readonly FactorRow[], day: string): FactorRow {
  return factors.find((row) => row.lastDay >= day) ?? NO_FACTORS
}

const rounded = (price: number): number => Math.round(price * PRICE_UNIT) / PRICE_UNIT

/**
 * Makes the function that puts a bar on the basis of `basisDay`: that day's bars keep the prices at which they traded,
 * other days' prices are multiplied by factors(day) / factors(basisDay) and their volume is divided by the split part.
 *
 * A factor file counts back from its own last day: adjusted = raw × price factor × split factor. Dividing by the
 * factors in force on the basis day cancels everything that happened after it, so a replay knows no later split.
 * Volume is rounded to whole shares.
 *
 * @param factors ascending by `lastDay`; empty means that nothing is known to adjust for
 */
export function adjuster(factors: readonly FactorRow[], basisDay: string): (bar: Bar) => Bar {
  const basis = factorsOn(factors, basisDay)
  // Days are turned into instants once, so that a bar costs no calendar arithmetic.
  const spans = factors.map((row) => ({ row, endsAt: newYorkInstant(row.lastDay, MINUTES_PER_DAY) }))
  return (bar) => {
    const row = spans.find(({ endsAt }) => bar.opensAt < endsAt)?.row ?? NO_FACTORS
    if (row === basis) return bar
    const split = row.splitFactor / basis.splitFactor
    const scale = (row.priceFactor / basis.priceFactor) * split
    return {
      ...bar,
      open: rounded(bar.open * scale),
      high: rounded(bar.high * scale),
      low: rounded(bar.low * scale),
      close: rounded(bar.close * scale),
      volume: Math.round(bar.volume / split),
      spread: bar.spread === null ? null : rounded(bar.spread * scale),
    }
  }
}
