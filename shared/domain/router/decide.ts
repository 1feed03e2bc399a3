/** The decision: what the bars said, held against ledger and limits. Light and pure, so it runs in the transaction. */
import { isPositive, numberOf } from '../../base/decimal.ts'
import type { Instant } from '../../base/instant.ts'
import type { Gate } from '../../contracts/api/router.ts'
import type { OrderIntent } from '../../contracts/orders.ts'
import type { Reason } from '../../contracts/reasons.ts'
import { fractionalKelly, killSwitch, lossAtStopRail, sizeOrder } from '../risk/index.ts'
import { decide } from '../strategy/index.ts'
import { type Analysis, isSynthetic } from './analysis.ts'
import type { LedgerFacts, Proposal, RouteDecision, RoutePolicy } from './facts.ts'
import { mint } from './mint.ts'
import { positionRail, sessionRail, syntheticRail } from './rails.ts'

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
    synthetic: isSynthetic(facts),
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
  const { stopPrice } = ledger
  const verdict = decide(row, open ? { kind: 'long', stopPrice, heldBars: heldBars(facts, ledger) } : { kind: 'flat' })
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
        ? { side: null, events: ['signal:hold'], gates: verdict.gates.map(heldOpen), stopPrice: null }
        : { side: null, events: ['signal:none'], gates: verdict.gates, stopPrice: null }
  }
}

/** Bars of the frame since the one in which the position was opened; null when that is UNKNOWN. */
function heldBars({ frame }: Analysis['facts'], { openedAt }: LedgerFacts): number | null {
  if (frame.kind !== 'frame' || openedAt === null) return null
  return Math.max(0, frame.bars.filter((bar) => bar.closesAt > openedAt).length - 1)
}

/** An exit that did not fire is no refusal. */
const heldOpen = (gate: Gate): Gate => (gate.verdict === 'PASS' ? gate : { ...gate, reason: 'HOLDING' })

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
