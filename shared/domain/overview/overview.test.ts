import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal } from '../../base/decimal.ts'
import { dailyReportSchema } from '../../contracts/api/reports.ts'
import { decodeWire, encodeWire } from '../../contracts/wire.ts'
import { type DayFacts, dailyReport, profitOf, refusalOf, reportPage } from './index.ts'
import { dayFacts, shuffled } from './testing/facts.ts'

const AT = Date.parse('2026-03-04T15:00:00Z')

const EMPTY: DayFacts = {
  ...{ book: 'paper', day: '2026-03-04', madeAt: AT, fills: [], decisions: [] },
  ...{ orders: [], positions: [], slots: [], letters: [] },
}
const FILL = {
  ...{ qty: '10', price: '20.01', fee: '1', cost: '0.1', pnl: null },
  ...{ spread: '0.02', synthetic: false },
}
const HELD = { symbol: 'AAPL', netQty: '10', avgPrice: '20', markPrice: '21.5', synthetic: false }
const SLOT = {
  ...{ book: 'paper' as const, day: '2026-03-04', slot: 'warm-up', job: 'warm-up' as const, dueAt: AT },
  ...{ reason: null, detail: null, trigger: 'timer' as const, startedAt: AT, endedAt: AT, lateByMs: 0, left: [] },
}

/** Millionths of a decimal, to count exactly and by other means. */
const units = (value: string): bigint => {
  const [whole = '', fraction = ''] = value.replace('-', '').split('.')
  const size = BigInt(whole + fraction.padEnd(6, '0').slice(0, 6))
  return value.startsWith('-') ? -size : size
}
const total = (values: readonly string[]): bigint => values.reduce((all, value) => all + units(value), 0n)

describe('a daily report', () => {
  test('1. realises and pays what the fills did, and nets it exactly', () => {
    fc.assert(
      fc.property(dayFacts, (facts) => {
        const { pnl, counts, execution } = dailyReport(facts)
        const closing = facts.fills.flatMap((fill) => (fill.pnl === null ? [] : [fill.pnl]))
        expect(units(pnl.realized)).toBe(total(closing))
        expect(units(pnl.fees)).toBe(total(facts.fills.map(({ fee }) => fee)))
        if (pnl.unrealized !== null && pnl.net !== null) {
          expect(units(pnl.net)).toBe(units(pnl.realized) + units(pnl.unrealized) - units(pnl.fees))
        }
        expect(counts.trades).toBe(closing.length)
        expect(counts.winners).toBe(closing.filter((value) => units(value) > 0n).length)
        expect(units(execution.sharesFilled)).toBe(total(facts.fills.map(({ qty }) => qty)))
      }),
    )
  })

  test('2. has UNKNOWN for open and net profit as soon as one price is, and only then', () => {
    fc.assert(
      fc.property(dayFacts, (facts) => {
        const { pnl, positions } = dailyReport(facts)
        const held = facts.positions.filter(({ netQty }) => netQty !== '0')
        const isUnknown = held.some(({ avgPrice, markPrice }) => avgPrice === null || markPrice === null)
        expect(pnl.unrealized === null).toBe(isUnknown)
        expect(pnl.net === null).toBe(isUnknown)
        expect(positions).toHaveLength(held.length)
        for (const { avgPrice, markPrice, unrealizedPnl } of positions) {
          expect(unrealizedPnl === null).toBe(avgPrice === null || markPrice === null)
        }
      }),
    )
  })

  test('3. counts every decision as an order, a position kept, or one refusal', () => {
    fc.assert(
      fc.property(dayFacts, (facts) => {
        const { counts, refusals } = dailyReport(facts)
        const sum = (rows: readonly { readonly count: number }[]) => rows.reduce((all, { count }) => all + count, 0)
        const ordered = facts.decisions.filter((decision) => decision.ordered)
        const kept = facts.decisions.filter((decision) => !decision.ordered && decision.reason === 'HOLDING')
        expect(sum(ordered) + sum(kept) + sum(refusals)).toBe(counts.decisions)
        expect(new Set(refusals.map(({ reason }) => reason)).size).toBe(refusals.length)
        expect(refusals.map(({ count }) => count)).toEqual(refusals.map(({ count }) => count).toSorted((a, b) => b - a))
        expect(counts.orders).toBe(sum(facts.orders))
      }),
    )
  })

  test('4. has an incident for whatever went wrong, and for nothing else', () => {
    fc.assert(
      fc.property(dayFacts, (facts) => {
        const broken = facts.slots.filter(({ status }) => ['FAILED', 'MISSED', 'BLOCKED', 'OVERDUE'].includes(status))
        const lost = facts.orders.filter(({ status }) => status === 'expired' || status === 'rejected')
        const { incidents } = dailyReport(facts)
        expect(incidents).toHaveLength(broken.length + lost.length + facts.letters.length)
        for (const { detail } of incidents) expect(detail).not.toBe('')
        expect(incidents.map(({ at }) => at)).toEqual(incidents.map(({ at }) => at).toSorted((a, b) => a - b))
      }),
    )
  })

  test('5. has the same bytes whatever order the facts were read in', () => {
    const pairs = dayFacts.chain((facts) => fc.tuple(fc.constant(facts), shuffled(facts)))
    fc.assert(
      fc.property(pairs, ([facts, other]) => {
        const [report, again] = [dailyReport(facts), dailyReport(other)]
        expect(JSON.stringify(encodeWire(dailyReportSchema, again))).toBe(
          JSON.stringify(encodeWire(dailyReportSchema, report)),
        )
        expect(reportPage(again)).toBe(reportPage(report))
      }),
    )
  })

  test('comes back from the wire as it was', () => {
    fc.assert(
      fc.property(dayFacts, (facts) => {
        const report = dailyReport(facts)
        const wire = JSON.parse(JSON.stringify(encodeWire(dailyReportSchema, report)))
        expect(decodeWire(dailyReportSchema, wire)).toEqual({ kind: 'ok', value: report })
      }),
    )
  })

  test('by hand: one trade won, one share of a position still open', () => {
    const report = dailyReport({
      ...EMPTY,
      fills: [FILL, { ...FILL, qty: '9', price: '22', fee: '1.5', cost: '0.2', spread: '0.05', pnl: '17.91' }],
      positions: [HELD, { ...HELD, symbol: 'KO', netQty: '0' }],
      decisions: [
        { ordered: true, reason: 'trading_disabled', count: 2, synthetic: false },
        { ordered: false, reason: 'HOLDING', count: 5, synthetic: false },
        { ordered: false, reason: 'no_edge', count: 1, synthetic: false },
        { ordered: false, reason: 'no_signal', count: 1, synthetic: false },
        { ordered: false, reason: 'no_signal', count: 2, synthetic: false },
        { ordered: false, reason: null, count: 1, synthetic: false },
      ],
    })
    expect(report.pnl).toEqual({ realized: '17.91', fees: '2.5', unrealized: '15', net: '30.41' })
    expect(report.counts).toEqual({ decisions: 12, orders: 0, trades: 1, winners: 1 })
    // 0.3, and 10 × 0.02 + 9 × 0.05, of 200.10 + 198 dollars.
    expect(report.execution).toEqual({
      ...{ fills: 2, sharesFilled: '19', cost: '0.3', costBp: 7.535795, spreadPercent: 0.163276 },
    })
    expect(report.refusals).toEqual([
      { reason: 'no_signal', count: 3 },
      { reason: 'UNKNOWN', count: 1 },
      { reason: 'no_edge', count: 1 },
    ])
    expect(report.positions).toEqual([
      { symbol: 'AAPL', netQty: '10', avgPrice: '20', markPrice: '21.5', unrealizedPnl: '15' },
    ])
    expect(report.synthetic).toBe(false)
  })

  test('of a day on which nothing happened measures nothing and is no loss', () => {
    expect(dailyReport(EMPTY)).toMatchObject({
      pnl: { realized: '0', fees: '0', unrealized: '0', net: '0' },
      execution: { fills: 0, sharesFilled: '0', cost: '0', costBp: null, spreadPercent: null },
      refusals: [],
      incidents: [],
    })
  })

  test('has UNKNOWN for cost and spread as soon as one fill has, and only then', () => {
    fc.assert(
      fc.property(dayFacts, (facts) => {
        const { cost, costBp, spreadPercent } = dailyReport(facts).execution
        const costs = facts.fills.flatMap((fill) => fill.cost ?? [])
        const isTold = costs.length === facts.fills.length
        expect(cost === null ? null : units(cost)).toBe(isTold ? total(costs) : null)
        expect(costBp !== null).toBe(isTold && facts.fills.length > 0)
        expect(spreadPercent !== null).toBe(
          facts.fills.length > 0 && facts.fills.every(({ spread }) => spread !== null),
        )
      }),
    )
  })

  test.each(['fills', 'decisions', 'orders', 'positions'] as const)('made-up prices in its %s are told', (kind) => {
    const rows = {
      fills: [FILL],
      decisions: [{ ordered: true, reason: null, count: 1 }],
      orders: [{ symbol: 'KO', status: 'filled', reason: null, count: 1, at: AT }],
      positions: [HELD],
    }[kind].map((row) => ({ ...row, synthetic: true }))
    expect(dailyReport({ ...EMPTY, [kind]: rows }).synthetic).toBe(true)
  })

  test('tells incidents in words, with what is known of each', () => {
    const { incidents } = dailyReport({
      ...EMPTY,
      slots: [
        { ...SLOT, status: 'BLOCKED', reason: 'NO_LIVE_VENDOR', detail: 'Set one.' },
        { ...SLOT, slot: 'retrain', status: 'FAILED', dueAt: AT + 1 },
        { ...SLOT, slot: 'session-open', status: 'COMPLETED' },
      ],
      letters: [{ hub: 'bars', code: 'NOT_JSON', count: 2, at: AT + 2, detail: 'body is null' }],
      orders: [
        { symbol: 'KO', status: 'expired', reason: 'INTENT_EXPIRED', count: 1, at: AT + 3, synthetic: false },
        { symbol: 'KO', status: 'filled', reason: null, count: 1, at: AT, synthetic: false },
      ],
    })
    expect(incidents).toEqual([
      {
        at: AT,
        what: 'warm-up BLOCKED',
        detail: 'No live vendor of market data is configured, and nothing is made up in its place. Set one.',
      },
      { at: AT + 1, what: 'retrain FAILED', detail: 'The cause is UNKNOWN.' },
      {
        at: AT + 2,
        what: '2 dead letters on bars.raw',
        detail: 'The event body is not JSON. Such as: body is null',
      },
      { at: AT + 3, what: '1 order in KO expired', detail: 'The intent reached the desk too late to act on.' },
    ])
  })

  test('tells the number of incidents beyond the two hundredth, and of the schedule all', () => {
    const orders = Array.from({ length: 300 }, (_, index) => ({
      ...{ symbol: `S${index}`, status: 'rejected' as const, reason: 'a word of the broker', count: 1 },
      ...{ at: AT - 1_000 + index, synthetic: false },
    }))
    const slots = [{ ...SLOT, status: 'MISSED' as const, reason: 'SLOT_MISSED' }]
    const { incidents } = dailyReport({ ...EMPTY, orders, slots })
    expect(incidents).toHaveLength(200)
    expect(incidents.some(({ what }) => what === 'warm-up MISSED')).toBe(true)
    expect(incidents.at(-1)?.what).toBe('102 more incidents')
  })
})

describe('shared with the report of a replayed day', () => {
  test('a profit without a position is realised less fees', () => {
    expect(profitOf({ realized: ['5', '-2.5'], fees: ['1'], unrealized: [] })).toEqual({
      ...{ realized: '2.5', fees: '1', unrealized: '0', net: '1.5' },
    })
    expect(profitOf({ realized: [], fees: [], unrealized: ['1', null] })).toMatchObject({ unrealized: null, net: null })
  })

  test.each([
    [true, 'trading_disabled', null],
    [true, null, null],
    [false, 'HOLDING', null],
    [false, 'no_edge', 'no_edge'],
    [false, null, 'UNKNOWN'],
  ])('ordered %s with reason %s is refused for %s', (ordered, reason, refused) => {
    expect(refusalOf({ ordered, reason })).toBe(refused)
  })

  test('decimals of millions of shares lose nothing', () => {
    const many = Array.from({ length: 2_000 }, () => decimal('999999.999999'))
    expect(profitOf({ realized: many, fees: many, unrealized: [] }).net).toBe('0')
  })
})
