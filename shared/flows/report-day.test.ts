import { beforeEach, describe, expect, test } from 'vitest'
import { Unavailable } from '../base/unavailable.ts'
import type { DailyReport } from '../contracts/api/reports.ts'
import type { DayBounds, ReportPages, ReportStore } from '../ports/reports.ts'
import { type Fence, FenceLost } from '../ports/schedule.ts'
import { readReportPage } from './read-report-page.ts'
import { reportDay } from './report-day.ts'

const NOW = Date.parse('2026-03-04T23:00:00Z')
const SLOT: Fence = { book: 'paper', day: '2026-03-04', slot: 'daily-report', token: 3 }
const FACTS = { fills: [], decisions: [], orders: [], positions: [], slots: [], letters: [] }
const PAGE = 'reports/paper/2026-03-04'

/** A store that keeps its fence: only the holder of this token may write. */
class Reports implements ReportStore {
  token = SLOT.token
  facts_ = FACTS as Awaited<ReturnType<ReportStore['facts']>>
  readonly asked: (DayBounds & { readonly day: string })[] = []
  readonly saved = new Map<string, DailyReport>()

  async facts(_book: string, day: string, bounds: DayBounds) {
    this.asked.push({ day, ...bounds })
    return this.facts_
  }
  async save(report: DailyReport, fence: Fence | null) {
    if (fence && fence.token !== this.token) return false
    this.saved.set(`${report.book} ${report.day}`, report)
    return true
  }
  async find(book: string, day: string) {
    return this.saved.get(`${book} ${day}`) ?? null
  }
  async list() {
    return []
  }
}

let reports: Reports
let files: Map<string, string>
let now: number
const pages: ReportPages = {
  writePage: async (path, html, json) => {
    files.set(`${path}.json`, json).set(`${path}.html`, html)
  },
}
const run = (with_: Partial<{ pages: ReportPages }> = {}) =>
  reportDay({ clock: { now: () => now }, reports, pages, ...with_ }, SLOT)

beforeEach(() => {
  reports = new Reports()
  files = new Map()
  now = NOW
})

describe('the daily report', () => {
  test('stores the day with its page, and leaves one report', async () => {
    expect(await run()).toEqual({
      kind: 'done',
      left: [{ what: 'report', count: 1 }],
      detail: 'Net P&L 0, incidents: 0.',
    })
    const stored = reports.saved.get('paper 2026-03-04')
    expect(stored).toMatchObject({ day: '2026-03-04', madeAt: NOW, blobPath: `${PAGE}.html` })
    expect([...files.keys()]).toEqual([`${PAGE}.json`, `${PAGE}.html`])
    expect(JSON.parse(files.get(`${PAGE}.json`) ?? '')).toMatchObject({
      made_at: '2026-03-04T23:00:00.000Z',
      blob_path: `${PAGE}.html`,
    })
    expect(await readReportPage({ reports }, 'paper', '2026-03-04')).toBe(files.get(`${PAGE}.html`))
    expect(await readReportPage({ reports }, 'live', '2026-03-04')).toBeNull()
  })

  test.each([
    ['2026-03-04', '2026-03-04T05:00:00Z', '2026-03-05T05:00:00Z'],
    ['2026-03-08', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
    ['2026-11-01', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
  ])('asks for the New York day %s, from midnight to midnight', async (day, from, to) => {
    await reportDay({ clock: { now: () => NOW }, reports, pages }, { ...SLOT, day })
    expect(reports.asked).toEqual([{ day, from: Date.parse(from), to: Date.parse(to) }])
  })

  test('made again stands in the place of the older one', async () => {
    await run()
    now += 60_000
    reports.facts_ = {
      ...FACTS,
      positions: [{ symbol: 'KO', netQty: '1', avgPrice: '9', markPrice: null, synthetic: true }],
    }
    expect((await run()).detail).toBe('Net P&L UNKNOWN, incidents: 0.')
    expect(reports.saved.size).toBe(1)
    expect(reports.saved.get('paper 2026-03-04')).toMatchObject({ madeAt: now, pnl: { net: null } })
    expect(files.get(`${PAGE}.html`)).toContain('UNKNOWN')
  })

  test('is stored without a page while Blob is away, and says so', async () => {
    const away: ReportPages = {
      writePage: async () => {
        throw new Unavailable('blob', 'connection refused')
      },
    }
    const { left, detail } = await run({ pages: away })
    expect(left).toEqual([{ what: 'report', count: 1 }])
    expect(detail).toBe('Net P&L 0, incidents: 0. Its page could not be written: blob: connection refused')
    expect(reports.saved.get('paper 2026-03-04')).toMatchObject({ blobPath: null })
    await run()
    expect(reports.saved.get('paper 2026-03-04')).toMatchObject({ blobPath: `${PAGE}.html` })
  })

  test('hides no fault of ours behind a page that is missing', async () => {
    const broken: ReportPages = {
      writePage: async () => {
        throw new TypeError('a bug')
      },
    }
    await expect(run({ pages: broken })).rejects.toThrow(TypeError)
  })

  test('of a holder that lost its slot writes neither row nor page', async () => {
    reports.token += 1
    await expect(run()).rejects.toThrow(FenceLost)
    expect([reports.saved.size, files.size]).toEqual([0, 0])
  })
})
