/** What the pages about the trading day read: overview, schedule, watchlists and reports of one book. */
import { overviewSchema } from '../../../shared/contracts/api/overview.ts'
import { dailyReportSchema, reportListSchema } from '../../../shared/contracts/api/reports.ts'
import { scheduleSchema } from '../../../shared/contracts/api/schedule.ts'
import { currentWatchlistSchema, watchlistsSchema } from '../../../shared/contracts/api/watchlists.ts'
import type { Book } from '../../../shared/contracts/books.ts'
import { watchlistSchema } from '../../../shared/contracts/watchlists.ts'
import { usePolled } from './polling.ts'

/** First steps of query keys, for those who change what stands behind them. */
export const SCHEDULE_PATH = '/schedule'
export const WATCHLISTS_PATH = '/watchlists'
export const CURRENT_WATCHLIST_PATH = '/watchlist'

/** Scans and reports are made a few times a day. */
const SLOW_POLL_MS = 10_000

export const useOverview = (book: Book) => usePolled(overviewSchema, '/overview', { book })
/** The schedule of a day; of today in New York when `day` is null. */
export const useSchedule = (book: Book, day: string | null) => usePolled(scheduleSchema, SCHEDULE_PATH, { book, day })

export const useCurrentWatchlist = (book: Book) =>
  usePolled(currentWatchlistSchema, CURRENT_WATCHLIST_PATH, { book }, SLOW_POLL_MS)
export const useWatchlists = (book: Book) => usePolled(watchlistsSchema, WATCHLISTS_PATH, { book }, SLOW_POLL_MS)
/** The newest list of a bucket, or the last one of a day. */
export const useWatchlist = (book: Book, bucket: string, day: string | null) => {
  const which = day === null ? 'latest' : day.replaceAll('-', '')
  return usePolled(watchlistSchema, `${WATCHLISTS_PATH}/${encodeURIComponent(bucket)}/${which}`, { book }, SLOW_POLL_MS)
}

const REPORTS_PATH = '/reports/daily'
export const useReports = (book: Book) => usePolled(reportListSchema, REPORTS_PATH, { book }, SLOW_POLL_MS)
export const useReport = (book: Book, day: string) =>
  usePolled(dailyReportSchema, `${REPORTS_PATH}/${day}`, { book }, SLOW_POLL_MS)
