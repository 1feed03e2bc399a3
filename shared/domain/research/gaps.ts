/** What is wrong with a history, in words: rows set aside, missing bars, an early end, prices of a few cents. */
import type { Instant } from '../../base/instant.ts'
import type { Bar, QuarantinedRow } from '../../contracts/bars.ts'
import { INTERVAL_MINUTES, type Interval } from '../../contracts/scalars.ts'
import { newYorkMinuteOf, type Session, tradingDayOf } from '../calendar/index.ts'

/** Days and rows named in a warning; the rest is counted. */
const NAMED_MAX = 3

const named = (names: readonly string[]): string =>
  names.length <= NAMED_MAX ? names.join(', ') : `${names.slice(0, NAMED_MAX).join(', ')} and others`

/** One warning for all rows of a symbol that the wall set aside; none when there are none. */
export function setAside(symbol: string, rows: readonly QuarantinedRow[]): readonly string[] {
  if (rows.length === 0) return []
  const counts = [...Map.groupBy(rows, ({ rule }) => rule)].map(([rule, broken]) => `${rule} ${broken.length}`)
  const lines = rows.map(({ line }) => `${line}`)
  const noun = rows.length === 1 ? 'row was' : 'rows were'
  return [`${symbol}: ${rows.length} ${noun} set aside (${counts.join(', ')}), line ${named(lines)}`]
}

/** Bars that a session has when none is missing; intraday bars lie on New York's clock. */
function barsOf({ opensAt, closesAt }: Session, interval: Interval): number {
  if (interval === '1Day') return 1
  const minutes = INTERVAL_MINUTES[interval]
  return Math.ceil(newYorkMinuteOf(closesAt) / minutes) - Math.floor(newYorkMinuteOf(opensAt) / minutes)
}

/**
 * Warnings of sessions without any bar, of bars missing within the others, and of a history that ends before `to`.
 *
 * @param bars of one symbol and interval, all within the sessions
 */
export function missingBars(bars: readonly Bar[], sessions: readonly Session[], to: Instant): readonly string[] {
  const [first, last] = [bars[0], bars.at(-1)]
  if (!first || !last) return []
  const empty: string[] = []
  let [at, expected, holes, after] = [0, 0, 0, 0]
  for (const session of sessions) {
    if (session.opensAt > last.opensAt && session.closesAt <= to) after += 1
    if (session.closesAt <= first.opensAt || session.opensAt > last.opensAt) continue
    const start = at
    while ((bars[at]?.opensAt ?? Number.POSITIVE_INFINITY) < session.closesAt) at += 1
    if (at === start) empty.push(session.day)
    // The first and the last session may be cut by the window.
    if (at === start || start === 0 || at === bars.length) continue
    expected += barsOf(session, first.interval)
    holes += barsOf(session, first.interval) - (at - start)
  }
  const { symbol } = first
  const sessionsHave = empty.length === 1 ? '1 session has' : `${empty.length} sessions have`
  return [
    ...(empty.length > 0 ? [`${symbol}: ${sessionsHave} no bar (${named(empty)})`] : []),
    ...(holes > 0 ? [`${symbol}: ${holes} of ${expected} bars are missing within sessions`] : []),
    ...(after > 0 ? [`${symbol}: the history ends on ${tradingDayOf(last.opensAt)}, ${after} sessions early`] : []),
  ]
}

const CENT = 0.01
/** Below it the rounding of a fill to the cent is more than a hundredth of its price. */
const PRICE_MIN = 1

/**
 * A warning of prices so low that the cent decides. Vendors adjust to the newest day, so that early prices of a share
 * that was split since lie far below what was paid: their fills cost more than they did, and below a cent a seller gets
 * more than there was.
 */
export function lowPrices(bars: readonly Bar[]): readonly string[] {
  const lowest = bars.reduce((least, { low }) => Math.min(least, low), Number.POSITIVE_INFINITY)
  if (!(lowest < PRICE_MIN)) return []
  const share = ((CENT / lowest) * 100).toPrecision(2)
  const price = `${bars[0]?.symbol}: prices go down to ${lowest.toPrecision(2)} dollars`
  return [`${price}, where rounding a fill to the cent is up to ${share} % of it`]
}
