/** A list of the day by hand. */
import type { WriteWatchlist } from '../contracts/api/watchlists.ts'
import type { Watchlist } from '../contracts/watchlists.ts'
import { tradingDayOf } from '../domain/calendar/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { WatchlistStore } from '../ports/watchlists.ts'

export interface WriteWatchlistPorts {
  readonly clock: Clock
  readonly watchlists: WatchlistStore
}

/** Keeps the symbols in their order, each once. Null when the list of the day stands and nothing was written. */
export async function writeWatchlist(
  { clock, watchlists }: WriteWatchlistPorts,
  bucket: string,
  { book, symbols, tags, source }: WriteWatchlist,
): Promise<Watchlist | null> {
  const asOf = clock.now()
  const list: Watchlist = {
    ...{ book, bucket, day: tradingDayOf(asOf), asOf, source, synthetic: false, tags },
    symbols: [...new Set(symbols)],
    candidates: [],
  }
  return (await watchlists.save(list, null)) ? list : null
}
