/** The day's outcome as a few lines for a terminal. */
import { add, ZERO } from '../../shared/base/decimal.ts'
import { textTable } from '../lib/text-table.ts'
import { shortValue, timeOf } from './markdown.ts'
import type { DayReport } from './report.ts'

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
    textTable([head, ...rows]),
    ...(fills.length > 0 ? ['', 'fills', ...fills] : []),
    ...(refusals.length > 0 ? ['', 'refusals (first value of each gate)', textTable(refusals)] : []),
  ].join('\n')
}

/** One row per day of a range, and their sum; a day that could not be replayed says why. */
export function rangeSummaryOf(days: readonly (DayReport | { readonly day: string; readonly why: string })[]): string {
  const reports = days.filter((one): one is DayReport => !('why' in one))
  const nets = reports.map(({ totals }) => totals.net_pnl)
  const sum = nets.every((net) => net !== 'UNKNOWN') ? nets.reduce(add, ZERO) : 'UNKNOWN'
  const count = (pick: (totals: DayReport['totals']) => number): string =>
    String(reports.reduce((total, { totals }) => total + pick(totals), 0))
  const rows = days.map((one) => {
    if ('why' in one) return [one.day, '', '', '', '', one.why]
    const { decisions, refusals, orders, fills, net_pnl } = one.totals
    return [one.day, ...[decisions, refusals, orders, fills].map(String), `${net_pnl}`]
  })
  const counts = [count((t) => t.decisions), count((t) => t.refusals), count((t) => t.orders), count((t) => t.fills)]
  return textTable([
    ['day', 'decisions', 'refusals', 'orders', 'fills', 'net P&L'],
    ...rows,
    ['all', ...counts, `${sum}`],
  ])
}
