/** What the pulse asks of the database: everything it measures there, as one consistent read. */
import type { Instant } from '../base/instant.ts'
import type { Book } from '../contracts/books.ts'
import type { SlotStatus } from '../contracts/schedule.ts'
import type { Closures } from '../domain/calendar/index.ts'
import type { StoredState } from '../domain/risk/index.ts'

export interface BookDay {
  readonly book: Book
  /** When the desk first started in this book; null before. */
  readonly since: Instant | null
  /** Stored slots of the day, by name. */
  readonly slots: ReadonlyMap<string, SlotStatus>
}

export interface DeskFacts {
  /** When the oldest event that has not left the outbox was written; null when all have. */
  readonly oldestUnsentAt: Instant | null
  /** When the oldest intent was sent that is neither stored as an order nor buried; null when there is none. */
  readonly oldestUntakenAt: Instant | null
  readonly tradingState: StoredState['state']
  /** One for each book that was asked for. */
  readonly books: readonly BookDay[]
  /** Of the day that was asked for. */
  readonly closures: Closures
}

export interface DeskFactsReader {
  /** @param day `YYYY-MM-DD` in New York */
  read(books: readonly Book[], day: string): Promise<DeskFacts>
}
