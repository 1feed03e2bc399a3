/** Fractional Kelly staking. */

export interface Stake {
  /** Kelly's optimal fraction before the agent's fraction and the cap; negative means the odds are against the bet. */
  readonly rawKelly: number
  /** Fraction of the equity base to stake as notional; 0 when there is no edge. */
  readonly fraction: number
}

/**
 * k = (p(b + 1) − 1) / b (Kelly, 1956), p clamped to [0.01, 0.99], b at least 0.01; stake = min(cap, k ·
 * agentFraction).
 *
 * @param probability chance of a win, in [0, 1]
 * @param payoff win divided by loss, above 0
 * @throws RangeError when an input is not finite
 */
export function fractionalKelly(
  probability: number,
  payoff: number,
  settings: { readonly agentFraction: number; readonly fractionMax: number },
): Stake {
  if (!Number.isFinite(probability) || !Number.isFinite(payoff)) {
    throw new RangeError(`Kelly needs finite odds, not p=${probability} b=${payoff}`)
  }
  const p = Math.min(0.99, Math.max(0.01, probability))
  const b = Math.max(0.01, payoff)
  const rawKelly = (p * (b + 1) - 1) / b
  return { rawKelly, fraction: rawKelly <= 0 ? 0 : Math.min(settings.fractionMax, rawKelly * settings.agentFraction) }
}

/**
 * Lower bound of a share (Wilson, 1927): what the probability of a win is at least, seen from `observations` outcomes,
 * at `deviations` standard errors; 0 deviations give the probability itself.
 */
export function probabilityLowerBound(probability: number, observations: number, deviations: number): number {
  const square = deviations * deviations
  const spread =
    deviations * Math.sqrt((probability * (1 - probability)) / observations + square / (4 * observations ** 2))
  return Math.max(0, (probability + square / (2 * observations) - spread) / (1 + square / observations))
}

export interface StakeSettings {
  /** Share of equity that a trade stakes at most. */
  readonly base: number
  /** Share of Kelly's optimum that is bet; null stakes the base whatever the odds. */
  readonly agentFraction: number | null
  /** Win divided by loss. */
  readonly payoff: number
  /** Outcomes that the odds are worth, and standard errors by which the edge is bounded from below. */
  readonly observations: number
  readonly deviations: number
}

/**
 * The stake of every bar: the base, at most the fractional Kelly stake of the odds' lower bound, times the regime's
 * factor. NaN odds or factors stay UNKNOWN, and no edge stakes 0.
 */
export function stakesOf(
  { odds, factors }: { readonly odds: Float64Array | null; readonly factors: Float64Array | null },
  length: number,
  settings: StakeSettings,
): Float64Array {
  const { base, agentFraction, payoff, observations, deviations } = settings
  const stakes = new Float64Array(length).fill(base)
  for (let index = 0; index < length; index += 1) {
    const factor = factors ? (factors[index] as number) : 1
    let stake = base
    if (agentFraction !== null) {
      const probability = odds ? (odds[index] as number) : Number.NaN
      stake = Number.isNaN(probability)
        ? Number.NaN
        : fractionalKelly(probabilityLowerBound(probability, observations, deviations), payoff, {
            ...{ agentFraction, fractionMax: base },
          }).fraction
    }
    stakes[index] = stake * factor
  }
  return stakes
}
