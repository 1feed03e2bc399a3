/**
 * The pulse's flow: measures the desk once. The heartbeat says that it ran; what a neighbour cannot tell is UNKNOWN and
 * left out, and the neighbour is told as not ready.
 */
import { SECOND_MS } from '../base/instant.ts'
import type { Book } from '../contracts/books.ts'
import { CONSUMED_HUBS } from '../contracts/hubs.ts'
import type { DimensionsOf } from '../contracts/metrics.ts'
import { tradingDayOf } from '../domain/calendar/index.ts'
import { missedOf } from '../domain/schedule/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { DeskFacts, DeskFactsReader } from '../ports/desk-facts.ts'
import type { HubStore } from '../ports/hub-store.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Probes } from '../ports/probes.ts'
import { lagsOf, type Standing } from './lib/hub-lag.ts'

export interface DeskPorts {
  readonly clock: Clock
  readonly deskFacts: DeskFactsReader
  readonly hubs: HubStore
  readonly probes: Probes
  readonly metrics: Metrics
  readonly settings: { readonly scheduleBooks: readonly Book[] }
}

type Neighbour = DimensionsOf<'not_ready'>['neighbour']

/** A neighbour that takes longer is not ready. The database alone waits up to this long for its connection. */
const ANSWER_WITHIN_MS = 5 * SECOND_MS
const LEVEL = { ACTIVE: 0, REDUCING: 1, HALTED: 2 } as const

/** Returns in words what did not answer, and why. `standing` is kept from pulse to pulse. */
export async function measureDesk(ports: DeskPorts, standing: Standing): Promise<readonly string[]> {
  const { clock, metrics, probes, settings } = ports
  metrics.measure('heartbeat', 1, {})
  const day = tradingDayOf(clock.now())
  const troubles: string[] = []
  const asked = async <T>(neighbour: Neighbour, ask: () => Promise<T>): Promise<T | null> => {
    const { result } = await probes.measure(ask, ANSWER_WITHIN_MS)
    metrics.measure('not_ready', result.kind === 'answered' ? 0 : 1, { neighbour })
    if (result.kind === 'answered') return result.value
    troubles.push(`${neighbour}: ${result.error}`)
    return null
  }
  const [stored, heads] = await Promise.all([
    asked('postgres', () => Promise.all([ports.deskFacts.read(settings.scheduleBooks, day), ports.hubs.watermarks()])),
    asked('event_hubs', () => probes.heads(CONSUMED_HUBS)),
    asked('blob', async () => await probes.blob()),
    ...probes.kept.map(({ name, ask }) => asked(name, async () => mustAnswer(await ask()))),
  ])
  const now = clock.now()
  if (!stored) return troubles
  const [facts, marks] = stored
  measureFacts(metrics, facts, { day, now })
  if (facts.tradingState === 'UNKNOWN') troubles.push('trading_state: its row is missing or unreadable')
  if (!heads) return troubles
  const lags = lagsOf({ heads, marks, now }, standing)
  for (const hub of CONSUMED_HUBS) {
    const lagMs = Math.max(0, ...lags.filter((lag) => lag.hub === hub).map((lag) => lag.lagMs))
    metrics.measure('hub_lag_seconds', lagMs / SECOND_MS, { hub })
  }
  return troubles
}

/** What is kept still serves, and the neighbour does not answer: time to look before nobody gets in. */
function mustAnswer(standIn: string | null): void {
  if (standIn !== null) throw new Error(standIn)
}

function measureFacts(
  metrics: Metrics,
  facts: DeskFacts,
  { day, now }: { readonly day: string; readonly now: number },
): void {
  const age = (since: number | null): number => (since === null ? 0 : Math.max(0, now - since) / SECOND_MS)
  metrics.measure('outbox_age_seconds', age(facts.oldestUnsentAt), {})
  metrics.measure('orders_lag_seconds', age(facts.oldestUntakenAt), {})
  const { tradingState, closures } = facts
  metrics.measure('not_ready', tradingState === 'UNKNOWN' ? 1 : 0, { neighbour: 'trading_state' })
  if (tradingState !== 'UNKNOWN') metrics.measure('trading_state_raised', LEVEL[tradingState], {})
  for (const { book, since, slots } of facts.books) {
    metrics.measure('slots_missed', missedOf({ day, closures, since, slots }, now).length, { book })
  }
}
