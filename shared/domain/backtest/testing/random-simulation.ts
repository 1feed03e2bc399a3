/**
 * Whole simulations at random, for the properties that both engines must hold: gaps in time and price, zero volume,
 * one-bar symbols, delistings, splits and dividends, every order type, both sides, brackets, trailing stops, hold
 * limits, every sizing and every end. What a day draws depends on seed, symbol and day alone, so that a shorter
 * simulation is a beginning of the longer one.
 */
import type fc from 'fast-check'
import { uniformAt } from '../../../base/random.ts'
import type { BarColumns } from '../../market/index.ts'
import type { SignalColumns } from '../../strategy/index.ts'
import type { AccountRules, CorporateAction, Simulation, SimulationSymbol } from '../simulation.ts'
import { randomPlan, type SimulationPlan, type SymbolPlan } from './random-plan.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Opening of the first day. */
const FIRST = 1_400_000_000_000
const TRADED_HOURS = [6.5, 6.5, 1, 24] as const
const SPLIT_RATIOS = [2, 3, 1.5, 0.5, 1 / 3, 0.1] as const
const DIVIDENDS_USD = [0.25, 1, 0.1234567] as const
const PRICE_MIN_USD = 0.05

/** Draws one after the other. */
type Draw = () => number

const drawsOf = (seed: number, symbol: number, day: number): Draw => {
  let turn = 0
  return () => uniformAt(seed, symbol * 1_000 + day, turn++)
}

const pick = <T>(draw: Draw, [first, ...others]: readonly [T, ...T[]]): T => {
  const turn = Math.floor(draw() * (others.length + 1))
  return others[turn - 1] ?? first
}

/** From a day on, everything but which bars there are is drawn from another seed. */
export interface Scramble {
  readonly afterDay: number
  readonly seed: number
}

/** Opening instant of every day, one to three days apart. */
export function openingsOf({ seed, days }: SimulationPlan): readonly number[] {
  const openings = [FIRST]
  while (openings.length < days) {
    const gap = 1 + Math.floor(uniformAt(seed, 900_000, openings.length) * 1.4)
    openings.push((openings.at(-1) ?? FIRST) + gap * DAY)
  }
  return openings
}

interface Row {
  readonly opensAt: number
  readonly closesAt: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly spread: number
  readonly enterLong: boolean
  readonly enterShort: boolean
  readonly exitLong: boolean
  readonly exitShort: boolean
  readonly limit: number
  readonly trigger: number
  readonly stop: number
  readonly target: number
  readonly trail: number
  readonly stake: number
}

const isUnknown = (draw: Draw, share: number): boolean => draw() < share

function stakeAt(draw: Draw, { sizing }: AccountRules): number {
  const level = draw()
  const fate = draw()
  if (fate < 0.06) return Number.NaN
  if (fate < 0.12) return -level
  if (sizing === 'all_in') return 0.2 + 0.8 * level
  if (sizing === 'notional') return 1.4 * level
  return sizing === 'loss_at_stop' ? 0.05 * level : 200 * level
}

interface Before {
  readonly opensAt: number
  /** Dollars, after the splits since. */
  readonly close: number
}

function rowAt(draw: Draw, before: Before, plan: SymbolPlan, account: AccountRules): Row {
  const { opensAt } = before
  const onTick = (usd: number): number =>
    Math.max(Math.ceil(PRICE_MIN_USD * plan.ticksPerUsd), Math.round(usd * plan.ticksPerUsd)) / plan.ticksPerUsd
  const isGap = draw() < 0.2
  const open = onTick(before.close * (1 + (draw() - 0.5) * (isGap ? 0.2 : 0.02)))
  const isStill = draw() < 0.06
  const close = isStill ? open : onTick(open * (1 + (draw() - 0.49) * 0.08))
  const high = isStill ? open : Math.max(open, close, onTick(Math.max(open, close) * (1 + draw() * 0.03)))
  const low = isStill ? open : Math.min(open, close, onTick(Math.min(open, close) * (1 - draw() * 0.03)))
  const enterLong = draw() < 0.3
  const enterShort = plan.isShorted && draw() < 0.25
  // Below the close for a long, above it for a short; now and then on the wrong side.
  const side = (enterShort && !enterLong ? -1 : 1) * (draw() < 0.06 ? -1 : 1)
  const away = (share: number): number => onTick(close * (1 + side * share))
  const known = (value: number, share: number): number => (isUnknown(draw, share) ? Number.NaN : value)
  return {
    opensAt,
    closesAt: opensAt + pick(draw, TRADED_HOURS) * HOUR,
    ...{ open, high, low, close, enterLong, enterShort },
    volume: isStill || draw() < 0.1 ? 0 : Math.floor(plan.volume * 2 * draw()),
    spread: known(Math.round(draw() * 8) / 100, 0.4),
    exitLong: draw() < 0.12,
    exitShort: draw() < 0.12,
    limit: known(away((draw() - 0.7) * 0.05), 0.05),
    trigger: known(away((draw() - 0.4) * 0.05), 0.05),
    stop: known(away(-draw() * 0.08), 0.1),
    target: known(away(draw() * 0.08), 0.1),
    trail: known(close * (0.005 + draw() * 0.06), 0.1),
    stake: stakeAt(draw, account),
  }
}

/** Dividends and splits that take effect on a day, oldest first. */
function actionsAt(draw: Draw, opensAt: number, share: number): readonly CorporateAction[] {
  const actions: CorporateAction[] = []
  for (const hoursBefore of [5, 0]) {
    if (draw() >= share) continue
    const at = opensAt - hoursBefore * HOUR
    if (draw() < 0.5) actions.push({ kind: 'dividend', at, perShareUsd: pick(draw, DIVIDENDS_USD) })
    else actions.push({ kind: 'split', at, ratio: pick(draw, SPLIT_RATIOS) })
  }
  return actions
}

const columnOf = (rows: readonly Row[], value: (row: Row) => number): Float64Array => Float64Array.from(rows, value)
const flagsOf = (rows: readonly Row[], value: (row: Row) => boolean): Uint8Array =>
  Uint8Array.from(rows, (row) => Number(value(row)))

function barsOf(symbol: string, rows: readonly Row[]): BarColumns {
  const column = (value: (row: Row) => number): Float64Array => columnOf(rows, value)
  return {
    symbol,
    length: rows.length,
    opensAt: column((row) => row.opensAt),
    closesAt: column((row) => row.closesAt),
    open: column((row) => row.open),
    high: column((row) => row.high),
    low: column((row) => row.low),
    close: column((row) => row.close),
    volume: column((row) => row.volume),
    spread: column((row) => row.spread),
  }
}

function signalsOf(rows: readonly Row[], plan: SymbolPlan): SignalColumns {
  const columnIf = (has: boolean, value: (row: Row) => number) => (has ? columnOf(rows, value) : null)
  const { entryOrder } = plan
  return {
    length: rows.length,
    enterLong: flagsOf(rows, (row) => row.enterLong),
    exitLong: flagsOf(rows, (row) => row.exitLong),
    enterShort: flagsOf(rows, (row) => row.enterShort),
    exitShort: flagsOf(rows, (row) => row.exitShort),
    entryOrder,
    limitPrice: columnIf(entryOrder === 'limit' || entryOrder === 'stop_limit', (row) => row.limit),
    triggerPrice: columnIf(entryOrder === 'stop' || entryOrder === 'stop_limit', (row) => row.trigger),
    stopPrice: columnIf(plan.hasStop, (row) => row.stop),
    targetPrice: columnIf(plan.hasTarget, (row) => row.target),
    trailDistance: columnIf(plan.hasTrail, (row) => row.trail),
    stake: columnIf(plan.hasStake, (row) => row.stake),
    holdBarsMax: plan.holdBarsMax,
  }
}

function symbolOf(plan: SimulationPlan, index: number, openings: readonly number[], scramble: Scramble | null) {
  const one = plan.symbols[index] as SymbolPlan
  const first = Math.min(one.lateDays, plan.days - 1)
  const end = Math.max(first + 1, plan.days - one.lackingDays)
  const rows: Row[] = []
  const actions: CorporateAction[] = []
  let price = one.firstPriceUsd
  openings.forEach((opensAt, day) => {
    const seed = scramble !== null && day > scramble.afterDay ? scramble.seed : plan.seed
    const acting = actionsAt(drawsOf(seed, index + 10, day), opensAt, one.actionShare)
    actions.push(...acting)
    for (const action of acting) if (action.kind === 'split') price /= action.ratio
    const isOpen = day === first || uniformAt(plan.seed, (index + 20) * 1_000 + day, 0) >= one.gapShare
    if (day < first || day >= end || !isOpen) return
    const row = rowAt(drawsOf(seed, index, day), { opensAt, close: price }, one, plan.account)
    price = row.close
    rows.push(row)
  })
  const bars = barsOf('ABC'.charAt(index), rows)
  return { bars, signals: signalsOf(rows, one), actions, tradeFrom: one.tradeFrom } satisfies SimulationSymbol
}

/** The simulation that a plan describes. */
export function simulationOf(plan: SimulationPlan, scramble: Scramble | null = null): Simulation {
  const openings = openingsOf(plan)
  const symbols = plan.symbols.map((_, index) => symbolOf(plan, index, openings, scramble))
  return { symbols, account: plan.account, costs: plan.costs }
}

export const randomSimulation: fc.Arbitrary<Simulation> = randomPlan.map((plan) => simulationOf(plan))
