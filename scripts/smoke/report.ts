/** What a smoke says: JSON for machines, a table for people, and never the token. */
import * as z from 'zod'
import { bookSchema } from '../../shared/contracts/books.ts'
import { instantSchema } from '../../shared/contracts/scalars.ts'
import { textTable } from '../lib/text-table.ts'

const checkedSchema = z.strictObject({
  name: z.string(),
  status: z.enum(['passed', 'failed', 'skipped']),
  /** Time that the check took, waiting included. */
  latencyMs: z.number().int().nonnegative(),
  criterion: z.string(),
  seen: z.string(),
  /** Null when there is nothing to do. */
  remedy: z.string().nullable(),
})
export type Checked = z.infer<typeof checkedSchema>

export const smokeReportSchema = z.strictObject({
  base: z.string(),
  origin: z.string().nullable(),
  book: bookSchema,
  startedAt: instantSchema,
  tookMs: z.number().int().nonnegative(),
  ok: z.boolean(),
  checks: z.array(checkedSchema),
})
export type SmokeReport = z.infer<typeof smokeReportSchema>

const countOf = ({ checks }: SmokeReport, status: Checked['status']): number =>
  checks.filter((check) => check.status === status).length

/** The table, and below it every check that failed: what it wanted, what it saw, what to do. */
export function tableOf(report: SmokeReport): string {
  const rows = report.checks.map(({ name, status, latencyMs, seen }) => {
    return [status === 'failed' ? 'FAILED' : status, name, `${latencyMs} ms`, status === 'failed' ? 'see below' : seen]
  })
  const faults = report.checks
    .filter(({ status }) => status === 'failed')
    .map(
      ({ name, criterion, seen, remedy }) => `${name}\n  wanted  ${criterion}\n  saw     ${seen}\n  do      ${remedy}`,
    )
  const counts = (['passed', 'failed', 'skipped'] as const).map((status) => `${countOf(report, status)} ${status}`)
  const last = `${report.base}: ${counts.join(', ')} in ${(report.tookMs / 1_000).toFixed(1)} s`
  return [textTable(rows), ...faults, last].join('\n\n')
}
