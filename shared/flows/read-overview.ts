/** One book at a glance. What cannot be told is null and shown as UNKNOWN; nothing of it becomes zero. */
import { assert } from '../base/assert.ts'
import { absolute, add, type Decimal, multiply, numberOf, ZERO } from '../base/decimal.ts'
import type { Position } from '../contracts/api/lists.ts'
import type { Overview } from '../contracts/api/overview.ts'
import type { Book } from '../contracts/books.ts'
import {
  type Closures,
  calendarDay,
  newYorkInstant,
  newYorkMinuteOf,
  nextOpen,
  tradingDayOf,
} from '../domain/calendar/index.ts'
import { unrealizedPnl } from '../domain/orders/index.ts'
import { profitOf } from '../domain/overview/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ClosureStore } from '../ports/closures.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Reads } from '../ports/reads.ts'
import type { ReportStore } from '../ports/reports.ts'
import type { WatchlistStore } from '../ports/watchlists.ts'

export interface OverviewPorts {
  readonly clock: Clock
  readonly reads: Reads
  readonly ledger: Ledger
  readonly closures: ClosureStore
  readonly watchlists: WatchlistStore
  readonly reports: ReportStore
  readonly settings: { readonly equityBaseUsd: number }
}

/** All of a book's: a sum over a part of them would be a made-up one. */
const POSITIONS_MAX = 50_000
const MINUTES_OF_DAY = 1_440
/** New York minutes at which the hours before and after the session begin and end. */
const PREMARKET_MINUTE = 240
const AFTER_HOURS_END_MINUTE = 1_200

export async function readOverview(ports: OverviewPorts, book: Book): Promise<Overview> {
  const now = ports.clock.now()
  const day = tradingDayOf(now)
  const [state, newest, page, today, closures, lists, reports] = await Promise.all([
    ports.ledger.tradingState(),
    ports.reads.newest(book),
    ports.reads.positions({ book, limit: POSITIONS_MAX }, now),
    ports.reads.fillTotals(book, { from: newYorkInstant(day, 0), to: newYorkInstant(day, MINUTES_OF_DAY) }),
    ports.closures.all(),
    ports.watchlists.summaries(book, 1),
    ports.reports.list(book, 1),
  ])
  assert(page.nextCursor === null, `book ${book} has more than ${POSITIONS_MAX} positions`)
  const held = page.items.filter(({ netQty }) => numberOf(netQty) !== 0)
  const { workingOrders, ...times } = newest
  const [report] = reports
  return {
    book,
    asOf: now,
    tradingState: state.state === 'UNKNOWN' ? { ...state, setBy: null, setAt: null } : state,
    session: sessionOf(now, closures),
    exposure: { ...exposureOf(held, ports.settings.equityBaseUsd), workingOrders },
    pnl: profitOf({
      realized: [today.realized],
      fees: [today.fees],
      unrealized: held.map((position) => unrealizedPnl(position, position.markPrice)),
    }),
    newest: { ...times, watchlist: lists[0]?.asOf ?? null },
    lastReport: report ? { day: report.day, madeAt: report.madeAt, netPnl: report.netPnl } : null,
  }
}

type Held = Omit<Position, 'unrealizedPnl'>

function exposureOf(held: readonly Held[], equityBase: number): Omit<Overview['exposure'], 'workingOrders'> {
  const values = held.map(({ netQty, markPrice }) =>
    markPrice === null ? null : absolute(multiply(netQty, markPrice)),
  )
  const known = values.filter((value): value is Decimal => value !== null)
  const notional = known.length === values.length ? known.reduce(add, ZERO) : null
  const percent = notional === null ? null : (numberOf(notional) / equityBase) * 100
  return { positions: held.length, notional, equityBase, percent }
}

function sessionOf(now: number, closures: Closures): Overview['session'] {
  const day = tradingDayOf(now)
  const known = calendarDay(day, closures)
  const nextOpensAt = nextOpen('XNYS', now, closures)
  const none = { day, opensAt: null, closesAt: null, early: false, nextOpensAt }
  if (known.kind === 'beyond_horizon') return { ...none, phase: 'UNKNOWN', closedFor: null }
  if (known.kind === 'closed') return { ...none, phase: 'closed', closedFor: known.name }
  const { opensAt, closesAt, early } = known.session
  return { ...none, phase: phaseOf(now, known.session), opensAt, closesAt, early, closedFor: null }
}

function phaseOf(
  now: number,
  { opensAt, closesAt }: { readonly opensAt: number; readonly closesAt: number },
): Overview['session']['phase'] {
  if (now >= opensAt && now < closesAt) return 'open'
  const minute = newYorkMinuteOf(now)
  if (minute < PREMARKET_MINUTE || minute >= AFTER_HOURS_END_MINUTE) return 'closed'
  return now < opensAt ? 'premarket' : 'after'
}
