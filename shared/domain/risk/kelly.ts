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
