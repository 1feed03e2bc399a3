/** Daily equity as a reader asks about it: year by year, how deep it fell and for how long, and as a line. */
import type { CellRun } from '../../../shared/contracts/api/sweeps.ts'

export type EquityDay = CellRun['equity'][number]

/** Fall below the highest equity so far, as a fraction of it; at most 0. The start counts as the first peak. */
export function drawdownsOf(days: readonly EquityDay[], startEquityUsd: number): readonly number[] {
  let peak = startEquityUsd
  return days.map(({ equityUsd }) => {
    peak = Math.max(peak, equityUsd)
    return peak > 0 ? equityUsd / peak - 1 : 0
  })
}

export interface Fall {
  /** First day below the peak, the deepest one, and the first that reaches the peak again; null when none does. */
  readonly from: string
  readonly deepest: string
  readonly until: string | null
  /** Fraction of the peak, below 0. */
  readonly depth: number
  /** Days below the peak. */
  readonly days: number
}

/** Every time that equity stood below a peak, the deepest first. */
export function fallsOf(days: readonly EquityDay[], startEquityUsd: number): readonly Fall[] {
  const falls: Fall[] = []
  for (const [at, depth] of drawdownsOf(days, startEquityUsd).entries()) {
    const day = days[at]?.day ?? ''
    const open = falls.at(-1)?.until === null ? falls.pop() : undefined
    if (depth >= 0) {
      if (open) falls.push({ ...open, until: day })
    } else if (open === undefined) falls.push({ from: day, deepest: day, until: null, depth, days: 1 })
    else falls.push({ ...open, days: open.days + 1, ...(depth < open.depth ? { depth, deepest: day } : {}) })
  }
  return falls.toSorted((a, b) => a.depth - b.depth)
}

export interface YearRow {
  readonly year: string
  readonly days: number
  /** Fraction of the equity at the end of the year before, or at the start. */
  readonly gained: number
  readonly endEquityUsd: number
  /** Deepest point of the year below the highest equity so far. */
  readonly drawdown: number
}

/** Calendar years, oldest first. */
export function yearsOf(days: readonly EquityDay[], startEquityUsd: number): readonly YearRow[] {
  const rows: YearRow[] = []
  const drawdowns = drawdownsOf(days, startEquityUsd)
  let before = startEquityUsd
  for (const [at, { day, equityUsd }] of days.entries()) {
    const year = day.slice(0, 4)
    const last = rows.at(-1)
    const drawdown = drawdowns[at] ?? 0
    if (last?.year !== year) {
      before = last?.endEquityUsd ?? startEquityUsd
      rows.push({ year, days: 1, gained: equityUsd / before - 1, endEquityUsd: equityUsd, drawdown })
    } else {
      const so = { days: last.days + 1, gained: equityUsd / before - 1, endEquityUsd: equityUsd }
      rows[rows.length - 1] = { year, ...so, drawdown: Math.min(last.drawdown, drawdown) }
    }
  }
  return rows
}

export interface Curve {
  /** Points of an SVG polyline in a picture of 1000 by 100. */
  readonly points: string
  readonly low: number
  readonly high: number
}

const WIDTH = 1_000
const HEIGHT = 100

/** The values as a line from left to right, the highest at the top. Values that do not move lie in the middle. */
export function curveOf(values: readonly number[], bounds?: { readonly low: number; readonly high: number }): Curve {
  const low = bounds?.low ?? Math.min(...values)
  const high = bounds?.high ?? Math.max(...values)
  const span = high - low
  const points = values.map((value, at) => {
    const x = (at / Math.max(1, values.length - 1)) * WIDTH
    const y = span > 0 ? ((high - value) / span) * HEIGHT : HEIGHT / 2
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  return { points: points.join(' '), low, high }
}
