/** What the desk watches in a book at this moment. */
import type { Instant } from '../../base/instant.ts'
import type { DeskSettings } from '../../config/config.ts'
import type { CurrentWatchlist } from '../../contracts/api/watchlists.ts'
import type { Book } from '../../contracts/books.ts'
import { tradingDayOf } from '../../domain/calendar/index.ts'
import type { WatchlistStore } from '../../ports/watchlists.ts'

export interface CurrentWatchlistPorts {
  readonly watchlists: Pick<WatchlistStore, 'current'>
  readonly settings: DeskSettings
}

/** The day's newest list, and the symbols that the settings always name. */
export async function currentWatchlist(
  { watchlists, settings }: CurrentWatchlistPorts,
  book: Book,
  at: Instant,
): Promise<CurrentWatchlist> {
  const list = await watchlists.current(book, tradingDayOf(at), at)
  const symbols = [...new Set([...(list?.symbols ?? []), ...settings.watchlist])]
  if (list) {
    const { day, bucket, source, asOf } = list
    return { book, day, bucket, source, asOf, count: symbols.length, symbols }
  }
  const source = symbols.length > 0 ? 'settings' : 'none'
  return { book, day: null, bucket: null, source, asOf: null, count: symbols.length, symbols }
}
