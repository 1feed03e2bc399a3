/** The lists of a day, with the reasons behind them. */
import type { Instant } from '../base/instant.ts'
import type { WatchlistSummary } from '../contracts/api/watchlists.ts'
import type { Book } from '../contracts/books.ts'
import type { Watchlist } from '../contracts/watchlists.ts'
import type { Fence } from './schedule.ts'

export interface WatchlistStore {
  /**
   * Keeps a list; one of the same instant takes the other's place. With a fence only while its token is the running
   * slot's. A day's `opening` list is kept once. False when nothing was written.
   */
  save(list: Watchlist, fence: Fence | null): Promise<boolean>
  /** The newest list of the bucket's newest day. */
  latest(book: Book, bucket: string): Promise<Watchlist | null>
  /** The newest list of the bucket on a day. */
  ofDay(book: Book, bucket: string, day: string): Promise<Watchlist | null>
  /** Every list of a day, oldest first, up to a few hundred. */
  madeOn(book: Book, day: string): Promise<readonly Watchlist[]>
  /** Every list made for a day, oldest first. */
  madeOn(book: Book, day: string): Promise<readonly Watchlist[]>
  /** The newest list of each bucket, newest first; of every book where none is named. */
  summaries(book: Book | undefined, limit: number): Promise<readonly WatchlistSummary[]>
  /** What the desk watches: the newest of the day's `intraday-core` and `opening` that was made by then. */
  current(book: Book, day: string, at: Instant): Promise<WatchlistSummary | null>
}
