import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DailyReport } from '../../contracts/api/reports.ts'
import { dailyReport, reportPage } from './index.ts'
import { dayFacts } from './testing/facts.ts'

const AT = Date.parse('2026-03-04T14:15:00Z')
const BARE: DailyReport = {
  ...{ book: 'paper', day: '2026-03-04', madeAt: Date.parse('2026-03-05T00:30:00Z'), synthetic: false },
  pnl: { realized: '0', fees: '0', unrealized: '0', net: '0' },
  counts: { decisions: 0, orders: 0, trades: 0, winners: 0 },
  execution: { fills: 0, sharesFilled: '0', cost: '0', costBp: null, spreadPercent: null },
  ...{ refusals: [], positions: [], slots: [], incidents: [], blobPath: null },
}
const SLOT: DailyReport['slots'][number] = {
  ...{ book: 'paper', day: '2026-03-04', slot: 'watchlist-finalize', job: 'watchlist-finalize', dueAt: AT },
  ...{ status: 'COMPLETED', reason: null, detail: null, trigger: 'timer', startedAt: AT, endedAt: AT, lateByMs: 0 },
  left: [],
}

/** The page as a reader sees it. */
const shown = (page: string): string =>
  page
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ')
const tagsOf = (page: string): readonly string[] =>
  [...page.replace(/<style>[\s\S]*?<\/style>/g, '').matchAll(/<\/?([a-z0-9!]+)/gi)].map(([, name]) => name ?? '')
const TAGS = new Set([
  ...['!doctype', 'html', 'head', 'meta', 'title', 'body', 'main', 'section', 'div', 'h1', 'h2', 'p', 'small', 'br'],
  ...['table', 'caption', 'thead', 'tbody', 'tr', 'th', 'td', 'time', 'span', 'strong', 'code'],
])

describe('the page of a report', () => {
  test('6. shows every text as text, whatever it says', () => {
    const hostile = `<script>alert('1')</script><img src=x onerror="x"></style></td>&lt;`
    const page = reportPage({
      ...BARE,
      slots: [{ ...SLOT, slot: hostile, detail: hostile, left: [{ what: hostile, count: 1 }], reason: hostile }],
      incidents: [{ at: AT, what: hostile, detail: hostile }],
      refusals: [{ reason: hostile, count: 1 }],
      positions: [{ symbol: hostile, netQty: '1', avgPrice: '1', markPrice: '1', unrealizedPnl: '0' }],
    })
    expect(tagsOf(page).filter((name) => !TAGS.has(name))).toEqual([])
    expect(shown(page).split(hostile).length - 1).toBe(9)
  })

  test('6. loads nothing, runs nothing and closes what it opens, whatever the day was', () => {
    fc.assert(
      fc.property(dayFacts, (facts) => {
        const page = reportPage(dailyReport(facts))
        const tags = tagsOf(page)
        expect(tags.filter((name) => !TAGS.has(name))).toEqual([])
        for (const name of ['table', 'tr', 'td', 'th', 'div', 'section', 'main', 'strong', 'time', 'code']) {
          const [open, close] = [`<${name}[ >]`, `</${name}>`].map((tag) => page.match(new RegExp(tag, 'g'))?.length)
          expect(open, name).toBe(close)
        }
        expect(page.replaceAll(/&#\d+;/g, '')).not.toMatch(/<script|\son\w+=|<link|@import|url\(|https?:|<iframe/)
      }),
    )
  })

  test('names its language, day and book, and begins with a table', () => {
    const page = reportPage(BARE)
    expect(page).toMatch(/^<!doctype html><html lang="en">/)
    expect(page).toContain('<title>Daily report 2026-03-04, paper</title>')
    expect(page.match(/<h1>/g)).toHaveLength(1)
    expect(page.indexOf('<table>')).toBeLessThan(page.indexOf('<p'))
  })

  test('says UNKNOWN in a word where a price is, and never zero', () => {
    const page = shown(
      reportPage({
        ...BARE,
        pnl: { realized: '12.5', fees: '1', unrealized: null, net: null },
        execution: { fills: 1, sharesFilled: '10', cost: '0.5', costBp: 1.234, spreadPercent: null },
        positions: [{ symbol: 'AAPL', netQty: '10', avgPrice: '20', markPrice: null, unrealizedPnl: null }],
      }),
    )
    expect(page).toContain('Net UNKNOWN Realised +12.50 Open UNKNOWN Fees 1.00')
    expect(page).toContain('Spread and slippage paid 0.50 dollars, 1.23 bp Mean spread UNKNOWN')
    const unmet = { fills: 1, sharesFilled: '10', cost: null, costBp: null, spreadPercent: 0.163276 }
    const bare = shown(reportPage({ ...BARE, execution: unmet }))
    expect(bare).toContain('Spread and slippage paid UNKNOWN Mean spread 0.163 %')
    expect(page).toContain('AAPL 10 at 20.0000 UNKNOWN UNKNOWN')
  })

  test('tells times on both clocks, with a date where it is another day', () => {
    const page = shown(reportPage({ ...BARE, slots: [SLOT, { ...SLOT, slot: 'night', dueAt: BARE.madeAt }] }))
    expect(page).toContain('Made 2026-03-04 19:30 ET, 2026-03-05 00:30 UTC.')
    expect(page).toContain('09:15 ET 14:15 UTC watchlist-finalize')
    expect(page).toContain('19:30 ET 2026-03-05 00:30 UTC night')
    const summer = { ...SLOT, dueAt: Date.parse('2026-07-01T13:15:00Z') }
    expect(shown(reportPage({ ...BARE, day: '2026-07-01', slots: [summer] }))).toContain('09:15 ET 13:15 UTC')
  })

  test.each([
    ['BLOCKED', 'NO_LIVE_VENDOR', 'BLOCKED No live vendor of market data is configured'],
    ['MISSED', 'SLOT_MISSED', 'MISSED Nothing ran it while a late start was still worth it.'],
    ['FAILED', 'NO_ROWS', 'FAILED The job ended without leaving what it must leave.'],
    ['FAILED', 'A_CODE_OF_TOMORROW', 'FAILED A_CODE_OF_TOMORROW'],
    ['SKIPPED', 'SESSION_CLOSED', 'SKIPPED The exchange was closed by then.'],
    ['OVERDUE', null, 'OVERDUE'],
  ] as const)('says what a slot that is %s stumbled over: %s', (status, reason, words) => {
    expect(shown(reportPage({ ...BARE, slots: [{ ...SLOT, status, reason }] }))).toContain(words)
  })

  test('says what a slot left, and how late it began', () => {
    const left = [{ what: 'symbols', count: 12 }]
    const page = shown(reportPage({ ...BARE, slots: [{ ...SLOT, left, detail: 'All good.', lateByMs: 185_000 }] }))
    expect(page).toContain('COMPLETED symbols: 12. Began 3 min late. All good.')
  })

  test('of a day without anything says so in every section', () => {
    const page = shown(reportPage(BARE))
    for (const words of ['Incidents None.', 'No slot of this day', 'Nothing was decided.', 'Nothing is held.']) {
      expect(page).toContain(words)
    }
    expect(shown(reportPage({ ...BARE, synthetic: true }))).toContain('Prices behind it were made up.')
  })
})
