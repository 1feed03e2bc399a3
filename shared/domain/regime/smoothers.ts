/** The two plain smoothers shown beside the Kalman filter: exponential mean and second-order Butterworth low-pass. */

const EMA_WEIGHT = 2 / (10 + 1)

/** Exponential mean of span 10; the first price seeds it. */
export const nextEma = (last: number, price: number): number => last + EMA_WEIGHT * (price - last)

/** Cutoff at a tenth of the sampling rate, by the bilinear transform. */
const WARP = 1 / Math.tan(Math.PI * 0.1)
const DIVISOR = 1 + Math.SQRT2 * WARP + WARP * WARP
export const BUTTERWORTH = {
  b0: 1 / DIVISOR,
  b1: 2 / DIVISOR,
  b2: 1 / DIVISOR,
  a1: (2 * (1 - WARP * WARP)) / DIVISOR,
  a2: (1 - Math.SQRT2 * WARP + WARP * WARP) / DIVISOR,
} as const

/** The last two inputs and outputs, the later one first. */
export interface Butterworth {
  readonly x1: number
  readonly x2: number
  readonly y1: number
  readonly y2: number
}

/** The state of a filter that has seen nothing but this price, so that it starts without a transient. */
export const settledAt = (price: number): Butterworth => ({ x1: price, x2: price, y1: price, y2: price })

/** The next state; its y1 is the filtered price. */
export function nextButterworth(from: Butterworth, price: number): Butterworth {
  const { b0, b1, b2, a1, a2 } = BUTTERWORTH
  const y1 = b0 * price + b1 * from.x1 + b2 * from.x2 - a1 * from.y1 - a2 * from.y2
  return { x1: price, x2: from.x1, y1, y2: from.y1 }
}
