/**
 * The busiest day that the budget reckons with: what comes from the code's own bounds, what was measured on the local
 * cloud, and what is a bound of ours. `budget.platform.test.ts` holds the measured counts and bytes to what it counts;
 * seconds are this machine's, and no test holds them.
 */
import { SECOND_MS } from '../../shared/base/instant.ts'
import { GLANCE_POLL_MS, HIDDEN_POLL_MS, LIST_POLL_MS } from '../../shared/contracts/polling.ts'
import { INTERVAL_MINUTES } from '../../shared/contracts/scalars.ts'
import { SCAN_DEFAULTS, SCAN_SYMBOLS_MAX } from '../../shared/contracts/scan-settings.ts'
import { PRACTICE_SYMBOLS } from '../../shared/domain/market/index.ts'

export interface Load {
  /** Symbols with a bar every minute of the session. */
  readonly symbols: number
  /** Of them, those that the router decides on. */
  readonly routedSymbols: number
  readonly minutesPerSession: number
  readonly decisionsPerSymbol: number
  readonly viewers: number
  readonly viewerHoursPerSession: number
  /** Of one viewer whose page is in sight. */
  readonly requestsPerSecond: number
  readonly edgeLocations: number
  readonly sweepJobsPerMonth: number
}

/** The longest month: prices are reckoned for it, so that no month costs more. */
export const MONTH = { days: 31, sessions: 23, hours: 744 } as const
export const SESSIONS_PER_YEAR = 252

/** Lists and panels that the fullest page reads again at the shortest interval. */
const LISTS_IN_SIGHT = 3
/** A desk of a few people, all looking all day long; a practice desk has fewer. */
const VIEWERS = 5
const PRACTICE_VIEWERS = 2
const VIEWER_HOURS = 9
/**
 * Front Door had 116 edge locations in 2021 and has more than 190 today; every one may probe.
 * https://learn.microsoft.com/azure/frontdoor/edge-locations-by-region
 */
const EDGE_LOCATIONS = 200
const SWEEP_JOBS = 20

/** A desk that keeps the practice book alone sees the practice market; any other up to what one scan may look at. */
export function loadOf({ scheduleBooks }: { readonly scheduleBooks: string }): Load {
  const books = scheduleBooks.split(',').map((book) => book.trim())
  const isPractice = books.every((book) => book === 'practice')
  const symbols = isPractice ? PRACTICE_SYMBOLS.length : SCAN_SYMBOLS_MAX
  return {
    symbols,
    routedSymbols: Math.min(symbols, SCAN_DEFAULTS.listMax),
    minutesPerSession: INTERVAL_MINUTES['1Day'],
    decisionsPerSymbol: INTERVAL_MINUTES['1Day'] / INTERVAL_MINUTES['15Min'],
    viewers: isPractice ? PRACTICE_VIEWERS : VIEWERS,
    viewerHoursPerSession: VIEWER_HOURS,
    requestsPerSecond: LISTS_IN_SIGHT * perSecond(LIST_POLL_MS) + perSecond(GLANCE_POLL_MS) + perSecond(HIDDEN_POLL_MS),
    edgeLocations: EDGE_LOCATIONS,
    sweepJobsPerMonth: SWEEP_JOBS,
  }
}

const perSecond = (intervalMs: number): number => SECOND_MS / intervalMs

/**
 * Measured on the local cloud on 2026-11-26, 200 symbols over 31 minutes of a session, and rounded up. Seconds are
 * those of two shared cores times four, for a network between app and server and one core that is the app's own.
 */
export const MEASURED = {
  /** Work of one bar: fill, filter, classify, decide, commit, send. 5 ms measured. */
  secondsPerBar: 0.02,
  /** A batch of signals, regimes or orders; 0.04 s measured. */
  secondsPerBatch: 0.2,
  /** A timer or a request that reads; 0.006 s measured. */
  secondsPerCall: 0.05,
  /** Write-ahead log: 5,300 bytes measured, with the whole pages after a checkpoint. */
  walBytesPerBar: 8_000,
  /** Log flushes: 1.3 to 2.4 measured. */
  flushesPerBar: 3,
  /** The same of one order, from the request to the stored intent: 12,200 bytes measured. */
  walBytesPerOrder: 30_000,
  /** Rows of signals and regimes with their indexes: 547 bytes measured. */
  keptBytesPerBar: 700,
  /** Rows of the outbox, which leave after a day: 1,900 bytes measured. */
  passingBytesPerBar: 2_500,
  /** Run, trail, intent, order, events and fill with their indexes: 8 KB a row of each, at most. */
  keptBytesPerOrder: 12_000,
  /** What a batch is split into on its way: 1.1 measured. */
  batchesPerPartition: 2,
} as const

/** Bounds of ours, where nothing on this machine could be measured. */
export const BOUNDED = {
  /** Properties, keys and frames that AMQP and the service put around a body. */
  wireBytesPerEvent: 256,
  /** A request and two traces in Application Insights for each execution, and a line of ours. */
  logBytesPerExecution: 2_500,
  /** A line of one of our own metrics, as a trace. */
  logBytesPerMetric: 700,
  /** A line of Front Door's access log. */
  logBytesPerRequest: 1_500,
  /** An answer that changed; unchanged ones have no body. */
  bytesPerAnswer: 16_000,
  /** Parquet rows of the lake and pages of reports. */
  lakeBytesPerBar: 60,
  /** Commits of a request, its run, the send, the mark and the consumer, each with a flush of its own. */
  flushesPerOrder: 8,
  /** Page writes of checkpoints beside the flushes, for each bar. */
  pageWritesPerBar: 2,
} as const
