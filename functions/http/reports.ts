/** Daily reports: the days that have one, and each as figures or as a page. */
import {
  dailyReportSchema,
  reportListQuerySchema,
  reportListSchema,
  reportPathSchema,
  reportQuerySchema,
} from '../../shared/contracts/api/reports.ts'
import type { Book } from '../../shared/contracts/books.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { door } from '../guard/endpoint.ts'
import { HttpProblem } from '../guard/problem.ts'
import { pageHeaders } from '../guard/security.ts'

export const reportDoors = {
  'reports-list': door({
    summary: 'Days that have a report, newest first, of one book or of all.',
    query: reportListQuerySchema,
    answer: reportListSchema,
    handle: async ({ context, query }) => {
      const items = await context.reports.list(query.book, query.limit)
      return { body: encodeWire(reportListSchema, { items, asOf: context.clock.now() }), cacheable: true }
    },
  }),
  'report-detail': door({
    summary: 'What one trading day came to: profit, trades, costs, refusals, schedule and incidents.',
    path: reportPathSchema,
    query: reportQuerySchema,
    answer: dailyReportSchema,
    handle: async ({ context, path, query }) => {
      const report = await context.reports.find(query.book, path.date)
      if (!report) throw noReport(query.book, path.date)
      return { body: encodeWire(dailyReportSchema, report), cacheable: true }
    },
  }),
  'report-page': door({
    summary: 'The same report as a page that needs no script.',
    path: reportPathSchema,
    query: reportQuerySchema,
    handle: async ({ context, path, query }) => {
      const { readReportPage } = await import('../../shared/flows/read-report-page.ts')
      const page = await readReportPage(context, query.book, path.date)
      if (page === null) throw noReport(query.book, path.date)
      return { body: page, contentType: 'text/html; charset=utf-8', cacheable: true, headers: pageHeaders(page) }
    },
  }),
}

const noReport = (book: Book, day: string): HttpProblem =>
  new HttpProblem(404, 'NO_SUCH_REPORT', `The book ${book} has no report of ${day}.`)
