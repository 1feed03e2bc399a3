/** The constant-velocity Kalman filter with one bar as the unit of time (Kalman, 1960; Bar-Shalom, 2001, ch. 6). */

/** Level and slope per bar with their covariance, which stays symmetric: p12 stands for both corners. */
export interface Kalman {
  readonly level: number
  readonly slope: number
  readonly p11: number
  readonly p12: number
  readonly p22: number
}

export interface Advanced {
  readonly kalman: Kalman
  /** Measurement minus prediction. */
  readonly innovation: number
  /** Variance of the innovation that the filter expected before it saw the measurement. */
  readonly innovationVariance: number
}

export function advance(from: Kalman, measurement: number, processVariance: number, noiseVariance: number): Advanced {
  const level = from.level + from.slope
  const p11 = from.p11 + 2 * from.p12 + from.p22 + processVariance
  const p12 = from.p12 + from.p22
  const p22 = from.p22 + processVariance
  const innovationVariance = p11 + noiseVariance
  const innovation = measurement - level
  const levelGain = p11 / innovationVariance
  const slopeGain = p12 / innovationVariance
  const kalman = {
    level: level + levelGain * innovation,
    slope: from.slope + slopeGain * innovation,
    p11: (1 - levelGain) * p11,
    p12: (1 - levelGain) * p12,
    p22: p22 - slopeGain * p12,
  }
  return { kalman, innovation, innovationVariance }
}
