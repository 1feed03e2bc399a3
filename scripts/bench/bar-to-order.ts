/**
 * From the publisher's send of a bar that closes a strategy bar to the order intent in the hands of a bare SDK
 * receiver.
 *
 * Every bar is the second of its symbol's session, on a history that it breaks out of, so that each one makes an
 * order. The first one breaks out of nothing and brings the history into memory, as the first of a day's 26 strategy
 * bars does. The bound is two bare hops, because the bar and the order each take one. Of every hop 20 ms are the SDK's
 * own wait for more events, so the last 20 ms of the figure belong to the receiver that looks and not to the desk.
 */
import { createBlobService } from '../../shared/adapters/blob/clients.ts'
import { createBlobLake } from '../../shared/adapters/blob/lake.ts'
import { createPublisher, openProducer } from '../../shared/adapters/event-hubs/publisher.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/base/instant.ts'
import type { Bar } from '../../shared/contracts/bars.ts'
import { HUBS } from '../../shared/contracts/hubs.ts'
import { sessionOf, sessionsBetween, tradingDayOf } from '../../shared/domain/calendar/index.ts'
import { publishBars } from '../../shared/flows/publish-bars.ts'
import { onDesk } from './lib/desk.ts'
import { type Figure, figureOf } from './lib/figure.ts'
import { listening, openBareHop, openReceiver } from './lib/receiver.ts'
import { median, quantile, spreadOf } from './lib/spread.ts'

const BARS = 120
/** Symbols whose bars only wake the receivers up. */
const SPARE = 40
const DAY = '2014-06-06'
/** The momentum strategy ranks a bar among 252 and looks 60 back. */
const HISTORY_DAYS = 600
const HOPS = 2
const SDK_WAIT_MS = 20

export async function barToOrder(): Promise<Figure[]> {
  const session = sessionOf(DAY)
  if (!session) throw new Error(`${DAY} is no session`)
  const [quietAt, opensAt] = [session.opensAt + 30 * MINUTE_MS, session.opensAt + 31 * MINUTE_MS]
  const symbols = Array.from({ length: BARS + SPARE }, (_, index) => `B${index}`)
  const env = {
    WATCHLIST_TEXT: symbols.join(','),
    ROUTE_INTERVAL: '1Min',
    RISK_EQUITY_BASE: '100000',
    KILL_SWITCH_NOTIONAL: '10000',
  }
  const took: number[] = []
  const bare: number[] = []
  await onDesk({ clock: { kind: 'stepped', nowMs: opensAt + MINUTE_MS }, env }, async (desk) => {
    const blobs = await createBlobService({ connectionString: desk.blobConnectionString })
    const lake = createBlobLake(async () => blobs.getContainerClient('trader-data'))
    for (const symbol of symbols) await lake.write(historyOf(symbol, session.opensAt))
    const publisher = createPublisher((hub) => openProducer({ connectionString: desk.events }, HUBS[hub].name))
    const orders = openReceiver(desk.events, HUBS.orders.name)
    const hop = await openBareHop(desk.events, HUBS.jobs.name)
    await publishBars(
      { publisher },
      'replay',
      symbols.map((symbol) => minuteBar(symbol, quietAt, 60)),
    )
    await desk.processAll()
    const publish = (symbol: string) => publishBars({ publisher }, 'replay', [minuteBar(symbol, opensAt, 80)])
    await listening(orders, (attempt) => publish(`B${BARS + attempt}`))
    await desk.processAll()
    for (const symbol of symbols.slice(0, BARS)) {
      const startedMs = performance.now()
      const arrived = orders.arrival(({ body }) => (body as { subject?: string }).subject === symbol)
      await Promise.all([publish(symbol), arrived])
      took.push(performance.now() - startedMs)
      bare.push((await hop.measure()) + (await hop.measure()))
    }
    await Promise.all([publisher.close(), orders.close(), hop.close()])
  })
  return [
    figureOf({
      name: 'bar-to-order.p95',
      value: quantile(took, 0.95),
      unit: 'ms',
      bound: { what: `${HOPS} bare SDK hops, p95`, value: quantile(bare, 0.95) },
      aim: { on: 'value', atMost: 60 },
      detail: {
        bars: BARS,
        spread: spreadOf(took),
        bare_spread: spreadOf(bare),
        sdk_wait_ms_per_hop: SDK_WAIT_MS,
        of_it_the_lookers_receiver_ms: SDK_WAIT_MS,
        desk_itself_p50_ms: Math.round((median(took) - median(bare)) * 100) / 100,
      },
    }),
  ]
}

/** Days that rise by a little, each with a high of its own just above its close. */
function historyOf(symbol: string, before: number): Bar[] {
  const sessions = sessionsBetween(tradingDayOf(before - HISTORY_DAYS * DAY_MS), tradingDayOf(before - DAY_MS))
  return sessions.map(({ opensAt, closesAt }, index) => {
    // Up three days of four: enough of an edge for a stake, and not a straight line.
    const close = 50 + index * 0.05 - (index % 4 === 3 ? 0.25 : 0)
    const prices = { open: close - 0.1, high: close + 0.2, low: close - 0.3, close }
    const quality = { volume: 1_000_000, spread: null, synthetic: false }
    return { symbol, vendor: 'file', interval: '1Day', opensAt, closesAt, ...prices, ...quality }
  })
}

function minuteBar(symbol: string, opensAt: number, close: number): Bar {
  const prices = { open: close - 0.1, high: close + 0.2, low: close - 0.2, close }
  const quality = { volume: 10_000, spread: 0.02, synthetic: false }
  return { symbol, vendor: 'file', interval: '1Min', opensAt, closesAt: opensAt + MINUTE_MS, ...prices, ...quality }
}
