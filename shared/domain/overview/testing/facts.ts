/** Days as they might be, drawn by fast-check. */
import fc from 'fast-check'
import { decimal } from '../../../base/decimal.ts'
import { DAY_MS } from '../../../base/instant.ts'
import { BOOKS } from '../../../contracts/books.ts'
import { ORDER_STATUSES } from '../../../contracts/orders.ts'
import { JOBS, SLOT_STATUSES, type Slot } from '../../../contracts/schedule.ts'
import type { DayFacts } from '../index.ts'

const START = Date.parse('2026-03-04T05:00:00Z')
const instants = fc.integer({ min: START, max: START + DAY_MS - 1 })
/** Millionths, as the ledger's columns hold them. */
const decimals = (min: number, max: number) => fc.integer({ min, max }).map((units) => decimal(`${units}e-6`))
const positive = decimals(1, 999_999_999)
const signed = decimals(-999_999_999, 999_999_999)
const counts = fc.integer({ min: 1, max: 40 })
const symbols = fc.constantFrom('AAPL', 'MSFT', 'BRK.B', 'SPY')
const reasons = fc.constantFrom(null, 'HOLDING', 'no_signal', 'no_edge', 'kill_switch_manual:fed-day', 'A_NEW_CODE')
const texts = fc.string({ maxLength: 30 })

const slots: fc.Arbitrary<Slot> = fc.record({
  book: fc.constant('paper' as const),
  day: fc.constant('2026-03-04'),
  slot: fc.stringMatching(/^[a-z][a-z0-9:-]{0,12}$/),
  job: fc.constantFrom(...JOBS),
  dueAt: instants,
  status: fc.constantFrom(...SLOT_STATUSES, 'UPCOMING' as const, 'OVERDUE' as const),
  reason: fc.constantFrom(null, 'NO_LIVE_VENDOR', 'SLOT_MISSED'),
  detail: fc.option(texts),
  trigger: fc.constantFrom(null, 'timer' as const, 'watch' as const, 'operator' as const),
  startedAt: fc.option(instants),
  endedAt: fc.option(instants),
  lateByMs: fc.option(fc.nat(10_000_000)),
  left: fc.array(fc.record({ what: fc.constantFrom('symbols', 'report'), count: fc.nat(20) }), { maxLength: 2 }),
})

export const dayFacts: fc.Arbitrary<DayFacts> = fc.record({
  book: fc.constantFrom(...BOOKS),
  day: fc.constant('2026-03-04'),
  madeAt: fc.constant(START + DAY_MS),
  fills: fc.array(
    fc.record({
      qty: positive,
      price: positive,
      fee: decimals(0, 9_999_999),
      cost: fc.option(decimals(0, 9_999_999), { freq: 9 }),
      spread: fc.option(decimals(0, 999_999), { freq: 9 }),
      pnl: fc.option(signed),
      synthetic: fc.boolean(),
    }),
    { maxLength: 12 },
  ),
  decisions: fc.array(fc.record({ ordered: fc.boolean(), reason: reasons, count: counts, synthetic: fc.boolean() }), {
    maxLength: 12,
  }),
  orders: fc.array(
    fc.record({
      symbol: symbols,
      status: fc.constantFrom(...ORDER_STATUSES),
      reason: reasons,
      count: counts,
      at: instants,
      synthetic: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
  positions: fc.uniqueArray(
    fc.record({
      symbol: symbols,
      netQty: signed,
      avgPrice: fc.option(positive, { freq: 8 }),
      markPrice: fc.option(positive, { freq: 8 }),
      synthetic: fc.boolean(),
    }),
    { selector: ({ symbol }) => symbol },
  ),
  slots: fc.uniqueArray(slots, { selector: ({ slot }) => slot, maxLength: 8 }),
  letters: fc.array(
    fc.record({
      hub: fc.constantFrom('bars', 'orders', 'a-hub-of-tomorrow'),
      code: fc.constantFrom('NOT_JSON', 'DATA_INVALID', 'A_NEW_CODE'),
      count: counts,
      at: instants,
      detail: texts,
    }),
    { maxLength: 6 },
  ),
})

/** The same facts, each kind of row in another order. */
export function shuffled(facts: DayFacts): fc.Arbitrary<DayFacts> {
  const other = <T>(rows: readonly T[]) => fc.shuffledSubarray([...rows], { minLength: rows.length })
  return fc
    .record({
      fills: other(facts.fills),
      decisions: other(facts.decisions),
      orders: other(facts.orders),
      positions: other(facts.positions),
      slots: other(facts.slots),
      letters: other(facts.letters),
    })
    .map((rows) => ({ ...facts, ...rows }))
}
