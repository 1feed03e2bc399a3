/**
 * Replays one trading day in a home of its own: history into the lake, minutes onto `bars.raw` one by one, everything
 * drained between two minutes. The functions are those of the desk; only the clock is stepped.
 */

import { createBlobService } from '../../shared/adapters/blob/clients.ts'
import { createBlobLake } from '../../shared/adapters/blob/lake.ts'
import { createPublisher, openProducer } from '../../shared/adapters/event-hubs/publisher.ts'
import { openDatabase } from '../../shared/adapters/postgres/database.ts'
import { createReads } from '../../shared/adapters/postgres/reads.ts'
import { createScheduleStore } from '../../shared/adapters/postgres/schedule.ts'
import { createWatchlistStore } from '../../shared/adapters/postgres/watchlists.ts'
import { createFileSource, type FileSource } from '../../shared/adapters/vendors/file/file-source.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/base/instant.ts'
import type { Bar } from '../../shared/contracts/bars.ts'
import { HUBS } from '../../shared/contracts/hubs.ts'
import type { Interval } from '../../shared/contracts/scalars.ts'
import type { Session } from '../../shared/domain/calendar/index.ts'
import { slotsOf } from '../../shared/domain/schedule/index.ts'
import { ingestBars } from '../../shared/flows/ingest-bars.ts'
import { publishBars } from '../../shared/flows/publish-bars.ts'
import type { Lake } from '../../shared/ports/bars.ts'
import { Platform } from '../platform/platform.ts'
import { collectDay } from './collect.ts'
import type { DayInput } from './report.ts'
import { DayError, sessionOfDay } from './session.ts'

export interface DayOptions {
  readonly dataDir: string
  readonly symbols: readonly string[]
  readonly day: string
  readonly equityUsd: number
  readonly interval: Interval
  /** Home of the replay; made and emptied by the caller. */
  readonly home: string
  readonly appFile: string
  /** Largest batch a hub trigger is given; results do not depend on it. */
  readonly hubBatchMax?: number
  readonly onProgress?: (done: number, total: number) => void
}

/** Sessions of history a strategy may look back on, in calendar time. */
const HISTORY_MS = 1_200 * DAY_MS

const HUB_SETTINGS = 'AzureFunctionsJobHost__extensions__eventHubs__'
/** More than a day has, so that none is written. */
const CHECKPOINT_EVERY_BATCHES = 100_000

/** Runs the day and returns what the report is made of. */
export async function replayDay(options: DayOptions): Promise<DayInput> {
  const session = sessionOfDay(options.day)
  const source = createFileSource({ dir: options.dataDir, basisDay: options.day })
  await requireMinutes(source, options.symbols, session)
  await using platform = await Platform.create({
    dir: options.home,
    clock: { kind: 'stepped', nowMs: firstSlotAt(options.day) - MINUTE_MS },
    appFile: options.appFile,
    // The home is thrown away: nobody comes back to it after a crash.
    durable: false,
    env: {
      [`${HUB_SETTINGS}batchCheckpointFrequency`]: String(CHECKPOINT_EVERY_BATCHES),
      SCHEDULE_BOOKS: 'replay',
      // Nobody watches over a day of the past.
      'AzureWebJobs.pulse.Disabled': 'true',
      DATA_DIR: options.dataDir,
      UNIVERSE: options.symbols.join(','),
      WATCHLIST_TEXT: options.symbols.join(','),
      ROUTE_INTERVAL: options.interval,
      RISK_EQUITY_BASE: String(options.equityUsd),
      // One entry may take a twentieth of the equity; the switch trips at twice that.
      ROUTE_MAX_NOTIONAL: String(options.equityUsd / 20),
      KILL_SWITCH_NOTIONAL: String(options.equityUsd / 10),
      ...(options.hubBatchMax === undefined
        ? {}
        : { [`${HUB_SETTINGS}maxEventBatchSize`]: String(options.hubBatchMax) }),
    },
  })
  const service = await createBlobService({ connectionString: platform.blobConnectionString })
  const lake = createBlobLake(async () => service.getContainerClient('trader-data'))
  const series = await Promise.all(options.symbols.map((symbol) => ingestSymbol({ source, lake }, symbol, session)))
  // Past the close the day orders end; the first minute after it runs that timer.
  const stops = [...slotsOf(options.day).map(({ dueAt }) => dueAt), session.closesAt + MINUTE_MS]
  const minutes = Map.groupBy(
    series.flatMap(({ bars }) => bars),
    (bar) => bar.closesAt,
  )
  await stepThrough(platform, { stops, minutes }, options.onProgress)
  const database = openDatabase({
    url: platform.databaseUrl,
    connectionsMax: 1,
    acquireWithinMs: 5_000,
    statementWithinMs: 30_000,
  })
  try {
    const clock = { now: () => platform.nowMs }
    const { day, symbols, equityUsd, interval } = options
    const stores = { schedule: createScheduleStore(database), watchlists: createWatchlistStore(database) }
    const collected = await collectDay({ reads: createReads(database), ...stores, clock, day })
    return { day, symbols, equityUsd, interval, bars: series.map(({ summary }) => summary), ...collected }
  } finally {
    await database.close()
  }
}

async function requireMinutes(source: FileSource, symbols: readonly string[], session: Session): Promise<void> {
  for (const symbol of symbols) {
    const days = await source.listDays(symbol, '1Min')
    if (days.includes(session.day)) continue
    const answer = await source.fetch({ symbol, interval: '1Min', from: session.opensAt, to: session.closesAt })
    const known = days.length > 0 ? `; it has ${days.join(', ')}` : ''
    throw new DayError(
      answer.kind === 'refused' ? answer.detail : `no minute bars of ${symbol} on ${session.day}${known}`,
    )
  }
}

type BarsSummary = DayInput['bars'][number]

/** History and minutes of one symbol into the lake; what the lake then holds is what is replayed. */
async function ingestSymbol(
  ports: { readonly source: FileSource; readonly lake: Lake },
  symbol: string,
  session: Session,
): Promise<{ readonly summary: BarsSummary; readonly bars: readonly Bar[] }> {
  const history = await ingestBars(ports, {
    symbol,
    interval: '1Day',
    from: session.opensAt - HISTORY_MS,
    to: session.opensAt,
  })
  if (history.kind === 'refused') throw new DayError(history.detail)
  const minutes = await ingestBars(ports, { symbol, interval: '1Min', from: session.opensAt, to: session.closesAt })
  if (minutes.kind === 'refused') throw new DayError(minutes.detail)
  const stored = await ports.lake.read({ vendor: 'file', interval: '1Min', symbol }, session.opensAt, session.closesAt)
  const bars = stored.filter((bar) => bar.opensAt >= session.opensAt)
  const rules = new Map<string, number>()
  for (const { rules: counts } of [history, minutes]) {
    for (const [rule, count] of Object.entries(counts)) rules.set(rule, (rules.get(rule) ?? 0) + count)
  }
  const quarantined = [...rules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, count]) => ({ rule, count }))
  return { summary: { symbol, minutes: bars.length, dailyHistory: history.bars, quarantined }, bars }
}

interface Steps {
  /** Instants at which something is due besides the bars. */
  readonly stops: readonly number[]
  readonly minutes: ReadonlyMap<number, readonly Bar[]>
}

/** To each instant in turn: one publish for all symbols, in their order, what is due, and everything drained. */
async function stepThrough(
  platform: Platform,
  { stops, minutes }: Steps,
  onProgress?: DayOptions['onProgress'],
): Promise<void> {
  const publisher = createPublisher((hub) => openProducer({ connectionString: platform.events }, HUBS[hub].name))
  const instants = [...new Set([...stops, ...minutes.keys()])].sort((a, b) => a - b)
  for (const [index, instant] of instants.entries()) {
    await platform.advanceTo(instant)
    await publishBars({ publisher }, 'replay', minutes.get(instant) ?? [])
    await platform.processAll()
    onProgress?.(index + 1, instants.length)
  }
  await publisher.close()
}

function firstSlotAt(day: string): number {
  const [first] = slotsOf(day)
  if (!first) throw new DayError(`${day} has no slots`)
  return first.dueAt
}
