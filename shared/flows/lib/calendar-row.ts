/** One day of a market, as the API and the command line show it. */
import type { CalendarRow, Market } from '../../contracts/api/calendar.ts'
import { type Closures, marketDay } from '../../domain/calendar/index.ts'

export function calendarRow(market: Market, day: string, closures: Closures): CalendarRow {
  const known = marketDay(market, day, closures)
  const closure = market === 'XNYS' ? closures.get(day) : undefined
  const row = { day, name: closure?.reason ?? null, opensAt: null, closesAt: null, closure: closure !== undefined }
  switch (known.kind) {
    case 'beyond_horizon':
      return { ...row, kind: 'UNKNOWN' }
    case 'closed':
      return { ...row, kind: 'closed', name: known.name }
    case 'session': {
      const { early, opensAt, closesAt } = known.session
      return { ...row, kind: early ? 'early' : 'session', opensAt, closesAt }
    }
  }
}
