/** From the bars of a vendor to what every cell of a study runs on, with all that a reader must know of them. */
import { compareText } from '../../base/by-instant.ts'
import { type Instant, isoOf } from '../../base/instant.ts'
import type { Bar, QuarantinedRow } from '../../contracts/bars.ts'
import type { Interval } from '../../contracts/scalars.ts'
import type { FieldError } from '../../contracts/wire.ts'
import type { CorporateAction } from '../backtest/index.ts'
import { CALENDAR_HORIZON, type Session, sessionsBetween, tradingDayOf } from '../calendar/index.ts'
import { type BarColumns, barColumns } from '../market/index.ts'
import type { TradingDays } from '../performance/index.ts'
import { type FilterColumns, filterColumns } from './filters.ts'
import { lowPrices, missingBars, setAside } from './gaps.ts'
import { barsPerSession, type Window } from './window.ts'

/** What a vendor answered for one symbol. */
export interface SymbolHistory {
  readonly symbol: string
  /** Validated, oldest first. */
  readonly bars: readonly Bar[]
  readonly quarantined: readonly QuarantinedRow[]
  /** Oldest first; empty where the bars are adjusted for them already. */
  readonly actions: readonly CorporateAction[]
}

export interface MarketSymbol {
  readonly bars: BarColumns
  /** Null when no filter ran. */
  readonly filters: FilterColumns | null
  readonly actions: readonly CorporateAction[]
  /** Index of the first bar on which a trade may be decided; those before it warm up. */
  readonly tradeFrom: number
}

/** The data of a study: the same for every cell. */
export interface Market {
  readonly interval: Interval
  /** In the order of their names. */
  readonly symbols: readonly MarketSymbol[]
  /** Opening instant of every step: the distinct ones of all symbols. */
  readonly steps: Float64Array
  /** Trading days of the window; their last steps are counted over all steps. */
  readonly days: TradingDays
  /** Bars within the window, over all symbols. */
  readonly barsTraded: number
  readonly synthetic: boolean
  readonly warnings: readonly string[]
}

export type MarketAnswer =
  | { readonly kind: 'ok'; readonly market: Market }
  | { readonly kind: 'refused'; readonly errors: readonly FieldError[] }

export interface MarketRequest {
  readonly interval: Interval
  readonly window: Window
  /** Bars that must lie before the window. */
  readonly warmUpBars: number
  /** Whether the filters run. */
  readonly probabilistic: boolean
}

/** The sessions that a series touches, the calendar's own; what lies beyond its horizon is not among them. */
function sessionsOf(bars: readonly Bar[], window: Window): readonly Session[] {
  const [first] = bars
  return first ? sessionsBetween(tradingDayOf(first.opensAt), tradingDayOf(window.to)) : []
}

/** Bars of regular sessions; others trade too thinly to be filled on, and no strategy measures on them. */
function inSession(bars: readonly Bar[], sessions: readonly Session[]): readonly Bar[] {
  let at = 0
  return bars.filter(({ opensAt, closesAt }) => {
    while (at < sessions.length && (sessions[at]?.closesAt ?? 0) <= opensAt) at += 1
    const session = sessions[at]
    return session !== undefined && opensAt >= session.opensAt && closesAt <= session.closesAt
  })
}

interface Prepared {
  readonly symbol: MarketSymbol
  readonly synthetic: boolean
  readonly warnings: readonly string[]
}

const dayOf = (instant: Instant, interval: Interval): string =>
  interval === '1Day' ? tradingDayOf(instant) : isoOf(instant)

/** When a history is long enough for a warm-up, by the calendar: it may be longer where bars are missing. */
function earliestStart(first: Bar | undefined, interval: Interval, warmUpBars: number): string {
  const sessions = first ? sessionsBetween(tradingDayOf(first.opensAt), CALENDAR_HORIZON.to) : []
  const session = sessions[Math.ceil(warmUpBars / barsPerSession(interval))]
  return session ? `start on ${session.day} or later, or ` : ''
}

function prepareSymbol(history: SymbolHistory, request: MarketRequest): Prepared | FieldError {
  const { interval, window, warmUpBars } = request
  const known = history.bars.filter(({ closesAt }) => closesAt <= window.to)
  const sessions = sessionsOf(known, window)
  const bars = inSession(known, sessions)
  const tradeAt = bars.findIndex(({ opensAt }) => opensAt >= window.from)
  const { symbol } = history
  const span = `from ${dayOf(window.from, interval)} to ${dayOf(window.to - 1, interval)}`
  if (tradeAt < 0) return { field: 'symbol', message: `${symbol} has no ${interval} bar of a session ${span}` }
  if (tradeAt < warmUpBars) {
    const asked = dayOf(window.from, interval)
    const remedy = earliestStart(bars[0], interval, warmUpBars)
    const message = `${asked} leaves ${tradeAt} bars of ${symbol} before it, and the parameters need ${warmUpBars}`
    return { field: 'start', message: `${message}: ${remedy}use shorter windows` }
  }
  const kept = bars.slice(tradeAt - warmUpBars)
  return {
    symbol: {
      bars: barColumns(symbol, kept),
      filters: request.probabilistic ? filterColumns(kept) : null,
      actions: history.actions,
      tradeFrom: warmUpBars,
    },
    synthetic: kept.some(({ synthetic }) => synthetic),
    warnings: [
      ...setAside(symbol, history.quarantined),
      ...missingBars(kept, sessions, window.to),
      ...lowPrices(kept.slice(warmUpBars)),
    ],
  }
}

function stepsOf(symbols: readonly MarketSymbol[]): Float64Array {
  const [first, ...more] = symbols
  if (first && more.length === 0) return first.bars.opensAt
  const instants = new Set(symbols.flatMap(({ bars }) => [...bars.opensAt]))
  return Float64Array.from(instants).sort()
}

/** The days of the window, counted on the calendar's sessions. */
function daysOf(steps: Float64Array, window: Window): TradingDays {
  const days: string[] = []
  const lastStep: number[] = []
  const sessions = sessionsBetween(tradingDayOf(window.from), tradingDayOf(window.to))
  let at = 0
  for (const [index, instant] of steps.entries()) {
    if (instant < window.from) continue
    while ((sessions[at]?.closesAt ?? Number.POSITIVE_INFINITY) <= instant) at += 1
    const day = sessions[at]?.day ?? ''
    if (days.at(-1) !== day) days.push(day)
    lastStep[days.length - 1] = index
  }
  const lastAt = Float64Array.from(lastStep, (step) => steps[step] as number)
  return { days, lastStep: Int32Array.from(lastStep), lastAt }
}

/**
 * The market of a study, or why it cannot be studied, by key: a symbol without bars, a warm-up that the history does
 * not cover. Rows that were set aside, sessions without a bar and a history that ends early are told as warnings.
 */
export function marketOf(histories: readonly SymbolHistory[], request: MarketRequest): MarketAnswer {
  const ordered = [...histories].sort((a, b) => compareText(a.symbol, b.symbol))
  const answers = ordered.map((history) => prepareSymbol(history, request))
  const errors = answers.filter((answer) => 'field' in answer)
  if (errors.length > 0) return { kind: 'refused', errors }
  const prepared = answers.filter((answer) => 'symbol' in answer)
  const symbols = prepared.map(({ symbol }) => symbol)
  const steps = stepsOf(symbols)
  return {
    kind: 'ok',
    market: {
      ...{ interval: request.interval, symbols, steps },
      days: daysOf(steps, request.window),
      barsTraded: symbols.reduce((sum, { bars, tradeFrom }) => sum + bars.length - tradeFrom, 0),
      synthetic: prepared.some(({ synthetic }) => synthetic),
      warnings: prepared.flatMap(({ warnings }) => warnings),
    },
  }
}
