/** Bars for tests: around given closes, or drawn by fast-check. */
import fc from 'fast-check'
import { DAY_MS, MINUTE_MS } from '../../shared/base/instant.ts'
import type { Bar } from '../../shared/contracts/bars.ts'
import { INTERVAL_MINUTES, type Interval } from '../../shared/contracts/scalars.ts'

const FIRST_OPEN = Date.UTC(2023, 0, 2, 14, 30)

/** One bar per close, opening at the close before; `reach` is how far high and low go beyond, in dollars. */
export function barsOf(closes: readonly number[], reach = 0.5, interval: Interval = '1Day'): readonly Bar[] {
  const lengthMs = INTERVAL_MINUTES[interval] * MINUTE_MS
  const everyMs = interval === '1Day' ? DAY_MS : lengthMs
  return closes.map((close, index) => {
    const open = closes[index - 1] ?? close
    const opensAt = FIRST_OPEN + index * everyMs
    return {
      symbol: 'TEST',
      vendor: 'synthetic',
      interval,
      opensAt,
      closesAt: opensAt + lengthMs,
      open,
      close,
      high: Math.max(open, close) + reach,
      low: Math.max(Number.MIN_VALUE, Math.min(open, close) - reach),
      volume: 1_000,
      spread: null,
      synthetic: true,
    }
  })
}

/** 300 daily bars of a sine on a slope: every rule of the strategies fires on it many times. */
export const waveBars = (length = 300): readonly Bar[] =>
  barsOf(Array.from({ length }, (_, index) => 100 + 10 * Math.sin(index / 8) + 0.1 * index))

const returns = (lengthMin: number, lengthMax: number) => {
  const usual = fc.double({ min: -0.03, max: 0.03, noNaN: true })
  const wild = fc.double({ min: -3, max: 3, noNaN: true })
  const one = fc.oneof(
    { weight: 8, arbitrary: usual },
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: wild },
  )
  return fc.array(one, { minLength: lengthMin, maxLength: lengthMax, size: 'max' })
}

/** Closes within the bounds of a valid bar: mostly small moves, some standstills, some jumps of up to e³. */
export const anyCloses = (lengthMin: number, lengthMax: number): fc.Arbitrary<readonly number[]> =>
  fc.tuple(fc.double({ min: 1, max: 1_000, noNaN: true }), returns(lengthMin, lengthMax)).map(([first, moves]) => {
    let close = first
    return moves.map((move) => {
      close = Math.min(10_000_000, Math.max(1e-6, close * Math.exp(move)))
      return close
    })
  })

export const anyInterval = fc.constantFrom<Interval>('1Min', '5Min', '1Hour', '1Day')
