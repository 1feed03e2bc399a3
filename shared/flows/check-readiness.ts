/** Readiness: asks every neighbour at once, each within its bound, and tells what is wrong in words. */
import { SECOND_MS } from '../base/instant.ts'
import type { Check } from '../contracts/api/health.ts'
import { CONSUMED_HUBS } from '../contracts/hubs.ts'
import type { Clock } from '../ports/clock.ts'
import type { HubStore } from '../ports/hub-store.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Probes } from '../ports/probes.ts'
import { lagsOf } from './lib/hub-lag.ts'

export interface ReadinessPorts {
  readonly clock: Clock
  readonly ledger: Ledger
  readonly hubs: HubStore
  readonly probes: Probes
}

export interface Readiness {
  readonly ready: boolean
  readonly checkedAt: number
  readonly checks: readonly Check[]
}

/** Each check may take this long before its answer is DOWN. */
const CHECK_WITHIN_MS = 2 * SECOND_MS
/** A consumer that stood still longer than this with events waiting is behind (the operator runbook's bound). */
const LAG_MAX_MS = 60 * SECOND_MS

type Finding = Pick<Check, 'status' | 'reason'>
const OK: Finding = { status: 'OK', reason: null }

export async function checkReadiness(ports: ReadinessPorts): Promise<Readiness> {
  const { probes } = ports
  const checks = await Promise.all([
    timed(probes, 'database', () => probes.database().then(() => OK)),
    timed(probes, 'trading_state', async () => {
      const state = await ports.ledger.tradingState()
      if (state.state === 'ACTIVE') return OK
      const status = state.state === 'UNKNOWN' ? 'UNKNOWN' : 'DEGRADED'
      return { status, reason: `${state.state}${state.reason ? `: ${state.reason}` : ''}` }
    }),
    timed(probes, 'hubs', () => probes.hubs().then(() => OK)),
    timed(probes, 'blob', () => probes.blob().then(() => OK)),
    timed(probes, 'consumer_lag', () => lagOf(ports)),
    ...probes.kept.map(({ name, ask }) => timed(probes, name, async () => standInOf(await ask()))),
  ])
  // A halted desk is ready: it answers, and refuses orders with a reason.
  const ready = checks.every(({ status }) => status === 'OK' || status === 'DEGRADED')
  return { ready, checkedAt: ports.clock.now(), checks }
}

/** What is kept still serves: nobody is refused yet. */
const standInOf = (reason: string | null): Finding => (reason === null ? OK : { status: 'DEGRADED', reason })

async function timed(probes: Probes, name: string, ask: () => Promise<Finding>): Promise<Check> {
  const { result, latencyMs } = await probes.measure(ask, CHECK_WITHIN_MS)
  if (result.kind === 'answered') return { name, latencyMs, ...result.value }
  return { name, latencyMs, status: 'DOWN', reason: result.error.slice(0, 300) }
}

/** Behind when events wait and nothing was handled for a minute, or when the last ones waited that long. */
async function lagOf(ports: ReadinessPorts): Promise<Finding> {
  const [marks, heads] = await Promise.all([ports.hubs.watermarks(), ports.probes.heads(CONSUMED_HUBS)])
  const now = ports.clock.now()
  const [worst] = lagsOf({ heads, marks, now }).toSorted((a, b) => b.lagMs - a.lagMs)
  if (!worst || worst.lagMs <= LAG_MAX_MS) return OK
  const { hub, partitionId, lagMs } = worst
  return { status: 'DOWN', reason: `${hub}/${partitionId} is ${Math.round(lagMs / SECOND_MS)} s behind` }
}
