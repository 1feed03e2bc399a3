/** What a backtest came to, as lines for a terminal and as one object. */

import { isoOf } from '../../shared/base/instant.ts'
import { frameRowSchema } from '../../shared/contracts/api/sweeps.ts'
import { cellSchema, metricsSchema, sweepSummarySchema } from '../../shared/contracts/research.ts'
import { encodeWire, snakeKeys } from '../../shared/contracts/wire.ts'
import { textTable } from '../lib/text-table.ts'
import type { FrameOfSymbol } from '../research/frames.ts'
import { fixed } from '../research/page/figures.ts'
import { metricRows, titleText } from '../research/tell.ts'
import type { Call } from './call.ts'
import type { NoEntry, SizedEntry } from './entries.ts'
import type { Outcome } from './run.ts'

/** `bars=signals=regimes=22`, or each apart where they differ. */
function countsLine({ symbol, frame }: FrameOfSymbol): string {
  const knownOf = (column: string): number => frame.known.find(({ name }) => name === column)?.nonNull ?? 0
  const [signals, regimes] = [knownOf('prob_filtered_price'), knownOf('regime_label')]
  const same = frame.rows === signals && frame.rows === regimes
  const counts = same
    ? `bars=signals=regimes=${frame.rows}`
    : `bars=${frame.rows} signals=${signals} regimes=${regimes}`
  return `${symbol} ${counts}`
}

const entryLine = ({ day, symbol, side, qty, price, probability, fraction, outcome }: SizedEntry): string => {
  const prob = probability === null ? 'UNKNOWN' : probability.toFixed(3)
  const at = price === null ? '' : ` at ${fixed(price)}`
  return `${day} ${symbol} ${side} ${qty}${at} prob=${prob} frac=${fraction.toFixed(4)} ${outcome}`
}

const noEntryLine = ({ reason, verdict, bars }: NoEntry): string =>
  `no entry: ${reason} ${verdict} on ${bars} ${bars === 1 ? 'bar' : 'bars'}`

export function linesOf(
  call: Call,
  { summary, study, result, entries, noEntries, frames, warnings, kept }: Outcome,
): string {
  const { metrics, intents, accepted, refused } = result.cell
  const refusals = refused.map(({ reason, count }) => `${reason} ${count}`).join(', ')
  const files = [
    ...(call.outDir === null ? [] : [`results ${call.outDir}`]),
    ...kept.map(({ path }) => `frame ${path}`),
  ]
  return [
    titleText(summary),
    ...(frames.length > 0 ? frames.map(countsLine) : [`bars=${study.market.barsTraded}`]),
    ...entries.map(entryLine),
    ...noEntries.map(noEntryLine),
    '',
    ...(metrics ? [textTable(metricRows(metrics, summary))] : []),
    `intents ${intents} = accepted ${accepted} + refused ${intents - accepted}${refusals ? ` (${refusals})` : ''}`,
    ...warnings.map((warning) => `warning: ${warning}`),
    ...files,
  ].join('\n')
}

/** Everything in wire form. */
export const jsonOf = ({ summary, result, entries, noEntries, frames, warnings, kept }: Outcome): unknown => ({
  summary: encodeWire(sweepSummarySchema, summary),
  cell: encodeWire(cellSchema, result.cell),
  counts: frames.map((one) => countsLine(one)),
  entries: snakeKeys(entries),
  no_entries: snakeKeys(noEntries),
  warnings,
  frames: kept.map((row) => encodeWire(frameRowSchema, row)),
})

export const metricsJson = ({ result }: Outcome): string =>
  JSON.stringify(result.cell.metrics === null ? null : encodeWire(metricsSchema, result.cell.metrics))

/** Rows of the last signals that are told. */
const SIGNALS_TOLD = 10

/** What the debug flags ask for, for stderr. */
export function debugLines(call: Call, { study, result, entries }: Outcome): readonly string[] {
  const { market, account, costs, config } = study
  const [first] = market.symbols
  const about = call.debug
    ? [
        `warm-up ${first?.tradeFrom ?? 0} bars, steps ${market.steps.length}, days ${market.days.days.length}`,
        `account ${JSON.stringify(account)}`,
        `costs ${JSON.stringify(costs)}`,
        `params ${JSON.stringify(config.params)}, digest ${result.cell.digest}`,
      ]
    : []
  const intents = call.debugEntries ? entries.map((entry) => `entry ${JSON.stringify(entry)}`) : []
  return [...about, ...intents, ...(call.debugSignals ? signalLines(study) : [])]
}

function signalLines({ market }: Outcome['study']): readonly string[] {
  return market.symbols.flatMap(({ bars, filters }) => {
    const rows = Array.from(
      { length: Math.min(SIGNALS_TOLD, bars.length) },
      (_, row) => bars.length - SIGNALS_TOLD + row,
    )
    const told = (values: Float64Array | undefined, row: number): string => fixed(values?.[row], 6)
    const lines = rows.map((row) => [
      isoOf(bars.opensAt[row] ?? 0),
      ...[told(bars.close, row), told(filters?.filteredPrice, row), told(filters?.velocity, row)],
      ...[told(filters?.uncertainty, row), told(filters?.probability, row)],
    ])
    return [textTable([[bars.symbol, 'close', 'filtered', 'velocity', 'uncertainty', 'probability'], ...lines])]
  })
}
