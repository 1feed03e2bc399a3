/** A desk of its own for faults: the local cloud on a stepped clock, with the clients that watch it from outside. */
import { createBlobService } from '../../shared/adapters/blob/clients.ts'
import { createBlobLake } from '../../shared/adapters/blob/lake.ts'
import { type Database, openDatabase } from '../../shared/adapters/postgres/database.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/base/instant.ts'
import {
  isTradingDay,
  newYorkInstant,
  newYorkMinuteOf,
  nextTradingDay,
  OPEN_MINUTE,
  tradingDayOf,
} from '../../shared/domain/calendar/index.ts'
import { offlineFrame } from '../../shared/domain/market/index.ts'
import { Platform } from '../platform/platform.ts'
import { listedSymbol, SEEDS_PER_DESK } from './plan.ts'

/** First day of a desk's own time; any session will do. */
const FIRST_DAY = '2025-06-10'
/** Scenarios begin within these minutes of a New York day, so that their bars and day orders stay in the session. */
const EARLIEST_MINUTE = OPEN_MINUTE + 5
const LATEST_MINUTE = OPEN_MINUTE + 300
/** More than the strategies look back on. */
const HISTORY_SESSIONS = 300
const STATEMENT_WITHIN_MS = 10_000
/** A claim of the outbox, and every timer that looks for leftovers, is over after this. */
const LEFTOVERS_AFTER_MS = 16 * SECOND_MS
/** An outage ends before this much of the desk's own time has passed, or the desk has not recovered. */
const LEFTOVER_ROUNDS_MAX = 6

export interface Readiness {
  readonly status: number
  readonly checks: readonly { readonly name: string; readonly status: string; readonly reason: string | null }[]
}

export class FaultDesk implements AsyncDisposable {
  readonly platform: Platform
  /** The ledger as anybody with a SQL client sees it. */
  readonly database: Database

  private constructor(platform: Platform) {
    this.platform = platform
    this.database = openDatabase({
      url: platform.databaseUrl,
      connectionsMax: 1,
      acquireWithinMs: STATEMENT_WITHIN_MS,
      statementWithinMs: STATEMENT_WITHIN_MS,
    })
  }

  static async open(dir: string, env: Readonly<Record<string, string>> = {}): Promise<FaultDesk> {
    const platform = await Platform.create({
      dir,
      clock: { kind: 'stepped', nowMs: newYorkInstant(FIRST_DAY, EARLIEST_MINUTE) },
      env: {
        WATCHLIST_TEXT: Array.from({ length: SEEDS_PER_DESK }, (_, seed) => listedSymbol(seed)).join(','),
        ROUTE_INTERVAL: '1Min',
        ORDER_EXPIRES_AFTER_MS: String(HOUR_MS),
        ...env,
      },
    })
    return new FaultDesk(platform)
  }

  get nowMs(): number {
    return this.platform.nowMs
  }

  async step(byMs: number): Promise<void> {
    await this.platform.advanceTo(this.nowMs + byMs)
  }

  /** Steps to a whole minute inside a session, with time enough in it for one scenario. */
  async stepToSession(): Promise<void> {
    const next = Math.ceil((this.nowMs + 1) / MINUTE_MS) * MINUTE_MS
    const day = tradingDayOf(next)
    const minute = newYorkMinuteOf(next)
    const inSession = isTradingDay(day) && minute >= EARLIEST_MINUTE && minute <= LATEST_MINUTE
    await this.platform.advanceTo(inSession ? next : newYorkInstant(nextTradingDay(day), EARLIEST_MINUTE))
  }

  /** Drains hubs and timers, and gives the outbox's timer its time, until nothing waits anywhere. */
  async settle(): Promise<void> {
    let waiting = 0
    for (let round = 0; round < LEFTOVER_ROUNDS_MAX; round += 1) {
      await this.platform.processAll()
      waiting = await this.unsent()
      if (waiting === 0) return
      await this.step(LEFTOVERS_AFTER_MS)
    }
    throw new Error(`${waiting} events still wait in the outbox after ${LEFTOVER_ROUNDS_MAX} rounds of its timer`)
  }

  async unsent(): Promise<number> {
    const [row] = await this.database.query(
      null,
      'select count(*)::int as waiting from ops.outbox where sent_at is null',
    )
    return Number(row?.waiting)
  }

  /** The daily history behind a listed symbol, as an ingest would leave it in the lake. */
  async writeHistory(symbol: string): Promise<void> {
    const service = await createBlobService({ connectionString: this.platform.blobConnectionString })
    const lake = createBlobLake(async () => service.getContainerClient('trader-data'))
    await lake.write(offlineFrame(symbol, newYorkInstant(tradingDayOf(this.nowMs), OPEN_MINUTE), HISTORY_SESSIONS))
  }

  /** What anybody may ask the desk about itself. */
  async readiness(): Promise<Readiness> {
    const answer = await fetch(`${this.platform.url}/health/ready`)
    const { checks } = (await answer.json()) as { checks?: Readiness['checks'] }
    return { status: answer.status, checks: checks ?? [] }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database.close()
    await this.platform[Symbol.asyncDispose]()
  }
}
