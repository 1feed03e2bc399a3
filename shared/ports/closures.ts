/** Closures of the exchange by command, beside those that the calendar knows by rule. */
import type { Instant } from '../base/instant.ts'
import type { Closure, Closures } from '../domain/calendar/index.ts'

export interface ClosureStore {
  all(): Promise<Closures>
  /** Closes the day, or puts another closure in the place of the one it has. */
  set(day: string, closure: Closure, by: string, now: Instant): Promise<void>
  /** False when the day had no closure. */
  remove(day: string): Promise<boolean>
}
