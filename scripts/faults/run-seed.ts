/** Runs one seed: work under way, a kill at its point, a restart, repetition until all is told, and a verdict. */
import { setImmediate } from 'node:timers/promises'
import { MINUTE_MS, SECOND_MS } from '../../shared/base/instant.ts'
import type { Bar } from '../../shared/contracts/bars.ts'
import { jsonOf, readEvent } from '../../shared/contracts/envelope.ts'
import type { OrderIntent } from '../../shared/contracts/orders.ts'
import { offlineFrame } from '../../shared/domain/market/index.ts'
import { Clients } from './clients.ts'
import type { FaultDesk } from './desk.ts'
import { type HubEnds, hubEnds, type LoggedEvent, readHub } from './hub-log.ts'
import { readLedgerRows } from './ledger-rows.ts'
import { type Plan, planOf } from './plan.ts'
import { type Strike, strikeAt } from './strike.ts'
import { violationsOf } from './truth.ts'

export interface SeedResult {
  readonly plan: Plan
  /** Whether the point was reached and the victim killed there. */
  readonly hit: boolean
  readonly orders: number
  readonly fills: number
  /** Empty when the ledger agrees with the truth. */
  readonly violations: readonly string[]
}

/** The claim of a call whose host died lapses within this. */
const CLAIM_LAPSES_AFTER_MS = 61 * SECOND_MS
const REPEATS_MAX = 8
/** A tenth of it is traded per order: less than an order's shares, so that orders fill in parts. */
const THIN_VOLUME = 50
const THICK_VOLUME = 1_000_000

export async function runSeed(desk: FaultDesk, seed: number): Promise<SeedResult> {
  const plan = planOf(seed)
  await desk.stepToSession()
  const since = desk.nowMs
  const from = await hubEnds(desk.platform)
  await desk.writeHistory(plan.listed)
  const clients = new Clients(desk.platform)

  const hit = await workAndKill(desk, plan, clients)
  await repeatUntilAcknowledged(desk, clients)
  await desk.settle()
  await clients.send([], barsOf(plan, firstMinute(desk, clients), [THICK_VOLUME]))
  await desk.settle()

  const symbols = [
    ...new Set([plan.listed, plan.traded, ...plan.waves.flatMap(({ orders }) => orders.map(({ symbol }) => symbol))]),
  ]
  const rows = await readLedgerRows(desk.database, symbols, since)
  const evidence = {
    acknowledged: [...clients.acknowledged.values()],
    ...(await readIntents(desk, from)),
    listed: plan.listed,
    bars: clients.confirmed,
    hubEnds: await hubEnds(desk.platform),
  }
  const violations = [
    ...clients.complaints,
    ...(clients.waiting > 0 ? [`${clients.waiting} calls were never acknowledged`] : []),
    ...evidence.foreign,
    ...violationsOf(evidence, rows),
    ...(await readinessViolations(desk)),
  ]
  return { plan, hit, orders: rows.orders.length, fills: rows.fills.length, violations }
}

/** Sends waves until the point is reached, kills, and brings the victim back. False when it was never reached. */
async function workAndKill(desk: FaultDesk, plan: Plan, clients: Clients): Promise<boolean> {
  const strike = await strikeAt(desk.platform, plan)
  for (const { orders, bars } of plan.waves) {
    const volumes = Array.from({ length: bars }, () => THIN_VOLUME)
    const answers = clients.send(orders, barsOf(plan, firstMinute(desk, clients), volumes))
    await Promise.race([strike.struck, answers.then(() => drainUnless(desk, strike))])
    if (plan.restart === 'when answered') await answers
    if (strike.hit()) {
      await strike.struck
      await desk.platform.restart(plan.victim)
      await answers
      return true
    }
  }
  await strike.callOff()
  return false
}

/** Lets the consumers work. When the strike lands meanwhile, draining cannot end, and its error is of no interest. */
async function drainUnless(desk: FaultDesk, strike: Strike): Promise<void> {
  if (strike.hit()) return
  await desk.platform.processAll().catch(async (error: unknown) => {
    // The host may be seen to fail a moment before it is seen to have died.
    await setImmediate()
    if (!strike.hit()) throw error
  })
}

async function repeatUntilAcknowledged(desk: FaultDesk, clients: Clients): Promise<void> {
  for (let repeat = 0; repeat < REPEATS_MAX && clients.waiting > 0; repeat += 1) {
    if (clients.stillRunning || repeat > 0) await desk.step(CLAIM_LAPSES_AFTER_MS)
    await clients.repeat()
  }
}

/** The first minute that no bar has taken and that opens after now. */
function firstMinute(desk: FaultDesk, clients: Clients): number {
  const next = Math.floor(desk.nowMs / MINUTE_MS + 1) * MINUTE_MS
  return Math.max(next, ...clients.bars.map(({ closesAt }) => closesAt))
}

const barsOf = ({ listed, traded }: Plan, opensAt: number, volumes: readonly number[]): Bar[] =>
  [listed, traded].flatMap((symbol) => minuteBars(symbol, opensAt, volumes))

/** Minutes a little above the history before them, so that the strategy has something to buy. */
function minuteBars(symbol: string, opensAt: number, volumes: readonly number[]): Bar[] {
  const close = (offlineFrame(symbol, opensAt, 1)[0]?.close ?? 0) * 1.01
  return volumes.map((volume, index) => {
    const start = opensAt + index * MINUTE_MS
    const prices = { open: close, high: close * 1.002, low: close * 0.999, close: close * 1.001 }
    const times = { opensAt: start, closesAt: start + MINUTE_MS }
    return { symbol, vendor: 'synthetic', interval: '1Min', ...times, ...prices, volume, spread: 0.02, synthetic: true }
  })
}

/** Intents in the hub's log since the positions; anything else there is foreign. */
async function readIntents(
  desk: FaultDesk,
  from: HubEnds,
): Promise<{ readonly published: OrderIntent[]; readonly foreign: string[] }> {
  const published: OrderIntent[] = []
  const foreign: string[] = []
  for (const logged of await readHub(desk.platform, 'orders', from)) {
    const intent = intentOf(logged)
    if (intent) published.push(intent)
    else foreign.push(`hub: event ${logged.partitionId}/${logged.sequenceNumber} is no intent`)
  }
  return { published, foreign }
}

function intentOf({ body }: LoggedEvent): OrderIntent | null {
  const read = readEvent('orders', jsonOf(body))
  return read.kind === 'event' && read.event.type === 'gatehouse.order.intent.v1' ? read.event.data : null
}

async function readinessViolations(desk: FaultDesk): Promise<string[]> {
  const answer = await fetch(`${desk.platform.url}/health/ready`)
  return answer.ok ? [] : [`ready: ${answer.status} ${await answer.text()}`]
}
