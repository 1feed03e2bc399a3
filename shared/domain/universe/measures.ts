/** What a snapshot and the daily history say of a symbol. A measure that lacks an input is null: UNKNOWN. */
import type { Instant } from '../../base/instant.ts'
import { meanOf } from '../../base/statistics.ts'
import type { Bar } from '../../contracts/bars.ts'
import type { Snapshot } from '../../contracts/snapshot.ts'
import { tradingDayOf } from '../calendar/index.ts'
import type { ScanDay } from './day.ts'

export interface History {
  /** Sessions before the day that were given, as many as the window holds. */
  readonly sessions: number
  readonly lastDay: string | null
  /** Null when there is no bar of the session right before the day. */
  readonly previousClose: number | null
  /** Mean daily volume of the window in shares; null while the window is not full enough. */
  readonly usualVolume: number | null
}

export interface Measures {
  readonly symbol: string
  readonly history: History
  /** Made on the day itself; null when the day has none yet. */
  readonly price: number | null
  readonly pricedAt: Instant | null
  readonly bid: number | null
  readonly ask: number | null
  readonly open: number | null
  readonly volume: number | null
  readonly halted: boolean | null
  readonly spreadPercent: number | null
  /** Of the open, before it of the price, from the previous close. */
  readonly gapPercent: number | null
}

/** How many daily volumes make a usual one. */
export interface Window {
  readonly sessionsMin: number
  readonly sessionsMax: number
}

const positive = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) && value > 0 ? value : null
const countable = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) && value >= 0 ? value : null

export const ratio = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole <= 0 ? null : part / whole

/** By how many per cent a price lies above a base. */
export const changePercent = (price: number | null, base: number | null): number | null =>
  price === null || base === null ? null : ((price - base) / base) * 100

export function measuresOf(snapshot: Snapshot, dailies: readonly Bar[], today: ScanDay, window: Window): Measures {
  const history = historyOf(dailies, today, window)
  const price = isOfDay(snapshot, today.day) ? positive(snapshot.price) : null
  const open = positive(snapshot.open)
  const bid = positive(snapshot.bid)
  const ask = positive(snapshot.ask)
  return {
    symbol: snapshot.symbol,
    history,
    price,
    pricedAt: price === null ? null : snapshot.pricedAt,
    bid,
    ask,
    open,
    volume: countable(snapshot.volume),
    halted: snapshot.halted,
    spreadPercent: bid === null || ask === null || ask < bid ? null : ((ask - bid) / ((ask + bid) / 2)) * 100,
    gapPercent: changePercent(open ?? price, history.previousClose),
  }
}

/** The newest trade that a vendor knows may be yesterday's: it says nothing of today. */
const isOfDay = ({ pricedAt, at }: Snapshot, day: string): boolean =>
  pricedAt !== null && pricedAt <= at && tradingDayOf(pricedAt) === day

function historyOf(dailies: readonly Bar[], { day, previousDay }: ScanDay, window: Window): History {
  const before = dailies.filter((bar) => tradingDayOf(bar.opensAt) < day).slice(-window.sessionsMax)
  const last = before.at(-1)
  const lastDay = last ? tradingDayOf(last.opensAt) : null
  const isFresh = lastDay !== null && lastDay === previousDay
  const isFull = before.length >= window.sessionsMin
  return {
    sessions: before.length,
    lastDay,
    previousClose: last && isFresh ? positive(last.close) : null,
    usualVolume: isFresh && isFull ? positive(meanOf(before.map((bar) => bar.volume))) : null,
  }
}
