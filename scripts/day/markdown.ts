/** The day's report as Markdown, for people. */
import type { DayReport, Refusal } from './report.ts'

const cell = (value: unknown): string =>
  String(value ?? 'UNKNOWN')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')

function table(head: readonly string[], rows: readonly (readonly unknown[])[], empty: string): string {
  if (rows.length === 0) return `${empty}\n`
  const line = (cells: readonly unknown[]): string => `| ${cells.map(cell).join(' | ')} |`
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`
}

/** Six significant digits, enough to hold a value against its threshold. */
export const shortValue = (value: Refusal['value']): string =>
  value === null ? 'UNKNOWN' : typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value)

export const timeOf = (iso: string): string => iso.slice(11, 16)

export function markdownOf(report: DayReport): string {
  const { totals } = report
  return `# Replay of ${report.day}

Symbols ${report.symbols.join(', ')}; equity ${report.equity_usd} USD; decisions at every ${report.strategy_interval} close; times are UTC.

${table(
  ['decisions', 'refusals', 'orders', 'fills', 'realised P&L', 'open P&L', 'fees', 'net P&L'],
  [
    [
      totals.decisions,
      totals.refusals,
      totals.orders,
      totals.fills,
      totals.realized_pnl,
      totals.unrealized_pnl,
      totals.fees,
      totals.net_pnl,
    ],
  ],
  '',
)}
## Bars

${table(
  ['symbol', 'minutes', 'daily history', 'quarantined'],
  report.bars.map((row) => [
    row.symbol,
    row.minutes,
    row.dailyHistory,
    row.quarantined.map(({ rule, count }) => `${rule} ${count}`).join(', ') || 'none',
  ]),
  'No bars.',
)}
## Orders

${table(
  ['decided', 'symbol', 'side', 'quantity', 'filled', 'average price', 'status', 'reason'],
  report.orders.map((row) => [
    timeOf(row.decided_at),
    row.symbol,
    row.side,
    row.qty,
    row.filled_qty,
    row.avg_price ?? 'none',
    row.status,
    row.reason ?? '',
  ]),
  'No orders. The refusals below say why.',
)}
## Fills

${table(
  ['decided', 'filled', 'symbol', 'side', 'quantity', 'price', 'fee', 'cost', 'spread', 'P&L'],
  report.fills.map((row) => [
    timeOf(row.decided_at),
    timeOf(row.filled_at),
    row.symbol,
    row.side,
    row.qty,
    row.price,
    row.fee,
    row.cost,
    row.spread_source,
    row.pnl ?? 'opens',
  ]),
  'No fills.',
)}
## Positions

${table(
  ['symbol', 'shares', 'average price', 'mark', 'realised P&L', 'open P&L', 'fees'],
  report.positions.map((row) => [
    row.symbol,
    row.net_qty,
    row.avg_price ?? 'flat',
    row.mark_price,
    row.realized_pnl,
    row.unrealized_pnl,
    row.fees,
  ]),
  'No positions.',
)}
## Refusals

${table(
  ['at', 'symbol', 'strategy', 'gate', 'value', 'threshold', 'reason'],
  report.refusals.map((row) => [
    timeOf(row.at),
    row.symbol,
    row.strategy,
    row.gate,
    shortValue(row.value),
    row.threshold,
    row.words,
  ]),
  'Every decision became an order.',
)}
## Decisions

${table(
  ['at', 'symbol', 'strategy', 'regime', 'outcome', 'events'],
  report.decisions.map((row) => [
    timeOf(row.at),
    row.symbol,
    row.strategy,
    row.regime,
    row.outcome,
    row.events.join(' → '),
  ]),
  'No strategy bar closed.',
)}`
}
