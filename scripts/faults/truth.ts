/**
 * Holds the ledger to a truth that the ledger did not write: what clients were told, and what the hub has in its log.
 *
 * Nothing here knows how the desk stores or repeats. Every violation is one line; none means that nothing was lost,
 * doubled or made up.
 */
import { canonicalJson } from '../../shared/base/digest.ts'
import { isoOf } from '../../shared/base/instant.ts'
import { CONSUMED_HUBS, HUBS } from '../../shared/contracts/hubs.ts'
import type { OrderIntent } from '../../shared/contracts/orders.ts'
import { askedRuns, type Evidence } from './evidence.ts'
import type { LedgerRows } from './ledger-rows.ts'
import { fillViolations } from './truth-of-fills.ts'

export function violationsOf(evidence: Evidence, rows: LedgerRows): string[] {
  return [
    ...hubViolations(evidence),
    ...runViolations(evidence, rows),
    ...orderViolations(evidence, rows),
    ...fillViolations(evidence, rows),
    ...seriesViolations(evidence, rows),
    ...restViolations(evidence, rows),
  ]
}

/** What was acknowledged is on the hub, as it was acknowledged; what is on the hub was asked for. */
function hubViolations(evidence: Evidence): string[] {
  const { acknowledged, published } = evidence
  const asked = askedRuns(evidence)
  const byId = new Map<string, string>()
  const violations: string[] = []
  for (const intent of published) {
    const content = canonicalJson(intent)
    if ((byId.get(intent.id) ?? content) !== content) violations.push(`hub: intent ${intent.id} has two contents`)
    if (!asked.has(intent.runId)) violations.push(`hub: nobody asked for intent ${intent.id} of run ${intent.runId}`)
    byId.set(intent.id, content)
  }
  for (const { call, report } of acknowledged) {
    const { orderIntent } = report
    if (!orderIntent) continue
    const logged = byId.get(orderIntent.id)
    if (logged === undefined) violations.push(`hub: acknowledged intent ${orderIntent.id} of ${call.key} is missing`)
    else if (logged !== canonicalJson(orderIntent))
      violations.push(`hub: intent of ${call.key} is not the one answered`)
  }
  return violations
}

/** One run for every call and bar, told as published once if it has an intent. */
function runViolations(evidence: Evidence, { runs }: LedgerRows): string[] {
  const asked = askedRuns(evidence)
  const onHub = new Set(evidence.published.map(({ id }) => id))
  const stored = new Set(runs.map(({ id }) => id))
  const violations = [...asked].filter((id) => !stored.has(id)).map((id) => `runs: ${id} was asked for and is missing`)
  for (const { id, intent_id: intentId, published } of runs) {
    if (!asked.has(id)) violations.push(`runs: nobody asked for ${id}`)
    if (intentId !== null && !onHub.has(intentId)) violations.push(`runs: intent ${intentId} never reached the hub`)
    const times = intentId === null ? 0 : 1
    if (published !== times) violations.push(`runs: ${id} is told as published ${published} times, not ${times}`)
  }
  return violations
}

/** One order for every intent on the hub, with its content. */
function orderViolations({ published }: Evidence, { orders }: LedgerRows): string[] {
  const intents = new Map(published.map((intent) => [intent.id, intent]))
  const stored = new Set(orders.map(({ id }) => id))
  const missing = [...intents.keys()].filter((id) => !stored.has(id))
  const violations = missing.map((id) => `orders: intent ${id} is on the hub and became no order`)
  if (stored.size < orders.length) violations.push('orders: one id stands in two books')
  for (const order of orders) {
    const intent = intents.get(order.id)
    const { book, symbol, side, qty } = order
    if (!intent) violations.push(`orders: ${order.id} is on no hub`)
    else if (canonicalJson({ book, symbol, side, qty }) !== contentOf(intent))
      violations.push(`orders: ${order.id} is not what its intent says`)
  }
  return violations
}

const contentOf = ({ book, symbol, side, qty }: OrderIntent): string => canonicalJson({ book, symbol, side, qty })

/** One signal and one regime for every bar. */
function seriesViolations({ bars }: Evidence, rows: LedgerRows): string[] {
  const nameOf = (symbol: string, at: number): string => `${symbol} at ${isoOf(at)}`
  const expected = new Set(bars.map(({ symbol, closesAt }) => nameOf(symbol, closesAt)))
  return (['signals', 'regimes'] as const).flatMap((series) => {
    const found = rows[series].map(({ symbol, at }) => nameOf(symbol, at))
    const distinct = new Set(found)
    const missing = [...expected].filter((name) => !distinct.has(name)).map((name) => `${series}: none of ${name}`)
    const foreign = found.filter((name) => !expected.has(name)).map((name) => `${series}: no bar behind ${name}`)
    return [...missing, ...foreign, ...(distinct.size < found.length ? [`${series}: a bar has two rows`] : [])]
  })
}

/** No dead letter, and every consumer at the end of its hubs. */
function restViolations({ hubEnds }: Evidence, { letters, marks }: LedgerRows): string[] {
  const buried = letters.map(({ hub, code, detail }) => `dead letters: ${hub} ${code} ${detail}`)
  const behind = CONSUMED_HUBS.flatMap((hub) =>
    (hubEnds[HUBS[hub].name] ?? []).flatMap((end, partition) => {
      const mark = marks.find((one) => one.hub === hub && one.partition_id === String(partition))
      const next = (mark?.sequence_number ?? -1) + 1
      return next === end ? [] : [`marks: ${hub}/${partition} ends at ${end}, its consumer is at ${next}`]
    }),
  )
  return [...buried, ...behind]
}
