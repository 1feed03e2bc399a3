/** The order intent of a decision: exact decimals, deterministic ids, and the odds it rests on. */
import { present } from '../../base/assert.ts'
import { decimal, multiply, round } from '../../base/decimal.ts'
import { idOf } from '../../base/digest.ts'
import type { Instant } from '../../base/instant.ts'
import type { Gate } from '../../contracts/api/router.ts'
import type { OrderIntent } from '../../contracts/orders.ts'
import { type Approved, approve } from '../risk/index.ts'
import type { Analysis } from './analysis.ts'
import type { Proposal, RoutePolicy } from './facts.ts'

/** Mints the approved intent of a proposal that passed every gate. */
export function mint(
  analysis: Analysis,
  proposal: Proposal,
  gates: readonly Gate[],
  context: { readonly policy: RoutePolicy; readonly now: Instant; readonly synthetic: boolean },
): Approved<OrderIntent> {
  const { facts, params, strategy } = analysis
  const { policy, now } = context
  const bar = present(analysis.lastBar, 'last bar of a proposal')
  const priors = present(analysis.priors, 'priors of a proposal')
  const price = round(decimal(bar.close), 6)
  const qty = decimal(proposal.qty)
  const loss = proposal.stopPrice === null ? null : proposal.qty * Math.abs(bar.close - proposal.stopPrice)
  return approve(
    {
      id: idOf('intent', facts.runId),
      runId: facts.runId,
      book: facts.book,
      symbol: facts.symbol,
      strategy,
      side: proposal.side,
      qty,
      notional: round(multiply(qty, price), 6),
      priceHint: price,
      stopPrice: proposal.stopPrice === null ? null : round(decimal(Math.max(0, proposal.stopPrice)), 6),
      vendor: bar.vendor,
      synthetic: context.synthetic,
      execute: facts.execute && policy.executionEnabled,
      timestamp: now,
      expiresAt: now + policy.intentExpiresAfterMs,
      goodUntil: policy.sessionClosesAt,
      params: wireParams(params),
      risk: {
        kellyFraction: proposal.fraction,
        rawKelly: proposal.rawKelly,
        targetNotional: proposal.targetNotional,
        probability: priors.winProb,
        payoff: priors.payoff,
        equityBase: policy.limits.equityBaseUsd,
        lossAtStop: loss,
      },
    },
    gates,
  )
}

/** Parameters as the wire may carry them; absent ones stay absent. */
function wireParams(params: Analysis['params']): OrderIntent['params'] {
  const entries = Object.entries(params ?? {}).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(entries) as OrderIntent['params']
}
