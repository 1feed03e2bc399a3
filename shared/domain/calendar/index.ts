/**
 * Calendar: on which days and between which instants the New York Stock Exchange trades.
 *
 * 1. Within the horizon every weekday is a session or closed with a name; every weekend day is closed.
 * 2. Beyond the horizon the answer is `beyond_horizon` or an error, never "closed" and never a guess.
 * 3. A session opens at 09:30 New York time and closes at 16:00, or at 13:00 when it is early.
 * 4. The next trading day of the previous trading day of a session is that session, and the reverse.
 * 5. `tradingDayOf(newYorkInstant(day, minute))` is `day` for every minute of the day, on days of clock change too.
 */
export {
  dayNumber,
  dayText,
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
  isTradingDay,
  nextTradingDay,
  OPEN_MINUTE,
  previousTradingDay,
  type Session,
  sessionOf,
  sessionsBetween,
} from './sessions.ts'
