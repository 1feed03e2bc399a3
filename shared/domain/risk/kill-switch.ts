/** The kill switch: the desk's trading state and the request's own wishes, whichever is tighter. */
import type { Gate } from '../../contracts/api/router.ts'
import type { TradingState } from '../../contracts/orders.ts'
import type { Reason } from '../../contracts/reasons.ts'

/** The durable state as read in the intent's own transaction, or the fact that it could not be read. */
export type StoredState = TradingState | { readonly state: 'UNKNOWN'; readonly reason: string }

export interface KillSwitchRequest {
  readonly active: boolean
  readonly reason: string | undefined
  /** True when the order makes an open position smaller. */
  readonly reduces: boolean
}

const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)

const manual = (reason: string | null | undefined): Reason => {
  const slug = slugOf(reason ?? '')
  if (slug === '') return 'kill_switch_active'
  return `kill_switch_manual:${slug}`
}

/** Asks every source; the first that says no gives the reason. */
export function killSwitch(stored: StoredState, request: KillSwitchRequest): Gate {
  const blocked = (value: string, threshold: string, reason: Reason, verdict: Gate['verdict'] = 'BLOCKED'): Gate => ({
    gate: 'risk.kill_switch',
    verdict,
    value,
    threshold,
    reason,
  })
  switch (stored.state) {
    case 'UNKNOWN':
      return { ...blocked('UNKNOWN', 'readable', 'kill_switch_unknown', 'UNKNOWN'), value: null }
    case 'HALTED':
      return blocked('HALTED', 'ACTIVE', manual(stored.reason))
    case 'REDUCING':
      if (!request.reduces) return blocked('REDUCING', 'ACTIVE or a smaller position', 'kill_switch_reducing')
      break
    case 'ACTIVE':
      break
  }
  if (request.active) return blocked('active in the request', 'inactive', manual(request.reason))
  return { gate: 'risk.kill_switch', verdict: 'PASS', value: stored.state, threshold: 'ACTIVE', reason: null }
}
