/** Breakout, long only: buys a close-in high above the channel of the bars before, while the trend agrees. */
import type { Gate } from '../../contracts/api/router.ts'
import type { Bar } from '../../contracts/bars.ts'
import { all, any, type Claim, holds, numberGate } from './gates.ts'
import type { BreakoutParams } from './params.ts'
import { type Cells, type RowOf, rowsOf } from './rows.ts'
import { atrOf, emaOf, finiteOrNull, highestOf } from './series.ts'

export interface BreakoutColumns extends Cells {
  readonly close: number
  readonly low: number
  /** The price that has to reach the channel: the high or the close. */
  readonly triggerPrice: number
  /** Top of the channel, and the same raised by the buffer. */
  readonly hh: number | null
  readonly hhBuf: number | null
  readonly ema: number | null
  readonly trailStop: number | null
  readonly trailStopBefore: number | null
  readonly trendOk: Claim
  readonly trigger: Claim
  readonly atrOk: boolean
}
export type BreakoutRow = RowOf<BreakoutParams, BreakoutColumns>

/**
 * hh = highest high (or close) of the `lookback` bars before this one, or up to this one with `enterOnBreakBar`: the
 * strategy's one delay. Entry: trigger price >= hh · (1 + buffer), and close > ema when filtered. Exit: close < ema
 * when both flags ask for it, or the low below the trail stop of the bar before.
 */
export function breakoutColumns(bars: readonly Bar[], params: BreakoutParams): readonly BreakoutRow[] {
  const channel = bars.map((bar) => (params.useCloseForBreakout ? bar.close : bar.high))
  const delay = params.enterOnBreakBar ? 0 : 1
  const highest = highestOf(channel, params.lookback, params.minBreakValid, delay)
  const emas = emaOf(
    bars.map((bar) => bar.close),
    params.emaFast,
  )
  const atrs = atrOf(bars, params.atrLen)
  const stopAt = (index: number): number | null => {
    const [bar, atr] = [bars[index], atrs[index] ?? null]
    return bar && atr !== null ? finiteOrNull(bar.close - params.atrMult * atr) : null
  }
  const cells = bars.map(({ close, high, low }, index): BreakoutColumns => {
    const [hh, ema, atr] = [highest[index] ?? null, emas[index] ?? null, atrs[index] ?? null]
    const hhBuf = hh === null ? null : finiteOrNull(hh * (1 + params.breakoutBufferPct))
    const triggerPrice = params.confirmWithHigh ? high : close
    const trailStopBefore = stopAt(index - 1)
    const trendOk = params.useEmaFilter ? holds(close, '>', ema) : true
    const trigger = holds(triggerPrice, '>=', hhBuf)
    const emaBreak = params.exitOnEmaBreak && params.useEmaFilter ? holds(close, '<', ema) : false
    return {
      ...{ close, low, triggerPrice, hh, hhBuf, ema, atr },
      ...{ trailStop: stopAt(index), trailStopBefore, trendOk, trigger },
      atrOk: atr !== null,
      entrySignal: all([trigger, trendOk]),
      exitSignal: any([emaBreak, holds(low, '<', trailStopBefore)]),
    }
  })
  return rowsOf(params, bars, cells, { entryBars: 0, exitBars: 0 })
}

export function breakoutEntryGates({ entryFrom: from, params }: BreakoutRow): readonly Gate[] {
  const trigger = { comparison: '>=', limit: from?.hhBuf ?? null, of: 'hh_buf' } as const
  const trend = { comparison: '>', limit: from?.ema ?? null, of: 'ema' } as const
  return [
    numberGate('breakout.trigger', from?.triggerPrice ?? null, trigger),
    ...(params.useEmaFilter ? [numberGate('breakout.trend', from?.close ?? null, trend)] : []),
  ]
}

export function breakoutExitGates({ exitFrom: from, params }: BreakoutRow): readonly Gate[] {
  const emaBreak = { comparison: '<', limit: from?.ema ?? null, of: 'ema' } as const
  const trail = { comparison: '<', limit: from?.trailStopBefore ?? null, of: 'trail_stop' } as const
  const asksEma = params.exitOnEmaBreak && params.useEmaFilter
  return [
    ...(asksEma ? [numberGate('breakout.ema_break', from?.close ?? null, emaBreak)] : []),
    numberGate('breakout.trail_stop', from?.low ?? null, trail),
  ]
}
