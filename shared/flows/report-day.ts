/** The daily report: a day's facts into figures, a page that people open, and the row that the desk shows. */
import { Unavailable } from '../base/unavailable.ts'
import { type DailyReport, dailyReportSchema } from '../contracts/api/reports.ts'
import type { Left } from '../contracts/schedule.ts'
import { encodeWire } from '../contracts/wire.ts'
import { newYorkInstant } from '../domain/calendar/index.ts'
import { dailyReport, reportPage } from '../domain/overview/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ReportPages, ReportStore } from '../ports/reports.ts'
import { type Fence, FenceLost } from '../ports/schedule.ts'

export interface ReportPorts {
  readonly clock: Clock
  readonly reports: ReportStore
  readonly pages: ReportPages
}

export interface ReportedDay {
  readonly kind: 'done'
  readonly left: readonly Left[]
  readonly detail: string
}

/** The last minute of a New York day, which is the first of the next. */
const DAY_MINUTES = 1_440

/**
 * Reports the slot's day; once more is the newest report in the place of the older one. The row is stored before the
 * page is tried, for the desk shows the row and needs no page, and a holder that has lost its slot stops there.
 */
export async function reportDay(ports: ReportPorts, slot: Fence): Promise<ReportedDay> {
  const { book, day } = slot
  const madeAt = ports.clock.now()
  const bounds = { from: newYorkInstant(day, 0), to: newYorkInstant(day, DAY_MINUTES) }
  const report = dailyReport({ ...(await ports.reports.facts(book, day, bounds)), book, day, madeAt })
  await save(ports, report, slot)

  const path = `reports/${book}/${day}`
  const paged = { ...report, blobPath: `${path}.html` }
  const fault = await writtenPage(ports, path, paged)
  if (fault === null) await save(ports, paged, slot)
  return {
    kind: 'done',
    left: [{ what: 'report', count: 1 }],
    detail: `Net P&L ${report.pnl.net ?? 'UNKNOWN'}, incidents: ${report.incidents.length}.${fault ?? ''}`,
  }
}

async function save({ reports }: ReportPorts, report: DailyReport, slot: Fence): Promise<void> {
  if (!(await reports.save(report, slot))) throw new FenceLost(`the report of ${report.day} is another holder's`)
}

/** Null when the page is there; else why not, for people. */
async function writtenPage({ pages }: ReportPorts, path: string, report: DailyReport): Promise<string | null> {
  const json = JSON.stringify(encodeWire(dailyReportSchema, report), null, 2)
  try {
    await pages.writePage(path, reportPage(report), `${json}\n`)
    return null
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    return ` Its page could not be written: ${error.message}`
  }
}
