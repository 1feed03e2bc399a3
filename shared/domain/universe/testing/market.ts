/** A small market of the sixth of June 2014, as the room's tests scan it. */
import type { Bar } from '../../../contracts/bars.ts'
import type { Snapshot } from '../../../contracts/snapshot.ts'
import type { Candidate } from '../../../contracts/watchlists.ts'
import { newYorkInstant, sessionsBetween } from '../../calendar/index.ts'
import { scanDayOf } from '../index.ts'

export const DAY = '2014-06-06'
export const at = (minute: number, day = DAY): number => newYorkInstant(day, minute)
export const PREMARKET = at(8 * 60)
export const NOON = at(12 * 60)
export const NO_CLOSURES = new Map()
export const morning = scanDayOf(PREMARKET, NO_CLOSURES)
export const noon = scanDayOf(NOON, NO_CLOSURES)

/** Daily bars of the sessions up to the previous one, oldest first. */
export function dailiesOf(
  symbol: string,
  { close = 10, volume = 1_000_000, sessions = 20, lastDay = '2014-06-05' } = {},
) {
  return sessionsBetween('2014-04-01', lastDay)
    .slice(-sessions)
    .map(({ opensAt, closesAt }): Bar => {
      const prices = { open: close, high: close, low: close, close }
      const kind = { vendor: 'file', interval: '1Day', spread: null, synthetic: false } as const
      return { symbol, opensAt, closesAt, volume, ...prices, ...kind }
    })
}

/** A symbol that passes every scan: 8 % above its previous close on three and a half times its usual volume. */
function snapshotOf(symbol: string, changes: Partial<Snapshot> = {}): Snapshot {
  const base = { symbol, vendor: 'file', at: PREMARKET, price: 10.8, pricedAt: PREMARKET } as const
  const quote = { bid: 10.79, ask: 10.81, open: null, volume: 3_500_000, halted: false, synthetic: false }
  const moved = changes.at === undefined ? {} : { pricedAt: changes.at }
  return { ...base, ...quote, ...moved, ...changes }
}

export const seen = (symbol: string, changes: Partial<Snapshot> = {}, dailies: readonly Bar[] = dailiesOf(symbol)) =>
  ({ kind: 'seen', snapshot: snapshotOf(symbol, changes), dailies }) as const

export const only = (candidates: readonly Candidate[]): Candidate => {
  const [candidate, ...rest] = candidates
  if (!candidate || rest.length > 0) throw new Error(`${candidates.length} candidates`)
  return candidate
}
export const refusals = ({ gates }: Candidate) => gates.flatMap(({ reason }) => reason ?? [])
export const symbolsIn = (candidates: readonly Candidate[]) =>
  candidates.filter(({ kept }) => kept).map(({ symbol }) => symbol)
