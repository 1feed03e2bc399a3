/**
 * How often an address came with a wrong token in the last minute, so that nobody can go on guessing. Kept by each
 * instance for itself, and for so many addresses only: the one that began first is forgotten first.
 */
import { isIPv6 } from 'node:net'
import { MINUTE_MS } from '../../shared/base/instant.ts'

const ADDRESSES_MAX = 1_000
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

interface Minute {
  readonly since: number
  count: number
}

export interface FailedLogins {
  /** Milliseconds until the address is heard again; 0 when it is heard now. */
  waitMs(address: string, failuresMax: number, now: number): number
  count(address: string, now: number): void
}

export function createFailedLogins(): FailedLogins {
  const minutes = new Map<string, Minute>()
  const current = (network: string, now: number): Minute | null => {
    const minute = minutes.get(network)
    if (minute && now >= minute.since && now - minute.since < MINUTE_MS) return minute
    minutes.delete(network)
    return null
  }
  return {
    waitMs: (address, failuresMax, now) => {
      const minute = current(networkOf(address), now)
      return minute && minute.count >= failuresMax ? minute.since + MINUTE_MS - now : 0
    },
    count: (address, now) => {
      const network = networkOf(address)
      const minute = current(network, now)
      if (minute) {
        minute.count += 1
        return
      }
      const [first] = minutes.keys()
      if (minutes.size >= ADDRESSES_MAX && first !== undefined) minutes.delete(first)
      minutes.set(network, { since: now, count: 1 })
    },
  }
}

/** Who holds one address of IPv6 holds the 2^64 of its network (RFC 4291 §2.5.1): they count as one. */
function networkOf(address: string): string {
  const mapped = MAPPED.exec(address)?.[1]
  if (mapped || !isIPv6(address)) return mapped ?? address.slice(0, 45)
  const [left = '', right] = address.toLowerCase().split('::')
  const groups = (text = ''): string[] => (text === '' ? [] : text.split(':'))
  const missing = right === undefined ? 0 : 8 - groups(left).length - groups(right).length
  const all = [...groups(left), ...Array.from({ length: missing }, () => '0'), ...groups(right)]
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
