/** What a book allows, from the desk's settings and the calendar. */
import type { Instant } from '../../base/instant.ts'
import type { DeskSettings } from '../../config/config.ts'
import { type Book, isSimulated } from '../../contracts/books.ts'
import { type Closures, calendarDay, tradingDayOf } from '../../domain/calendar/index.ts'
import { DEFAULT_RISK_LIMITS } from '../../domain/risk/index.ts'
import type { RoutePolicy } from '../../domain/router/index.ts'

export function policyOf(
  { book, settings, closures }: { readonly book: Book; readonly settings: DeskSettings; readonly closures: Closures },
  now: Instant,
): RoutePolicy {
  return {
    limits: {
      ...DEFAULT_RISK_LIMITS,
      equityBaseUsd: settings.equityBaseUsd,
      notionalLimitUsd: settings.killSwitchNotionalUsd,
    },
    executionEnabled: isSimulated(book) || settings.tradingEnabled,
    syntheticMayExecute: isSimulated(book),
    intentExpiresAfterMs: settings.orderExpiresAfterMs,
    sessionClosesAt: book === 'smoke' ? null : closeOf(now, closures),
  }
}

/** The close of the session that is open now; now itself where none is, so that no time is left. */
function closeOf(now: Instant, closures: Closures): Instant {
  const day = calendarDay(tradingDayOf(now), closures)
  return day.kind === 'session' && now >= day.session.opensAt ? day.session.closesAt : now
}
