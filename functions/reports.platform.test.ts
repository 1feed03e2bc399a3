import type { ContainerClient } from '@azure/storage-blob'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBlobService } from '../shared/adapters/blob/clients.ts'
import { createReportPages } from '../shared/adapters/blob/report-pages.ts'
import { type Database, openDatabase } from '../shared/adapters/postgres/database.ts'
import { createReportStore } from '../shared/adapters/postgres/reports.ts'
import { createScheduleStore } from '../shared/adapters/postgres/schedule.ts'
import { HOUR_MS } from '../shared/base/instant.ts'
import { dailyReportSchema, reportListSchema } from '../shared/contracts/api/reports.ts'
import type { Book } from '../shared/contracts/books.ts'
import { decodeWire } from '../shared/contracts/wire.ts'
import { reportDay } from '../shared/flows/report-day.ts'
import { Desk, NOW, type Reply } from './testing/desk.ts'

let desk: Desk
let database: Database
let container: ContainerClient
beforeAll(async () => {
  desk = await Desk.start()
  const within = { connectionsMax: 1, acquireWithinMs: 5_000, statementWithinMs: 15_000 }
  database = openDatabase({ url: desk.platform.databaseUrl, ...within })
  const service = await createBlobService({ connectionString: desk.platform.blobConnectionString })
  container = service.getContainerClient('trader-data')
})
afterAll(async () => {
  await database?.close()
  await desk?.[Symbol.asyncDispose]()
})

/** Reports a day of a book as its slot does, at this instant. */
async function report(book: Book, day: string, now = NOW) {
  const slot = { book, day, slot: `test-${day}-${now}`, job: 'daily-report', dueAt: now } as const
  const fence = await createScheduleStore(database).claim(slot, { trigger: 'operator', forMs: HOUR_MS }, now)
  if (!fence) throw new Error('the slot is held')
  const [reports, pages] = [createReportStore(database), createReportPages(async () => container)]
  return await reportDay({ clock: { now: () => now }, reports, pages }, fence)
}

const TODAY = '2026-03-04'
const blob = async (path: string): Promise<{ text: string; type: string | undefined }> => {
  const client = container.getBlobClient(path)
  const { contentType } = await client.getProperties()
  return { text: (await client.downloadToBuffer()).toString(), type: contentType }
}

function expectProblem(reply: Reply, status: number, code: string): void {
  expect(reply.body, reply.text).toMatchObject({ status, code })
  expect(reply.status).toBe(status)
}

describe('a report of the desk’s own day', () => {
  test('tells the runs, orders and fills of its book, and no other book’s', async () => {
    await desk.run({ symbol: 'CAT', execute_orders: true }, 'report-filled')
    await desk.run({ symbol: 'DE', kill_switch_active: true }, 'report-refused')
    await desk.platform.processAll()
    await report('smoke', TODAY)
    await report('paper', TODAY)
    const smoke = await desk.ask(`/reports/daily/${TODAY}?book=smoke`)
    expect(smoke.status, smoke.text).toBe(200)
    expect(decodeWire(dailyReportSchema, smoke.body)).toMatchObject({ kind: 'ok' })
    expect(smoke.body).toMatchObject({
      ...{ book: 'smoke', day: TODAY, made_at: '2026-03-04T15:00:00.000Z', synthetic: true },
      // The smoke book has no prices but those of its fills: what they hold is worth UNKNOWN.
      pnl: { realized: 0, fees: 1, unrealized: null, net: null },
      counts: { decisions: 2, orders: 1, trades: 0, winners: 0 },
      refusals: [{ reason: 'kill_switch_active', count: 1 }],
      positions: [{ symbol: 'CAT', mark_price: null, unrealized_pnl: null }],
      slots: [{ job: 'daily-report', status: 'RUNNING' }],
      incidents: [],
      blob_path: `reports/smoke/${TODAY}.html`,
    })
    const [fill] = (await desk.ask('/fills?symbol=CAT&book=smoke')).body.items ?? []
    const execution = smoke.body.execution as Record<string, number>
    expect(execution).toMatchObject({ fills: 1, shares_filled: fill?.qty, cost: fill?.cost })
    expect(execution.cost_bp).toBeCloseTo((Number(fill?.cost) / Number(fill?.qty) / Number(fill?.price)) * 10_000, 5)
    const paper = await desk.ask(`/reports/daily/${TODAY}`)
    expect(paper.body).toMatchObject({
      book: 'paper',
      counts: { decisions: 0, orders: 0 },
      positions: [],
      refusals: [],
    })
  })

  test('lies in Blob as the same figures and the same page', async () => {
    const { body } = await desk.ask(`/reports/daily/${TODAY}?book=smoke`)
    const page = await desk.ask(`/reports/daily/${TODAY}/page?book=smoke`)
    const [json, html] = [await blob(`reports/smoke/${TODAY}.json`), await blob(`reports/smoke/${TODAY}.html`)]
    expect(JSON.parse(json.text)).toEqual(body)
    expect(json.type).toBe('application/json; charset=utf-8')
    expect(html.text).toBe(page.text)
    expect(html.type).toBe('text/html; charset=utf-8')
  })

  test('is served as a page that runs nothing', async () => {
    const page = await desk.ask(`/reports/daily/${TODAY}/page?book=smoke`)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*; style-src 'sha256-[\w+/]{43}='$/,
    )
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(page.text).toContain('<h1>Daily report 2026-03-04 <small>smoke book</small></h1>')
    expect(page.text).toContain('UNKNOWN')
    expect(page.text).not.toContain('<script')
  })

  test.each([`/reports/daily/${TODAY}`, `/reports/daily/${TODAY}/page`, '/reports/daily'])(
    'is not sent again while it is unchanged: %s',
    async (path) => {
      const first = await desk.ask(path)
      const known = { headers: { 'if-none-match': first.headers.get('etag') ?? '' } }
      await desk.platform.advanceTo(desk.platform.nowMs + 1_000)
      const again = await desk.ask(path, known)
      expect([again.status, again.text]).toEqual([304, ''])
      await report('paper', TODAY, desk.platform.nowMs)
      const changed = await desk.ask(path, known)
      expect(changed.status).toBe(200)
      expect(changed.headers.get('etag')).not.toBe(first.headers.get('etag'))
    },
  )

  test('is made without its page while Blob is away, and has one again after it came back', async () => {
    await desk.platform.kill('blob')
    const { detail } = await report('practice', TODAY)
    expect(detail).toMatch(/Its page could not be written: blob: /)
    expect((await desk.ask(`/reports/daily/${TODAY}?book=practice`)).body).toMatchObject({ blob_path: null })
    expect((await desk.ask(`/reports/daily/${TODAY}/page?book=practice`)).status).toBe(200)
    await desk.platform.restart('blob')
    expect((await report('practice', TODAY, NOW + 1)).detail).not.toMatch(/page/)
    expect((await desk.ask(`/reports/daily/${TODAY}?book=practice`)).body).toMatchObject({
      blob_path: `reports/practice/${TODAY}.html`,
    })
  })
})

describe('the list of reports', () => {
  beforeAll(async () => {
    for (const day of ['2026-02-27', '2026-03-02', '2026-03-03']) await report('replay', day)
    await report('live', '2026-03-02')
  })
  const named = async (query: string): Promise<string[]> => {
    const reply = await desk.ask(`/reports/daily?${query}`)
    expect(decodeWire(reportListSchema, reply.body)).toMatchObject({ kind: 'ok' })
    return (reply.body.items ?? []).map(({ book, day }) => `${day} ${book}`)
  }

  test('has the newest days first, of one book or of all', async () => {
    expect(await named('book=replay')).toEqual(['2026-03-03 replay', '2026-03-02 replay', '2026-02-27 replay'])
    expect(await named('book=replay&limit=2')).toEqual(['2026-03-03 replay', '2026-03-02 replay'])
    const all = await named('limit=200')
    const days = all.map((row) => row.slice(0, 10))
    expect(days).toEqual(days.toSorted().reverse())
    expect(all.filter((row) => row.startsWith('2026-03-02'))).toEqual(['2026-03-02 live', '2026-03-02 replay'])
  })

  test('gives each day what came of it', async () => {
    expect((await desk.ask('/reports/daily?book=smoke')).body).toMatchObject({
      items: [{ book: 'smoke', day: TODAY, net_pnl: null, incidents: 0 }],
    })
  })
})

describe('what is wrong is named', () => {
  const BOOKS = ['', 'mine', 'PAPER', 'paper ']
  const CASES = [
    ...['0', '-1', '201', '1.5', 'many', '', '1e400'].map((value) => ['', 'limit', value]),
    ...BOOKS.map((value) => ['', 'book', value]),
    ...BOOKS.map((value) => ['/2026-03-04', 'book', value]),
    ...BOOKS.map((value) => ['/2026-03-04/page', 'book', value]),
    ...['', '/2026-03-04', '/2026-03-04/page'].map((path) => [path, 'cursor', 'x']),
    ...['/2026-03-04', '/2026-03-04/page'].map((path) => [path, 'limit', '5']),
  ] as const
  test.each(CASES)('in the query: /reports/daily%s?%s=%s', async (...[path, field, value]) => {
    const reply = await desk.ask(`/reports/daily${path}?${field}=${encodeURIComponent(value ?? '')}`)
    expectProblem(reply, 400, 'INVALID_QUERY')
    expect(reply.body.errors).toContainEqual({ field, message: expect.any(String) })
  })

  const DAYS = ['today', '2026-3-4', '2026-02-30', '2025-02-29', '2026-13-01', '0000-01-01', '1969-12-31', '2100-01-01']
  test.each([...DAYS, '20260304', '2026-03-04T00:00:00Z', "2026-03-04'--", '%00'])(
    'in the path: /reports/daily/%s',
    async (day) => {
      for (const tail of ['', '/page']) {
        const reply = await desk.ask(`/reports/daily/${day.startsWith('%') ? day : encodeURIComponent(day)}${tail}`)
        expectProblem(reply, 400, 'INVALID_PATH')
        expect(reply.body.errors).toContainEqual({ field: 'date', message: expect.any(String) })
      }
    },
  )

  test.each(['', '/page'])('where a day has no report: /reports/daily/{date}%s', async (tail) => {
    for (const query of ['', '?book=smoke', '?book=live']) {
      expectProblem(await desk.ask(`/reports/daily/2024-02-29${tail}${query}`), 404, 'NO_SUCH_REPORT')
    }
  })
})
