/** The wall for bars: each row passes every rule or is set aside with the first one it broke, and the batch goes on. */
import type { Instant } from '../../base/instant.ts'
import type { Bar, QuarantinedRow } from '../../contracts/bars.ts'
import type { BarRule } from '../../contracts/reasons.ts'

/** Most that a bar can hold, as its contract says. */
const PRICE_MAX = 10_000_000
const VOLUME_MAX = 1e15

/** A close or a range that departs by more than this factor is a bad print, not a market. */
const JUMP_FACTOR_MAX = 5
/** Earlier rows whose median close a bar is held against. A level that lasts longer than half of them is believed. */
const JUMP_NEIGHBOURS = 9
const JUMP_NEIGHBOURS_MIN = 3

/** Longest part of a raw row that is kept. */
const ROW_TEXT_MAX = 300

/** A row as read from a vendor: the bar it makes (numbers may be NaN), or the rule it broke before it made one. */
export interface BarRow {
  /** Line in the source, from 1. */
  readonly line: number
  readonly text: string
  /** Start of the bar; null when the row does not say. */
  readonly at: Instant | null
  readonly parsed: Bar | BarRule
}

interface ValidatedBars {
  readonly bars: readonly Bar[]
  readonly quarantined: readonly QuarantinedRow[]
}

function brokenRule(bar: Bar): BarRule | null {
  const prices = [bar.open, bar.high, bar.low, bar.close]
  if (![...prices, bar.volume].every(Number.isFinite)) return 'NOT_FINITE'
  if (prices.some((price) => price <= 0)) return 'PRICE_NOT_POSITIVE'
  if (bar.volume < 0) return 'VOLUME_NEGATIVE'
  if (prices.some((price) => price > PRICE_MAX) || bar.volume > VOLUME_MAX) return 'OUT_OF_RANGE'
  if (bar.high < Math.max(bar.open, bar.close, bar.low) || bar.low > Math.min(bar.open, bar.close)) {
    return 'HIGH_LOW_CROSSED'
  }
  return bar.high > bar.low * JUMP_FACTOR_MAX ? 'PRICE_JUMP' : null
}

/** Whether a close departs from the closes before it, those of earlier jumps included. */
function jumps(close: number, closesBefore: readonly number[]): boolean {
  if (closesBefore.length < JUMP_NEIGHBOURS_MIN) return false
  const sorted = [...closesBefore].sort((a, b) => a - b)
  const lower = sorted[(sorted.length - 1) >> 1] ?? close
  const upper = sorted[sorted.length >> 1] ?? close
  return close > upper * JUMP_FACTOR_MAX || close < lower / JUMP_FACTOR_MAX
}

/**
 * Validates the rows of one symbol and interval, oldest first. A row is judged by itself and by rows before it, never
 * by later ones, so that a bar has the same fate live and in a replay.
 *
 * An unadjusted split is a lasting change of level: its first bars are set aside until the new level is believed.
 * Rows should therefore be adjusted before they come here.
 */
export function validateBars(symbol: string, rows: readonly BarRow[]): ValidatedBars {
  const bars: Bar[] = []
  const quarantined: QuarantinedRow[] = []
  const closesBefore: number[] = []
  let lastOpensAt = Number.NEGATIVE_INFINITY
  for (const { line, text, parsed } of rows) {
    let rule = typeof parsed === 'string' ? parsed : brokenRule(parsed)
    if (rule === null && typeof parsed !== 'string') {
      if (parsed.opensAt <= lastOpensAt || parsed.closesAt <= parsed.opensAt) rule = 'TIME_NOT_INCREASING'
      else {
        lastOpensAt = parsed.opensAt
        if (jumps(parsed.close, closesBefore)) rule = 'PRICE_JUMP'
        else bars.push(parsed)
        closesBefore.push(parsed.close)
        if (closesBefore.length > JUMP_NEIGHBOURS) closesBefore.shift()
      }
    }
    if (rule !== null) quarantined.push({ symbol, line, rule, row: text.slice(0, ROW_TEXT_MAX) })
  }
  return { bars, quarantined }
}
