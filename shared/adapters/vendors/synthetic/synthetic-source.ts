/** A vendor of invented markets: every bar is stamped synthetic and equal seeds give equal bars on every machine. */
import { isoOf } from '../../../base/instant.ts'
import { CALENDAR_HORIZON, sessionsBetween, tradingDayOf } from '../../../domain/calendar/index.ts'
import { syntheticBars } from '../../../domain/market/index.ts'
import type { BarAnswer, BarRequest, BarSource } from '../../../ports/bars.ts'

/** Seed of a desk that names none. */
export const DEFAULT_SEED = 20_140_606
/** Sessions that one answer may span, ten years and what warms up before them: each costs 390 generated minutes. */
const SESSIONS_MAX = 3_300

/**
 * A bar source over the synthetic market: every symbol exists, on every session of the calendar.
 *
 * @param options.seed another seed is another market
 */
export function createSyntheticSource(options: { readonly seed?: number } = {}): BarSource {
  const seed = options.seed ?? DEFAULT_SEED
  return {
    vendor: 'synthetic',
    async fetch({ symbol, interval, from, to }: BarRequest): Promise<BarAnswer> {
      const refused = (detail: string): BarAnswer => ({ kind: 'refused', reason: 'NO_DATA', detail })
      const sessions = sessionsBetween(tradingDayOf(from), tradingDayOf(to)).length
      if (sessions > SESSIONS_MAX) {
        return refused(`${sessions} sessions are more than ${SESSIONS_MAX}: ask for a shorter window`)
      }
      const bars = syntheticBars({ symbol, seed, interval }, from, to)
      if (bars.length > 0) return { kind: 'bars', bars, quarantined: [] }
      const known = `the calendar knows ${CALENDAR_HORIZON.from} to ${CALENDAR_HORIZON.to}`
      return refused(`no ${interval} bar of ${symbol} lies from ${isoOf(from)} to ${isoOf(to)}; ${known}`)
    },
  }
}
