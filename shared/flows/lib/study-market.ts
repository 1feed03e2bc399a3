/** The market of a study, fetched from its vendor: the window, and as much before it as the parameters need. */
import type { Instant } from '../../base/instant.ts'
import type { SweepConfig } from '../../contracts/sweep-config.ts'
import { sessionsBetween, tradingDayOf } from '../../domain/calendar/index.ts'
import {
  barsPerSession,
  isProbabilistic,
  type MarketAnswer,
  marketOf,
  type PlannedCell,
  type SymbolHistory,
  type Window,
  warmUpBarsOf,
  warmUpFrom,
} from '../../domain/research/index.ts'
import type { BarSource } from '../../ports/bars.ts'

/** What a vendor has of a symbol; nothing is no fault here, for the market says what it misses by its key. */
async function historyOf(
  source: Pick<BarSource, 'fetch'>,
  config: SweepConfig,
  symbol: string,
  span: { readonly from: Instant; readonly to: Instant },
): Promise<SymbolHistory | string> {
  const answer = await source.fetch({ symbol, interval: config.dal.interval, ...span })
  if (answer.kind === 'refused') return answer.detail
  // The vendor's bars are adjusted for splits and dividends, so there is nothing left to act on.
  return { symbol, bars: answer.bars, quarantined: answer.quarantined, actions: [] }
}

/** How many bars the sessions of a window and the warm-up before it have, over all symbols. */
export function studyBars(config: SweepConfig, cells: readonly PlannedCell[], window: Window): number {
  const sessions = sessionsBetween(tradingDayOf(window.from), tradingDayOf(window.to)).length
  const bars = sessions * barsPerSession(config.dal.interval) + warmUpBarsOf(config, cells)
  return bars * new Set([config.symbol].flat()).size
}

/** Faults of the vendor are thrown as Unavailable. */
export async function studyMarket(
  source: Pick<BarSource, 'fetch'>,
  config: SweepConfig,
  cells: readonly PlannedCell[],
  window: Window,
): Promise<MarketAnswer> {
  const { interval } = config.dal
  const warmUpBars = warmUpBarsOf(config, cells)
  const span = { from: warmUpFrom(window.from, interval, warmUpBars), to: window.to }
  const histories: SymbolHistory[] = []
  for (const symbol of [...new Set([config.symbol].flat())]) {
    const history = await historyOf(source, config, symbol, span)
    if (typeof history === 'string') return { kind: 'refused', errors: [{ field: 'symbol', message: history }] }
    histories.push(history)
  }
  return marketOf(histories, { interval, window, warmUpBars, probabilistic: isProbabilistic(config) })
}
