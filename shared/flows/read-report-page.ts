/** A stored report as a page, made anew from its figures: it needs no Blob, and looks as this version makes it look. */
import type { Book } from '../contracts/books.ts'
import { reportPage } from '../domain/overview/index.ts'
import type { ReportStore } from '../ports/reports.ts'

/** Null when the day has no report. */
export async function readReportPage(
  ports: { readonly reports: ReportStore },
  book: Book,
  day: string,
): Promise<string | null> {
  const report = await ports.reports.find(book, day)
  return report && reportPage(report)
}
