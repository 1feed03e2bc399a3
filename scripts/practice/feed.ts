/** The synthetic market's minutes onto `bars.raw`, for every symbol that the practice book watches. */
import type { Database } from '../../shared/adapters/postgres/database.ts'
import { createSyntheticSource } from '../../shared/adapters/vendors/synthetic/synthetic-source.ts'
import { DAY_MS, type Instant } from '../../shared/base/instant.ts'
import type { Bar } from '../../shared/contracts/bars.ts'
import { syntheticBars } from '../../shared/domain/market/index.ts'
import { ingestBars } from '../../shared/flows/ingest-bars.ts'
import { publishBars } from '../../shared/flows/publish-bars.ts'
import type { Lake } from '../../shared/ports/bars.ts'
import type { Publisher } from '../../shared/ports/publisher.ts'
import { watchedSymbols } from './book.ts'
import type { PracticeDay } from './session.ts'

/** As far as the desk's own warm-up reaches. */
const HISTORY_MS = 600 * DAY_MS

export interface FeedPorts {
  readonly database: Database
  readonly lake: Lake
  readonly publisher: Publisher
  readonly seed: number
}

interface Series {
  /** The whole session, oldest first. */
  readonly bars: readonly Bar[]
  /** Bars that were published; the next one is at this index. */
  sent: number
}

export class PracticeFeed {
  readonly #ports: FeedPorts
  readonly #day: PracticeDay
  readonly #series = new Map<string, Series>()

  constructor(ports: FeedPorts, day: PracticeDay) {
    this.#ports = ports
    this.#day = day
  }

  /**
   * Publishes the bars of the watched symbols that have closed by an instant, in one go. A symbol that comes onto the
   * list, or back onto it, brings its session so far. After a failure the same bars are sent again; the desk takes a
   * bar once.
   */
  async publishUntil(at: Instant): Promise<void> {
    const due: { readonly series: Series; readonly until: number }[] = []
    for (const symbol of await watchedSymbols(this.#ports.database, this.#day.day, at)) {
      const series = this.#series.get(symbol) ?? (await this.#open(symbol))
      this.#series.set(symbol, series)
      const closed = series.bars.findIndex((bar) => bar.closesAt > at)
      due.push({ series, until: closed === -1 ? series.bars.length : closed })
    }
    const bars = due.flatMap(({ series, until }) => series.bars.slice(series.sent, until))
    await publishBars(this.#ports, 'practice', bars)
    for (const { series, until } of due) series.sent = until
  }

  /** The daily history goes into the lake, where the router reads it. */
  async #open(symbol: string): Promise<Series> {
    const { lake, seed } = this.#ports
    const { opensAt, closesAt } = this.#day
    const source = createSyntheticSource({ seed })
    await ingestBars({ source, lake }, { symbol, interval: '1Day', from: opensAt - HISTORY_MS, to: opensAt })
    return { bars: syntheticBars({ symbol, seed, interval: '1Min' }, opensAt, closesAt), sent: 0 }
  }
}
