/**
 * Calendar: on which days and between which instants markets trade: the New York Stock Exchange, currencies and crypto.
 *
 * 1. Within the horizon every weekday is a session or closed with a name; every weekend day is closed.
 * 2. Beyond the horizon the exchange is `beyond_horizon`, unknown or an error, never "closed" and never a guess.
 * 3. A session opens at 09:30 New York time and closes at 16:00, or earlier when it is early: at 13:00 by rule.
 * 4. The next trading day of the previous trading day of a session is that session, and the reverse.
 * 5. `tradingDayOf(newYorkInstant(day, minute))` is `day` for every minute of the day, on days of clock change too.
 * 6. A closure takes from its own day's session and from no other; it opens nothing and lengthens nothing.
 * 7. Crypto is always open. Currencies are open from Sunday 17:00 to Friday 17:00 New York time, clock changes or not.
 * 8. A market opens next at the first instant after now from which a span runs, and a span is open throughout.
 */
export type { Closure, Closures } from './closures.ts'
export { isOpen, marketDay, nextOpen, spanAt } from './markets.ts'
export {
  dayNumber,
  dayText,
  knownDayNumber,
  minuteText,
  newYorkInstant,
  newYorkInstantOn,
  newYorkMinuteOf,
  tradingDayOf,
  weekdayOf,
} from './new-york.ts'
export {
  CALENDAR_HORIZON,
  CLOSE_MINUTE,
  calendarDay,
  horizonWarning,
  isTradingDay,
  nextTradingDay,
  OPEN_MINUTE,
  previousTradingDay,
  type Session,
  sessionOf,
  sessionsBetween,
} from './sessions.ts'
