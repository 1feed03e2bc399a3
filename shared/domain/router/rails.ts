/** The router's own rails: session, position and synthetic prices. Each is a gate with its value and threshold. */
import { numberOf } from '../../base/decimal.ts'
import type { Instant } from '../../base/instant.ts'
import type { Gate } from '../../contracts/api/router.ts'
import type { Reason } from '../../contracts/reasons.ts'
import { type Analysis, isSynthetic } from './analysis.ts'
import type { LedgerFacts, RoutePolicy } from './facts.ts'

const pass = (gate: string, value: Gate['value'], threshold: string): Gate => ({
  gate,
  verdict: 'PASS',
  value,
  threshold,
  reason: null,
})
const block = (gate: string, value: Gate['value'], threshold: string, reason: Reason): Gate => ({
  gate,
  verdict: 'BLOCKED',
  value,
  threshold,
  reason,
})

/** A market order needs a session that goes on. */
export function sessionRail(policy: RoutePolicy, forced: boolean, now: Instant): Gate {
  if (forced || policy.sessionClosesAt === null) return pass('session.open', 'not asked', 'before the close')
  const left = Math.floor((policy.sessionClosesAt - now) / 60_000)
  return left > 0
    ? pass('session.open', left, '> 0 minutes left')
    : block('session.open', left, '> 0 minutes left', 'session_closed')
}

/** One position and one working order per symbol; a forced run is not asked. */
export function positionRail(side: 'buy' | 'sell', forced: boolean, ledger: LedgerFacts): Gate {
  const held = numberOf(ledger.holding.netQty)
  if (side === 'sell' && held <= 0) return block('risk.position', held, '> 0 shares to sell', 'risk_limit_position')
  if (forced) return pass('risk.position', held, 'not asked of a forced run')
  if (ledger.workingOrders > 0)
    return block('risk.pending', ledger.workingOrders, '0 working orders', 'risk_limit_pending')
  if (side === 'buy' && held > 0) return block('risk.position', held, '0 shares held', 'risk_limit_position')
  return pass('risk.position', held, side === 'buy' ? '0 shares held' : '> 0 shares to sell')
}

/** Made-up prices may be looked at everywhere and executed only where the book is made up too. */
export function syntheticRail({ facts }: Analysis, policy: RoutePolicy): Gate {
  const synthetic = isSynthetic(facts)
  const threshold = policy.syntheticMayExecute ? 'allowed in this book' : 'false, or not executed'
  return synthetic && facts.execute && !policy.syntheticMayExecute
    ? block('risk.synthetic', true, threshold, 'synthetic_refused')
    : pass('risk.synthetic', synthetic, threshold)
}
