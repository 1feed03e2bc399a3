/** Runs the checks of the smoke one after another, and stops asking when nobody is there. */
import { randomUUID } from 'node:crypto'
import { ALIVE, API_CHECKS } from './api-checks.ts'
import { Unanswered, without } from './ask.ts'
import type { SmokeCall } from './call.ts'
import { type Check, failed, type Smoked, skipped, type Verdict } from './check.ts'
import { PAGE_CHECKS } from './page-checks.ts'
import type { Checked, SmokeReport } from './report.ts'
import { ROUTER_CHECKS } from './router-checks.ts'

const CHECKS: readonly Check[] = [ALIVE, ...PAGE_CHECKS, ...API_CHECKS, ...ROUTER_CHECKS]

export async function runSmoke({ base, origin, version, token, book, withinMs }: SmokeCall): Promise<SmokeReport> {
  const desk: Smoked = { base, origin, version, token, book, withinMs, key: `smoke-${randomUUID()}` }
  const startedAt = Date.now()
  const startedMs = performance.now()
  const checks: Checked[] = []
  let isAlive = true
  for (const check of CHECKS) {
    const checked: Checked = isAlive ? await perform(check, desk) : told(check, skipped('nobody answers'), 0)
    if (check === ALIVE) isAlive = checked.status === 'passed'
    checks.push({ ...checked, seen: without(token, checked.seen) })
  }
  const ok = checks.every(({ status }) => status !== 'failed')
  return { base, origin, book, startedAt, tookMs: Math.round(performance.now() - startedMs), ok, checks }
}

async function perform(check: Check, desk: Smoked): Promise<Checked> {
  const startedMs = performance.now()
  const verdict = await check.judge(desk).catch((error: unknown) => {
    if (error instanceof Unanswered) return failed(error.message)
    throw error
  })
  return told(check, verdict, Math.round(performance.now() - startedMs))
}

function told({ name, criterion, remedy }: Check, { status, seen }: Verdict, latencyMs: number): Checked {
  return { name, status, latencyMs, criterion, seen, remedy: status === 'failed' ? remedy : null }
}
