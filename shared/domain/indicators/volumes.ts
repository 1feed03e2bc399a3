/** Measures of volume. UNKNOWN inputs clear the memory, as windows.ts says. */
import { tradingDayOf } from '../calendar/index.ts'
import type { BarColumns } from '../market/index.ts'
import { typicalPrice } from './oscillators.ts'
import { isKnown, PairSum } from './pair-sum.ts'
import { finite, rollingSum, unknowns } from './windows.ts'

type Traded = Pick<BarColumns, 'high' | 'low' | 'close' | 'volume'>

/**
 * On-balance volume (Granville, 1963) in shares: 0 on the first bar, then plus the volume of a bar that closes higher
 * than the one before and minus that of one that closes lower.
 */
export function obv({ close, volume }: Pick<Traded, 'close' | 'volume'>): Float64Array {
  const balances = unknowns(close.length)
  const balance = new PairSum()
  let before = Number.NaN
  for (let index = 0; index < close.length; index += 1) {
    const last = close[index] as number
    const shares = volume[index] as number
    if (!isKnown(last) || !isKnown(shares)) {
      balance.clear()
      before = Number.NaN
      continue
    }
    if (last > before) balance.add(shares)
    else if (last < before) balance.add(-shares)
    balances[index] = balance.high
    before = last
  }
  return balances
}

/** 1 on each bar that opens on another New York day than the bar before it. */
export function dayStarts(opensAt: Float64Array): Uint8Array {
  const starts = new Uint8Array(opensAt.length)
  let before = ''
  for (let index = 0; index < opensAt.length; index += 1) {
    const day = tradingDayOf(opensAt[index] as number)
    if (day !== before) starts[index] = 1
    before = day
  }
  return starts
}

/**
 * Mean typical price weighted by volume, in dollars, since the first bar or, with `starts`, since the last bar marked 1
 * in it. UNKNOWN until something has been traded.
 */
export function vwap(traded: Traded, starts: Uint8Array | null): Float64Array {
  const typical = typicalPrice(traded)
  const means = unknowns(typical.length)
  const [paid, shares] = [new PairSum(), new PairSum()]
  for (let index = 0; index < typical.length; index += 1) {
    const price = typical[index] as number
    const volume = traded.volume[index] as number
    const isWhole = isKnown(price) && isKnown(volume)
    if (!isWhole || starts?.[index] === 1) {
      paid.clear()
      shares.clear()
    }
    if (!isWhole) continue
    paid.addProduct(price, volume)
    shares.add(volume)
    means[index] = finite(paid.high / shares.high)
  }
  return means
}

/** The two rolling sums of a ratio, each bar UNKNOWN where the lower one is zero. */
function ratioOf(above: Float64Array, below: Float64Array, length: number): Float64Array {
  const [upper, lower] = [rollingSum(above, length), rollingSum(below, length)]
  for (let index = 0; index < upper.length; index += 1) {
    upper[index] = finite((upper[index] as number) / (lower[index] as number))
  }
  return upper
}

/**
 * Chaikin money flow, -1 to 1: volume weighted by where the close stands in its bar (-1 at the low, 1 at the high, 0 in
 * a bar without range) over the volume of the last `length` bars. Known from `length` - 1 on.
 */
export function cmf({ high, low, close, volume }: Traded, length: number): Float64Array {
  const flows = unknowns(close.length)
  const known = unknowns(close.length)
  for (let index = 0; index < close.length; index += 1) {
    const top = high[index] as number
    const bottom = low[index] as number
    const last = close[index] as number
    const shares = volume[index] as number
    const place = top === bottom ? 0 * last : (last - bottom - (top - last)) / (top - bottom)
    flows[index] = place * shares
    if (isKnown(flows[index] as number)) known[index] = shares
  }
  return ratioOf(flows, known, length)
}

/**
 * Money flow index (Quong and Soudack, 1989), 0 to 100: typical price times volume of the bars whose typical price
 * rose, as a share of that of the bars where it changed. Known from index `length` on; UNKNOWN while nothing flows.
 */
export function mfi(traded: Traded, length: number): Float64Array {
  const typical = typicalPrice(traded)
  const [rising, moving] = [unknowns(typical.length), unknowns(typical.length)]
  for (let index = 1; index < typical.length; index += 1) {
    const price = typical[index] as number
    const step = price - (typical[index - 1] as number)
    const flow = price * (traded.volume[index] as number)
    if (!isKnown(step) || !isKnown(flow)) continue
    rising[index] = step > 0 ? flow : 0
    moving[index] = step === 0 ? 0 : flow
  }
  const shares = ratioOf(rising, moving, length)
  for (let index = 0; index < shares.length; index += 1) shares[index] = 100 * (shares[index] as number)
  return shares
}
