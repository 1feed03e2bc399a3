/** Sizing: from odds and limits to whole shares, each rail a gate with its value and threshold. */
import type { Gate } from '../../contracts/api/router.ts'
import type { ReasonCode } from '../../contracts/reasons.ts'
import { lossAtStop, wholeShares } from './position-size.ts'

export interface RiskLimits {
  /** Dollars that fractions refer to. */
  readonly equityBaseUsd: number
  /** Share of Kelly's optimum that the agent bets. */
  readonly kellyAgentFraction: number
  /** Largest notional as a fraction of the equity base. */
  readonly notionalFractionMax: number
  /** Largest loss at the stop as a fraction of the equity base. */
  readonly lossAtStopFractionMax: number
  /** The desk's kill switch on notional, in dollars. */
  readonly notionalLimitUsd: number
}

export const DEFAULT_RISK_LIMITS: RiskLimits = {
  equityBaseUsd: 10_000,
  kellyAgentFraction: 0.5,
  notionalFractionMax: 0.05,
  lossAtStopFractionMax: 0.01,
  notionalLimitUsd: 10_000,
}

export interface SizingInput {
  readonly stakeFraction: number
  readonly rawKelly: number
  /** Last price in dollars; null is UNKNOWN. */
  readonly price: number | null
  readonly minNotionalUsd: number
  readonly maxNotionalUsd: number
  /** The request's own notional limit, which only tightens. */
  readonly notionalLimitUsd: number | undefined
}

export interface Sizing {
  readonly gates: readonly Gate[]
  readonly targetNotionalUsd: number
  /** Whole shares; 0 when a gate refused. */
  readonly qty: number
}

const gate = (
  name: string,
  measured: { readonly passes: boolean; readonly value: number },
  threshold: string,
  reason: ReasonCode,
): Gate => ({
  gate: name,
  verdict: measured.passes ? 'PASS' : 'BLOCKED',
  value: Math.round(measured.value * 1e6) / 1e6,
  threshold,
  reason: measured.passes ? null : reason,
})

/**
 * Target = stake × equity base, at most the request's maximum; whole shares at the last price. Stops at the first
 * refusal.
 */
export function sizeOrder(input: SizingInput, limits: RiskLimits): Sizing {
  const gates: Gate[] = []
  const refuse = (next: Gate): Sizing => ({ gates: [...gates, next], targetNotionalUsd: target, qty: 0 })
  const target = Math.min(input.stakeFraction * limits.equityBaseUsd, input.maxNotionalUsd)
  const limit = Math.min(limits.notionalLimitUsd, input.notionalLimitUsd ?? Number.POSITIVE_INFINITY)

  const edge = gate('risk.edge', { passes: input.stakeFraction > 0, value: input.rawKelly }, '> 0', 'no_edge')
  const notional = gate(
    'risk.notional',
    { passes: target < limit, value: target },
    `< ${limit}`,
    'kill_switch_notional',
  )
  // The switch is asked first: an operator who lowers it wants to hear of it whatever the odds.
  if (notional.verdict !== 'PASS') return refuse(notional)
  gates.push(notional)
  if (edge.verdict !== 'PASS') return refuse(edge)
  gates.push(edge)
  if (input.price === null) {
    return refuse({ gate: 'risk.price', verdict: 'UNKNOWN', value: null, threshold: '> 0', reason: 'no_price' })
  }
  const qty = wholeShares(target, input.price)
  const shares = gate('risk.quantity', { passes: qty >= 1, value: target / input.price }, '>= 1 share', 'below_min_qty')
  if (shares.verdict !== 'PASS') return refuse(shares)
  gates.push(shares)
  const worthwhile = gate(
    'risk.min_notional',
    { passes: target >= input.minNotionalUsd, value: target },
    `>= ${input.minNotionalUsd}`,
    'below_min_qty',
  )
  if (worthwhile.verdict !== 'PASS') return refuse(worthwhile)
  return { gates: [...gates, worthwhile], targetNotionalUsd: target, qty }
}

/** The loss if the stop is hit must stay within its share of the equity base. An UNKNOWN stop is refused. */
export function lossAtStopRail(
  order: { readonly qty: number; readonly price: number; readonly stopPrice: number | null },
  limits: RiskLimits,
): Gate {
  const limit = limits.lossAtStopFractionMax * limits.equityBaseUsd
  const threshold = `<= ${limit}`
  if (order.stopPrice === null) {
    return { gate: 'risk.loss_at_stop', verdict: 'UNKNOWN', value: null, threshold, reason: 'WARMUP' }
  }
  const loss = lossAtStop(order.qty, order.price, order.stopPrice)
  return gate('risk.loss_at_stop', { passes: loss <= limit, value: loss }, threshold, 'risk_limit_loss_at_stop')
}
