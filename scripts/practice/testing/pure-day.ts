/** A practice day on the rooms alone: the scans of the day, and the orders that its lists come to. */
import { DAY_MS, type Instant, MINUTE_MS } from '../../../shared/base/instant.ts'
import type { Bar } from '../../../shared/contracts/bars.ts'
import { SCAN_DEFAULTS, type ScanSettings } from '../../../shared/contracts/scan-settings.ts'
import type { Candidate } from '../../../shared/contracts/watchlists.ts'
import { newYorkInstant } from '../../../shared/domain/calendar/index.ts'
import { aggregate, PRACTICE_SYMBOLS, syntheticBars, syntheticSnapshot } from '../../../shared/domain/market/index.ts'
import { FLAT, fillOnBar, PAPER_FILL_MODEL } from '../../../shared/domain/orders/index.ts'
import { DEFAULT_RISK_LIMITS } from '../../../shared/domain/risk/index.ts'
import { analyse, decideRoute } from '../../../shared/domain/router/index.ts'
import {
  finaliseWatchlist,
  type ScanInput,
  scanDayOf,
  scanIntraday,
  scanPremarket,
} from '../../../shared/domain/universe/index.ts'
import { type PracticeDay, practiceDay } from '../session.ts'

const SETTINGS: ScanSettings = { ...SCAN_DEFAULTS, listMax: 10 }
const SCAN_HISTORY_MS = 40 * DAY_MS
const ROUTE_HISTORY_MS = 600 * DAY_MS
const ROUTE_EVERY_MS = 15 * MINUTE_MS
/** Minutes of the New York day. */
const PREMARKET = 4 * 60
const FINALISE = 9 * 60 + 15
const REFRESHES = [9 * 60 + 35, 11 * 60 + 30, 13 * 60 + 30]

export interface Lists {
  readonly premarket: readonly Candidate[]
  readonly opening: readonly Candidate[]
  /** One for each refresh before the close. */
  readonly intraday: readonly { readonly at: Instant; readonly candidates: readonly Candidate[] }[]
}

export const keptOf = (candidates: readonly Candidate[]): readonly string[] =>
  candidates.filter(({ kept }) => kept).map(({ symbol }) => symbol)

function dailies(symbol: string, seed: number, { before, forMs }: { before: Instant; forMs: number }): readonly Bar[] {
  return syntheticBars({ symbol, seed, interval: '1Day' }, before - forMs, before)
}

function inputsOf(symbols: readonly string[], seed: number, at: Instant): readonly ScanInput[] {
  return symbols.map((symbol) => ({
    kind: 'seen',
    snapshot: syntheticSnapshot(symbol, seed, at),
    dailies: dailies(symbol, seed, { before: newYorkInstant(scanDayOf(at, new Map()).day, 0), forMs: SCAN_HISTORY_MS }),
  }))
}

export function scanMorning(
  seed: number,
  day: string,
  universe = PRACTICE_SYMBOLS,
): Pick<Lists, 'premarket' | 'opening'> {
  const [early, late] = [newYorkInstant(day, PREMARKET), newYorkInstant(day, FINALISE)]
  const premarket = scanPremarket(inputsOf(universe, seed, early), SETTINGS, scanDayOf(early, new Map()))
  const opening = finaliseWatchlist(inputsOf(keptOf(premarket), seed, late), SETTINGS, scanDayOf(late, new Map()))
  return { premarket, opening }
}

export function scanDay(seed: number, day: string, universe = PRACTICE_SYMBOLS): Lists {
  const { closesAt } = practiceDay(day)
  const times = REFRESHES.map((minute) => newYorkInstant(day, minute)).filter((at) => at < closesAt)
  const intraday = times.map((at) => ({
    at,
    candidates: scanIntraday(inputsOf(universe, seed, at), SETTINGS, scanDayOf(at, new Map())),
  }))
  return { ...scanMorning(seed, day, universe), intraday }
}

/** The first symbol of the day's lists whose first order fills, with its strategy; all begin without a position. */
export function firstFilledOrder(seed: number, day: string, lists: Lists): string | null {
  const practice = practiceDay(day)
  const inOrder = [{ at: practice.opensAt, candidates: lists.opening }, ...lists.intraday]
  const isListed = (symbol: string, at: Instant): boolean =>
    keptOf(inOrder.findLast((list) => list.at <= at)?.candidates ?? []).includes(symbol)
  const symbols = [...new Set(inOrder.flatMap(({ candidates }) => keptOf(candidates)))]
  for (const symbol of symbols) {
    const strategy = firstFill({ symbol, seed, day: practice }, (at) => isListed(symbol, at))
    if (strategy !== null) return `${symbol} ${strategy}`
  }
  return null
}

interface Series {
  readonly symbol: string
  readonly seed: number
  readonly day: PracticeDay
}

/** Strategy of the first order, if a later bar fills it. */
function firstFill({ symbol, seed, day }: Series, isListed: (at: Instant) => boolean): string | null {
  const { opensAt, closesAt } = day
  const history = dailies(symbol, seed, { before: opensAt, forMs: ROUTE_HISTORY_MS })
  const minutes = syntheticBars({ symbol, seed, interval: '1Min' }, opensAt, closesAt)
  for (let at = opensAt + ROUTE_EVERY_MS; at < closesAt; at += ROUTE_EVERY_MS) {
    if (!isListed(at) || !minutes.some((bar) => bar.closesAt === at)) continue
    const passed = minutes.filter((bar) => bar.closesAt <= at)
    const growing = aggregate(passed, '1Day', closesAt).map((bar) => ({ ...bar, closesAt: at }))
    const { report, intent } = decide(symbol, { at, bars: [...history, ...growing], closesAt })
    if (!intent) continue
    const order = {
      ...({ id: symbol, book: 'practice', symbol, side: 'buy', qty: intent.qty } as const),
      ...({ filledQty: '0', avgPrice: null, status: 'pending', submittedAt: at, goodUntil: closesAt } as const),
    }
    const later = minutes.filter((bar) => bar.opensAt >= at)
    return later.some((bar) => fillOnBar(order, bar, PAPER_FILL_MODEL).kind === 'filled') ? report.strategy : null
  }
  return null
}

function decide(symbol: string, { at, bars, closesAt }: { at: Instant; bars: readonly Bar[]; closesAt: Instant }) {
  return decideRoute(
    analyse({
      ...({ runId: `${symbol} ${at}`, book: 'practice', trigger: 'bar', symbol, interval: '15Min' } as const),
      ...({ strategy: 'breakout', params: {}, side: 'buy', minNotionalUsd: 100, maxNotionalUsd: 5_000 } as const),
      ...{ publish: true, execute: true, forced: false, killSwitchActive: false, killSwitchReason: undefined },
      killSwitchNotionalUsd: undefined,
      frame: { kind: 'frame', source: 'dal', bars, path: null },
    }),
    {
      tradingState: { state: 'ACTIVE', reason: null, setBy: 'test', setAt: 0 },
      holding: FLAT,
      stopPrice: null,
      openedAt: null,
      workingOrders: 0,
    },
    {
      ...{ limits: DEFAULT_RISK_LIMITS, executionEnabled: true, syntheticMayExecute: true },
      ...{ intentExpiresAfterMs: 300_000, sessionClosesAt: closesAt },
    },
    at,
  )
}
