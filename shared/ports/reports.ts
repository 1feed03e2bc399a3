/** Daily reports: what they are made of, where they are kept, and the page that people open. */
import type { Instant } from '../base/instant.ts'
import type { DailyReport, ReportList } from '../contracts/api/reports.ts'
import type { Book } from '../contracts/books.ts'
import type { DayFacts } from '../domain/overview/index.ts'
import type { Fence } from './schedule.ts'

/** The instants of a day, the last one excluded. */
export interface DayBounds {
  readonly from: Instant
  readonly to: Instant
}

export interface ReportStore {
  /** What the day left in the book, all of one moment. */
  facts(book: Book, day: string, bounds: DayBounds): Promise<Omit<DayFacts, 'book' | 'day' | 'madeAt'>>
  /**
   * Keeps the report in the place of an older one of its book and day. False, and nothing is written, when the holder's
   * token is no longer the running slot's; null asks for no slot.
   */
  save(report: DailyReport, fence: Fence | null): Promise<boolean>
  find(book: Book, day: string): Promise<DailyReport | null>
  /** The newest days first; without a book those of all books. */
  list(book: Book | undefined, limit: number): Promise<ReportList['items']>
}

/** Files of the `trader-data` container that outlive the desk. Faults are thrown as Unavailable. */
export interface ReportPages {
  /** Writes `<path>.json` and `<path>.html` in the place of what was there. */
  writePage(path: string, html: string, json: string): Promise<void>
}
