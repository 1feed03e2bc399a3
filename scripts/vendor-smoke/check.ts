/** What a vendor's daily bars of one symbol come to, and whether that is as good as it should be. */
import * as z from 'zod'
import { type Instant, isoOf } from '../../shared/base/instant.ts'
import { Unavailable } from '../../shared/base/unavailable.ts'
import { instantSchema } from '../../shared/contracts/scalars.ts'
import { sessionsBetween, tradingDayOf } from '../../shared/domain/calendar/index.ts'
import type { BarAnswer, BarSource } from '../../shared/ports/bars.ts'

const checkedSchema = z.strictObject({
  vendor: z.string(),
  symbol: z.string(),
  status: z.enum(['passed', 'failed']),
  latencyMs: z.number().int().nonnegative(),
  rows: z.number().int(),
  /** Null is UNKNOWN: there is no bar. */
  lastDay: z.string().nullable(),
  sessionsBehind: z.number().int().nullable(),
  /** Sessions up to the last bar that have none. */
  gaps: z.number().int(),
  /** Rows that the wall set aside. */
  quarantined: z.number().int(),
  criterion: z.string(),
  seen: z.string(),
})
export type Checked = z.infer<typeof checkedSchema>

export const vendorReportSchema = z.strictObject({
  asOf: instantSchema,
  ok: z.boolean(),
  /** Vendors that are asked over the network. None is part of this version. */
  liveVendors: z.array(z.string()),
  checks: z.array(checkedSchema),
})
export type VendorReport = z.infer<typeof vendorReportSchema>

export interface Wanted {
  readonly from: Instant
  /** Whether the window must be covered from its start to the last close. Else its age is told and not judged. */
  readonly whole: boolean
  /** Share of the sessions that may lack a bar. */
  readonly gapsMax: number
  /** Rows that the wall must set aside, or the share of them that it may. */
  readonly quarantined: { readonly exactly: number } | { readonly shareMax: number }
}

type Measures = Pick<Checked, 'rows' | 'lastDay' | 'sessionsBehind' | 'gaps' | 'quarantined'>

const NOTHING: Measures = { rows: 0, lastDay: null, sessionsBehind: null, gaps: 0, quarantined: 0 }

/** Asks the vendor for the daily bars of a symbol and judges them as of an instant. */
export async function checkVendor(source: BarSource, symbol: string, wanted: Wanted, now: Instant): Promise<Checked> {
  const startedMs = performance.now()
  const request = { symbol, interval: '1Day', from: wanted.from, to: now } as const
  const answer = await source.fetch(request).catch((error: unknown) => {
    if (error instanceof Unavailable) return error.message
    throw error
  })
  const latencyMs = Math.round(performance.now() - startedMs)
  const refusal = typeof answer === 'string' ? answer : answer.kind === 'refused' ? answer.detail : null
  const measures = typeof answer === 'string' || answer.kind === 'refused' ? NOTHING : measuresOf(answer, wanted, now)
  const faults = refusal === null ? faultsOf(measures, wanted) : [refusal]
  const span = `from ${isoOf(wanted.from).slice(0, 10)}`
  return {
    ...{ vendor: source.vendor, symbol, latencyMs, ...measures },
    status: faults.length === 0 ? 'passed' : 'failed',
    criterion: `${span}: ${wordsOf(wanted)}`,
    seen: faults.join('; ') || 'as it should be',
  }
}

function measuresOf(answer: BarAnswer & { kind: 'bars' }, { from, whole }: Wanted, now: Instant): Measures {
  const { bars, quarantined } = answer
  const days = new Set(bars.map(({ opensAt }) => tradingDayOf(opensAt)))
  const [first, last] = [bars[0], bars.at(-1)]
  if (first === undefined || last === undefined) return { ...NOTHING, quarantined: quarantined.length }
  const lastDay = tradingDayOf(last.opensAt)
  const start = whole ? from : first.opensAt
  const closed = sessionsBetween(tradingDayOf(start), tradingDayOf(now)).filter(
    ({ opensAt, closesAt }) => opensAt >= start && closesAt <= now,
  )
  return {
    ...{ rows: bars.length, lastDay, quarantined: quarantined.length },
    sessionsBehind: closed.filter(({ day }) => day > lastDay).length,
    gaps: closed.filter(({ day }) => day <= lastDay && !days.has(day)).length,
  }
}

function faultsOf({ rows, sessionsBehind, gaps, quarantined }: Measures, wanted: Wanted): string[] {
  const { whole, gapsMax, quarantined: aside } = wanted
  const isAsideWrong = 'exactly' in aside ? quarantined !== aside.exactly : quarantined > aside.shareMax * rows
  return [
    ...(rows === 0 ? ['no row'] : []),
    ...(whole && sessionsBehind !== 0 ? [`the newest bar is ${sessionsBehind ?? 'UNKNOWN'} sessions behind`] : []),
    ...(gaps > gapsMax * (rows + gaps) ? [`${gaps} sessions without a bar`] : []),
    ...(isAsideWrong ? [`${quarantined} rows set aside`] : []),
  ]
}

function wordsOf({ whole, gapsMax, quarantined }: Wanted): string {
  const aside = 'exactly' in quarantined ? `${quarantined.exactly}` : `at most ${quarantined.shareMax * 100} %`
  const age = whole ? 'up to the last close' : 'of any age'
  return `rows ${age}, gaps at most ${gapsMax * 100} %, rows set aside ${aside}`
}
