/** The decision: what the bars said, held against the ledger and the limits. Light and pure, so it runs inside the transaction. */
import { decimal, isPositive, multiply, numberOf, round } from '../../base/decimal.ts'
import { idOf } from '../../base/digest.ts'
import type { Instant } from '../../base/instant.ts'
import type { Gate, RouteReport } from '../../contracts/api/router.ts'
import type { Bar } from '../../contracts/bars.ts'
import type { OrderIntent } from '../../contracts/orders.ts'
import type { Reason } from '../../contracts/reasons.ts'
import type { Holding } from '../orders/index.ts'
import {
  type Approved,
  approve,
  fractionalKelly,
  killSwitch,
  lossAtStopRail,
  type RiskLimits,
  type StoredState,
  sizeOrder,
} from '../risk/index.ts'
import { decide } from '../strategy/index.ts'
import type { Analysis } from './analysis.ts'

/** Read in the transaction that will store the intent. */
export interface LedgerFacts {
  readonly tradingState: StoredState
  readonly holding: Holding
  /** Stop of the entry behind the open position, in dollars; null when flat or UNKNOWN. */
  readonly stopPrice: number | null
  /** Orders of the symbol that may still fill, or are on their way to the ledger. */
  readonly workingOrders: number
}

export interface RoutePolicy {
  readonly limits: RiskLimits
  /** Whether the book's broker takes orders; otherwise an intent stays an intent. */
  readonly executionEnabled: boolean
  /** False in books where made-up prices must never execute. */
  readonly syntheticMayExecute: boolean
  readonly intentExpiresAfterMs: number
  /** End of the session the decision falls in; null where the book keeps no session. */
  readonly sessionClosesAt: Instant | null
}

export interface RouteDecision {
  readonly report: Omit<RouteReport, 'latencyMs'>
  /** Present only when the order is to be published. */
  readonly intent: Approved<OrderIntent> | null
}

interface Proposal {
  readonly side: 'buy' | 'sell'
  readonly qty: number
  readonly stopPrice: number | null
  readonly rawKelly: number
  readonly fraction: number
  readonly targetNotional: number
}

interface Verdict {
  readonly events: readonly string[]
  readonly gates: readonly Gate[]
  readonly proposal: Proposal | null
}

/** Decides one run. Refusals carry a gate and a reason code; nothing is thrown. */
export function decideRoute(analysis: Analysis, ledger: LedgerFacts, policy: RoutePolicy, now: Instant): RouteDecision {
  const { facts } = analysis
  const base = {
    runId: facts.runId,
    book: facts.book,
    symbol: facts.symbol,
    strategy: analysis.strategy,
    decidedAt: now,
    synthetic: facts.frame.kind === 'frame' && facts.frame.bars.some((bar) => bar.synthetic),
    probFramePath: facts.frame.kind === 'frame' ? facts.frame.path : null,
    priors: analysis.priors,
    errors: [...analysis.errors],
  }
  if (analysis.failure !== null) {
    const report = {
      ...base,
      events: [...analysis.events],
      gates: [],
      orderIntent: null,
      fallbackReason: analysis.failure,
    }
    return { report, intent: null }
  }
  const verdict = judge(analysis, ledger, policy, now)
  const events = [...analysis.events, ...verdict.events]
  const refused = verdict.gates.find((gate) => gate.verdict !== 'PASS')
  if (!verdict.proposal || refused) {
    const fallbackReason: Reason = (refused?.reason as Reason | undefined) ?? 'no_signal'
    return { report: { ...base, events, gates: [...verdict.gates], orderIntent: null, fallbackReason }, intent: null }
  }
  const intent = mint(analysis, verdict.proposal, verdict.gates, { policy, now, synthetic: base.synthetic })
  const orderIntent: OrderIntent = intent
  return {
    report: {
      ...base,
      events: facts.publish ? events : [...events, 'order:simulated'],
      gates: [...verdict.gates],
      orderIntent,
      fallbackReason: facts.execute && !policy.executionEnabled ? 'trading_disabled' : null,
    },
    intent: facts.publish ? intent : null,
  }
}

function judge(analysis: Analysis, ledger: LedgerFacts, policy: RoutePolicy, now: Instant): Verdict {
  const { facts, row, priors, lastBar } = analysis
  if (!row || !priors || !lastBar) return { events: [], gates: [], proposal: null }
  const signal = readSignal(analysis, ledger)
  if (signal.side === null) return { events: signal.events, gates: signal.gates, proposal: null }

  const { side } = signal
  const events = [...signal.events]
  const gates: Gate[] = [...signal.gates]
  const stop = (last: Gate, event?: string): Verdict => ({
    events: event ? [...events, event] : events,
    gates: [...gates, last],
    proposal: null,
  })
  const reduces = side === 'sell' && isPositive(ledger.holding.netQty)
  const rails = [
    sessionRail(policy, facts.forced, now),
    positionRail(side, facts.forced, ledger),
    syntheticRail(analysis, policy),
  ]
  const kill = killSwitch(ledger.tradingState, {
    active: facts.killSwitchActive,
    reason: facts.killSwitchReason,
    reduces,
  })
  if (kill.verdict !== 'PASS') return stop(kill, 'risk:kill_switch')
  gates.push(kill)
  for (const rail of rails) {
    if (rail.verdict !== 'PASS') return stop(rail)
    gates.push(rail)
  }
  if (reduces) return closePosition(ledger, { events, gates, price: lastBar.close })

  const stake = fractionalKelly(priors.winProb, priors.payoff, {
    agentFraction: policy.limits.kellyAgentFraction,
    fractionMax: policy.limits.notionalFractionMax,
  })
  const sizing = sizeOrder(
    {
      stakeFraction: stake.fraction,
      rawKelly: stake.rawKelly,
      price: lastBar.close > 0 ? lastBar.close : null,
      minNotionalUsd: facts.minNotionalUsd,
      maxNotionalUsd: facts.maxNotionalUsd,
      notionalLimitUsd: facts.killSwitchNotionalUsd,
    },
    policy.limits,
  )
  gates.push(...sizing.gates)
  const refused = sizing.gates.find((gate) => gate.verdict !== 'PASS')
  if (refused) {
    const tripped = refused.reason === 'kill_switch_notional'
    return { events: tripped ? [...events, 'risk:kill_switch'] : events, gates, proposal: null }
  }
  const rail = lossAtStopRail({ qty: sizing.qty, price: lastBar.close, stopPrice: signal.stopPrice }, policy.limits)
  if (rail.verdict !== 'PASS') return stop(rail)
  return {
    events: [...events, 'risk:fractional_kelly'],
    gates: [...gates, rail],
    proposal: {
      side,
      qty: sizing.qty,
      stopPrice: signal.stopPrice,
      rawKelly: stake.rawKelly,
      fraction: stake.fraction,
      targetNotional: sizing.targetNotionalUsd,
    },
  }
}

interface Signal {
  readonly side: 'buy' | 'sell' | null
  readonly events: readonly string[]
  readonly gates: readonly Gate[]
  readonly stopPrice: number | null
}

/** The strategy's word on the last closed bar. A forced run takes the request's side and says so. */
function readSignal({ facts, row }: Analysis, ledger: LedgerFacts): Signal {
  if (!row) return { side: null, events: [], gates: [], stopPrice: null }
  const open = isPositive(ledger.holding.netQty)
  const verdict = decide(row, open ? { kind: 'long', stopPrice: ledger.stopPrice } : { kind: 'flat' })
  if (facts.forced) return { side: facts.side, events: ['signal:forced'], gates: [], stopPrice: verdict.stopPrice }
  switch (verdict.action) {
    case 'enter':
      return { side: facts.side, events: ['signal:entry'], gates: verdict.gates, stopPrice: verdict.stopPrice }
    case 'exit':
      // The gates of an exit that fired are its reasons, not refusals.
      return { side: 'sell', events: ['signal:exit'], gates: [], stopPrice: null }
    case 'hold':
      // Gates of a position that stays open are the exits that did not fire; holding it is no refusal.
      return open
        ? { side: null, events: ['signal:hold'], gates: verdict.gates.map(holding), stopPrice: null }
        : { side: null, events: ['signal:none'], gates: verdict.gates, stopPrice: null }
  }
}

const holding = (gate: Gate): Gate => (gate.verdict === 'PASS' ? gate : { ...gate, reason: 'HOLDING' })

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

function sessionRail(policy: RoutePolicy, forced: boolean, now: Instant): Gate {
  if (forced || policy.sessionClosesAt === null) return pass('session.open', 'not asked', 'before the close')
  const left = Math.floor((policy.sessionClosesAt - now) / 60_000)
  return left > 0
    ? pass('session.open', left, '> 0 minutes left')
    : block('session.open', left, '> 0 minutes left', 'session_closed')
}

function positionRail(side: 'buy' | 'sell', forced: boolean, ledger: LedgerFacts): Gate {
  const held = numberOf(ledger.holding.netQty)
  if (side === 'sell' && held <= 0) return block('risk.position', held, '> 0 shares to sell', 'risk_limit_position')
  if (forced) return pass('risk.position', held, 'not asked of a forced run')
  if (ledger.workingOrders > 0)
    return block('risk.pending', ledger.workingOrders, '0 working orders', 'risk_limit_pending')
  if (side === 'buy' && held > 0) return block('risk.position', held, '0 shares held', 'risk_limit_position')
  return pass('risk.position', held, side === 'buy' ? '0 shares held' : '> 0 shares to sell')
}

function syntheticRail({ facts }: Analysis, policy: RoutePolicy): Gate {
  const synthetic = facts.frame.kind === 'frame' && facts.frame.bars.some((bar) => bar.synthetic)
  const threshold = policy.syntheticMayExecute ? 'allowed in this book' : 'false, or not executed'
  return synthetic && facts.execute && !policy.syntheticMayExecute
    ? block('risk.synthetic', true, threshold, 'synthetic_refused')
    : pass('risk.synthetic', synthetic, threshold)
}

function closePosition(
  ledger: LedgerFacts,
  run: { readonly events: readonly string[]; readonly gates: readonly Gate[]; readonly price: number },
): Verdict {
  const qty = numberOf(ledger.holding.netQty)
  return {
    events: [...run.events, 'risk:close_position'],
    gates: run.gates,
    proposal: { side: 'sell', qty, stopPrice: null, rawKelly: 0, fraction: 0, targetNotional: qty * run.price },
  }
}

function mint(
  { facts, params, priors, lastBar, strategy }: Analysis,
  proposal: Proposal,
  gates: readonly Gate[],
  context: { readonly policy: RoutePolicy; readonly now: Instant; readonly synthetic: boolean },
): Approved<OrderIntent> {
  const { policy, now } = context
  const bar = lastBar as Bar
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
        probability: priors?.winProb ?? 0,
        payoff: priors?.payoff ?? 0,
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
