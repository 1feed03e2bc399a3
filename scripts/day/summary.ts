/** The day's outcome as a few lines for a terminal. */
import { shortValue, timeOf } from './markdown.ts'
import type { DayReport } from './report.ts'

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)))
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** One row per symbol, then every distinct refusal with how often it came. */
export function summaryOf(report: DayReport): string {
  const { totals } = report
  const rows = report.symbols.map((symbol) => {
    const own = <T extends { readonly symbol: string }>(list: readonly T[]): T[] =>
      list.filter((row) => row.symbol === symbol)
    const position = own(report.positions)[0]
    return [
      symbol,
      String(own(report.decisions).length),
      String(own(report.refusals).length),
      String(own(report.orders).length),
      String(own(report.fills).length),
      position?.net_qty ?? '0',
      position?.realized_pnl ?? '0',
      position?.unrealized_pnl ?? '0',
    ]
  })
  const head = ['symbol', 'decisions', 'refusals', 'orders', 'fills', 'shares', 'realised P&L', 'open P&L']
  const fills = report.fills.map((fill) => {
    const { symbol, side, qty, price } = fill
    return `${timeOf(fill.filled_at)}  ${symbol} ${side} ${qty} at ${price} (decided ${timeOf(fill.decided_at)})`
  })
  const refused = Map.groupBy(report.refusals, ({ symbol, strategy, gate }) => `${symbol} ${strategy} ${gate}`)
  const refusals = [...refused.values()].map((list) => {
    const [first] = list
    if (!first) return []
    return [
      `${list.length}×`,
      first.symbol,
      first.strategy,
      first.gate,
      shortValue(first.value),
      first.threshold,
      first.words,
    ]
  })
  const title = `${report.day}  net P&L ${totals.net_pnl} USD (fees ${totals.fees}); times are UTC`
  return [
    title,
    '',
    columns([head, ...rows]),
    ...(fills.length > 0 ? ['', 'fills', ...fills] : []),
    ...(refusals.length > 0 ? ['', 'refusals (first value of each gate)', columns(refusals)] : []),
  ].join('\n')
}
