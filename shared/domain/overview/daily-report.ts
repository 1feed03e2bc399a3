/** One trading day of one book: what was earned, what it cost, what was refused and why, and what went wrong. */
import { byInstant } from '../../base/by-instant.ts'
import { type Decimal, divide, isPositive, isZero, multiply, numberOf, round } from '../../base/decimal.ts'
import type { Instant } from '../../base/instant.ts'
import type { DailyReport } from '../../contracts/api/reports.ts'
import type { Book } from '../../contracts/books.ts'
import type { Fill } from '../../contracts/orders.ts'
import type { Slot } from '../../contracts/schedule.ts'
import { unrealizedPnl } from '../orders/index.ts'
import { incidentsOf, type LetterCount, type OrderCount } from './incidents.ts'
import { profitOf, sum } from './profit.ts'
import { type Ending, refusalsOf } from './refusals.ts'

export type DayFill = Pick<Fill, 'qty' | 'price' | 'fee' | 'cost' | 'spread' | 'pnl' | 'synthetic'>

/** Decisions of the day that ended alike. */
export interface DecisionCount extends Ending {
  readonly count: number
  readonly synthetic: boolean
}

/** A position as the day left it. */
export interface DayPosition {
  readonly symbol: string
  readonly netQty: Decimal
  /** Null is UNKNOWN: the position has changed since, and an average cannot be taken back. */
  readonly avgPrice: Decimal | null
  /** Last price of the day; null is UNKNOWN. */
  readonly markPrice: Decimal | null
  readonly synthetic: boolean
}

export interface DayFacts {
  readonly book: Book
  /** `YYYY-MM-DD` in New York. */
  readonly day: string
  readonly madeAt: Instant
  readonly fills: readonly DayFill[]
  readonly decisions: readonly DecisionCount[]
  readonly orders: readonly OrderCount[]
  readonly positions: readonly DayPosition[]
  readonly slots: readonly Slot[]
  readonly letters: readonly LetterCount[]
}

/** The day's report, not yet written anywhere. */
export function dailyReport(facts: DayFacts): DailyReport {
  const { book, day, madeAt, fills, decisions, orders } = facts
  const held = facts.positions.filter(({ netQty }) => !isZero(netQty))
  const positions = byInstant(held.map(positionOf), ({ symbol }) => [0, symbol, ''])
  const closing = fills.flatMap(({ pnl }) => (pnl === null ? [] : [pnl]))
  return {
    book,
    day,
    madeAt,
    synthetic: [fills, decisions, orders, held].some((rows) => rows.some(({ synthetic }) => synthetic)),
    pnl: profitOf({
      realized: closing,
      fees: fills.map(({ fee }) => fee),
      unrealized: positions.map(({ unrealizedPnl }) => unrealizedPnl),
    }),
    counts: {
      decisions: total(decisions),
      orders: total(orders),
      trades: closing.length,
      winners: closing.filter(isPositive).length,
    },
    execution: executionOf(fills),
    refusals: refusalsOf(decisions),
    positions,
    slots: byInstant(facts.slots, ({ dueAt, slot, job }) => [dueAt, slot, job]),
    incidents: incidentsOf(facts),
    blobPath: null,
  }
}

const total = (rows: readonly { readonly count: number }[]): number => rows.reduce((all, { count }) => all + count, 0)

const positionOf = ({ symbol, netQty, avgPrice, markPrice }: DayPosition): DailyReport['positions'][number] => ({
  symbol,
  netQty,
  avgPrice,
  markPrice,
  unrealizedPnl: avgPrice === null ? null : unrealizedPnl({ netQty, avgPrice }, markPrice),
})

const BASIS_POINTS = '10000'
const PERCENT = '100'
/** Digits of a basis point or a per cent that are kept. */
const RATIO_PLACES = 6

function executionOf(fills: readonly DayFill[]): DailyReport['execution'] {
  const cost = sumKnown(fills.map((fill) => fill.cost))
  const spread = sumKnown(fills.map((fill) => fill.spread && multiply(fill.spread, fill.qty)))
  const traded = sum(fills.map(({ qty, price }) => multiply(qty, price)))
  const ofTraded = (dollars: Decimal | null, parts: Decimal): number | null =>
    dollars === null || isZero(traded) ? null : numberOf(round(divide(multiply(dollars, parts), traded), RATIO_PLACES))
  return {
    fills: fills.length,
    sharesFilled: sum(fills.map(({ qty }) => qty)),
    cost,
    costBp: ofTraded(cost, BASIS_POINTS),
    spreadPercent: ofTraded(spread, PERCENT),
  }
}

/** Null when one of them is UNKNOWN. */
function sumKnown(values: readonly (Decimal | null)[]): Decimal | null {
  const known = values.filter((value) => value !== null)
  return known.length < values.length ? null : sum(known)
}
