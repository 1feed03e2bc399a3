/**
 * `bars.raw`, bar by bar: fill what was ordered before, filter and classify, and route when the strategy's bar closes.
 *
 * Everything one bar causes commits in one transaction, so a redelivered bar finds itself taken and does nothing.
 */
import { idOf } from '../base/digest.ts'
import type { DeskSettings } from '../config/config.ts'
import type { Bar } from '../contracts/bars.ts'
import { type Book, isSimulated } from '../contracts/books.ts'
import { type Envelope, type OutgoingEvent, outgoing } from '../contracts/envelope.ts'
import type { Closures } from '../domain/calendar/index.ts'
import { fillWorkingOrders, isWorking, PAPER_FILL_MODEL } from '../domain/orders/index.ts'
import { type FilteredRow, step } from '../domain/regime/index.ts'
import { type Analysis, analyse, decideRoute, type RouteFacts } from '../domain/router/index.ts'
import type { Lake } from '../ports/bars.ts'
import type { ClosureStore } from '../ports/closures.ts'
import type { BarFacts, BarOutcome, Ledger, RunRecord } from '../ports/ledger.ts'
import type { WatchlistStore } from '../ports/watchlists.ts'
import { currentWatchlist } from './lib/current-watchlist.ts'
import { type OutboxPorts, sendClaimed } from './lib/drain-outbox.ts'
import { policyOf } from './lib/policy.ts'
import { advanceSession, readSeriesState, type SeriesState } from './lib/series-state.ts'
import { closesStrategyBar, readSessionFrame } from './lib/session-frame.ts'

export interface BarPorts extends OutboxPorts {
  readonly ledger: Ledger
  readonly lake: Lake
  readonly watchlists: Pick<WatchlistStore, 'current'>
  readonly closures: Pick<ClosureStore, 'all'>
  readonly settings: DeskSettings
}

/** Takes bars in their order and sends what they caused; what could not be sent waits in the outbox. */
export async function takeBars(ports: BarPorts, events: readonly Envelope<'gatehouse.bar.v1'>[]): Promise<void> {
  const claimed: OutgoingEvent[] = []
  const closures = await ports.closures.all()
  for (const { book, data: bar } of events) claimed.push(...(await takeBar({ ...ports, known: closures }, book, bar)))
  await sendClaimed(ports, claimed)
}

async function takeBar(ports: BarPorts & Known, book: Book, bar: Bar): Promise<readonly OutgoingEvent[]> {
  const key = { book, symbol: bar.symbol, interval: bar.interval, closesAt: bar.closesAt }
  const now = ports.clock.now()
  const history = (await routes(ports, book, bar)) ? await readSessionFrame(ports.lake, bar, ports.known) : null
  return await ports.ledger.commitBar(
    key,
    (facts) => {
      const filled = isSimulated(book)
        ? fillWorkingOrders(facts.working, facts.holding, bar, PAPER_FILL_MODEL)
        : { fills: [], updates: [], holding: facts.holding }
      const before = readSeriesState(facts.state)
      const { state: filter, row } = step(before?.filter ?? null, bar)
      const state: SeriesState = { filter, session: advanceSession(before?.session ?? null, bar) }
      const run = history === null ? null : routeOnBar(ports, { book, bar, now, facts, filled, state, history })
      return { state, events: eventsOf(book, row), filled, run }
    },
    now,
  )
}

/** True for a symbol that the desk watches now and whose strategy bar ends with this one. */
async function routes({ settings, watchlists, known }: BarPorts & Known, book: Book, bar: Bar): Promise<boolean> {
  if (bar.interval !== '1Min' || !closesStrategyBar(bar, settings.routeInterval, known)) return false
  const { symbols } = await currentWatchlist({ settings, watchlists }, book, bar.closesAt)
  return symbols.includes(bar.symbol)
}

/** Closures as they stood when the batch began. */
interface Known {
  readonly known: Closures
}

interface BarRun {
  readonly book: Book
  readonly bar: Bar
  readonly now: number
  readonly facts: BarFacts
  readonly filled: BarOutcome['filled']
  readonly state: SeriesState
  readonly history: Awaited<ReturnType<typeof readSessionFrame>>
}

/** The decision on the daily history with the session so far as its last row, cut at the close of this bar. */
function routeOnBar({ settings, known }: BarPorts & Known, run: BarRun): RunRecord {
  const { book, now, facts, filled } = run
  const analysis: Analysis = analyse(factsOf(settings, run))
  const over = new Set(filled.updates.filter(({ status }) => !isWorking(status)).map(({ id }) => id))
  const { report, intent } = decideRoute(
    analysis,
    {
      tradingState: facts.tradingState,
      holding: filled.holding,
      stopPrice: facts.stopPrice,
      openedAt: facts.openedAt,
      workingOrders: facts.unseenIntents + facts.working.filter(({ id }) => !over.has(id)).length,
    },
    policyOf({ book, settings, closures: known }, now),
    now,
  )
  return { report, intent, trigger: 'bar', interval: settings.routeInterval }
}

function factsOf(settings: DeskSettings, { book, bar, state, history }: BarRun): RouteFacts {
  const session = state.session
  return {
    runId: idOf('run', book, bar.symbol, settings.routeInterval, bar.closesAt),
    book,
    trigger: 'bar',
    symbol: bar.symbol,
    interval: settings.routeInterval,
    strategy: settings.routeStrategy,
    params: {},
    side: 'buy',
    minNotionalUsd: 100,
    maxNotionalUsd: settings.routeMaxNotionalUsd,
    publish: true,
    execute: true,
    forced: false,
    killSwitchActive: settings.killSwitchActive,
    killSwitchReason: settings.killSwitchReason,
    killSwitchNotionalUsd: undefined,
    frame:
      history.kind === 'failed'
        ? history
        : session === null
          ? { kind: 'failed', reason: 'no_frame', error: 'the session has no bar yet' }
          : { ...history, bars: [...history.bars, session] },
  }
}

function eventsOf(book: Book, { signal, regime }: FilteredRow): OutgoingEvent[] {
  const common = { source: 'take-bars', time: signal.at, subject: signal.symbol, book }
  const id = (kind: string): string => idOf(kind, book, signal.symbol, signal.interval, signal.at)
  return [
    outgoing({ ...common, id: id('signal'), type: 'gatehouse.signal.v1', data: signal }),
    outgoing({ ...common, id: id('regime'), type: 'gatehouse.regime.v1', data: regime }),
  ]
}
