/** The day's report as Markdown, for people. */
import { wordsOf } from '../../shared/contracts/reasons.ts'
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
  const head = [
    `Symbols ${report.symbols.join(', ')}; equity ${report.equity_usd} USD.`,
    `Decisions at every ${report.strategy_interval} close; times are UTC.`,
  ]
  const profits = [totals.realized_pnl, totals.unrealized_pnl, totals.fees, totals.net_pnl]
  const sections = [
    `# Replay of ${report.day}\n\n${head.join(' ')}\n`,
    table(
      ['decisions', 'refusals', 'orders', 'fills', 'realised P&L', 'open P&L', 'fees', 'net P&L'],
      [[totals.decisions, totals.refusals, totals.orders, totals.fills, ...profits]],
      '',
    ),
    barsSection(report),
    ordersSection(report),
    fillsSection(report),
    positionsSection(report),
    refusalsSection(report),
    decisionsSection(report),
    watchlistsSection(report),
    scheduleSection(report),
  ]
  return sections.join('\n')
}

const section = (title: string, body: string): string => `## ${title}\n\n${body}`

const barsSection = ({ bars }: DayReport): string =>
  section(
    'Bars',
    table(
      ['symbol', 'minutes', 'daily history', 'quarantined'],
      bars.map((row) => {
        const quarantined = row.quarantined.map(({ rule, count }) => `${rule} ${count}`).join(', ')
        return [row.symbol, row.minutes, row.dailyHistory, quarantined || 'none']
      }),
      'No bars.',
    ),
  )

const watchlistsSection = ({ watchlists }: DayReport): string =>
  section(
    'Watchlists',
    table(
      ['at', 'list', 'in', 'out'],
      watchlists.map(({ at, bucket, symbols, dropped }) => [
        ...[timeOf(at), bucket, symbols.join(', ') || 'nobody'],
        dropped.map(({ symbol, gate, reason }) => `${symbol} (${gate}: ${reason})`).join(', ') || 'nobody',
      ]),
      'No watchlists.',
    ),
  )

const scheduleSection = ({ schedule }: DayReport): string =>
  section(
    'Schedule',
    table(
      ['due', 'slot', 'status', 'left'],
      schedule.map(({ due_at, slot, status, reason, left }) => [
        ...[timeOf(due_at), slot, reason === null ? status : `${status}: ${wordsOf(reason)}`, left || 'nothing'],
      ]),
      'No slots.',
    ),
  )

const ordersSection = ({ orders }: DayReport): string =>
  section(
    'Orders',
    table(
      ['decided', 'symbol', 'side', 'quantity', 'filled', 'average price', 'status', 'reason'],
      orders.map((row) => {
        const { symbol, side, qty, status, reason } = row
        return [
          timeOf(row.decided_at),
          symbol,
          side,
          qty,
          row.filled_qty,
          row.avg_price ?? 'none',
          status,
          reason ?? '',
        ]
      }),
      'No orders. The refusals below say why.',
    ),
  )

const fillsSection = ({ fills }: DayReport): string =>
  section(
    'Fills',
    table(
      ['decided', 'filled', 'symbol', 'side', 'quantity', 'price', 'fee', 'cost', 'spread', 'source', 'P&L'],
      fills.map((row) => {
        const { symbol, side, qty, price, fee, cost, spread, spread_source, pnl } = row
        const times = [timeOf(row.decided_at), timeOf(row.filled_at)]
        return [...times, symbol, side, qty, price, fee, cost, spread, spread_source, pnl ?? 'opens']
      }),
      'No fills.',
    ),
  )

const positionsSection = ({ positions }: DayReport): string =>
  section(
    'Positions',
    table(
      ['symbol', 'shares', 'average price', 'mark', 'realised P&L', 'open P&L', 'fees'],
      positions.map((row) => {
        const profits = [row.realized_pnl, row.unrealized_pnl, row.fees]
        return [row.symbol, row.net_qty, row.avg_price ?? 'flat', row.mark_price, ...profits]
      }),
      'No positions.',
    ),
  )

const refusalsSection = ({ refusals }: DayReport): string =>
  section(
    'Refusals',
    table(
      ['at', 'symbol', 'strategy', 'gate', 'value', 'threshold', 'reason'],
      refusals.map((row) => {
        const { symbol, strategy, gate, threshold, words } = row
        return [timeOf(row.at), symbol, strategy, gate, shortValue(row.value), threshold, words]
      }),
      'Every decision became an order or kept its position.',
    ),
  )

const decisionsSection = ({ decisions }: DayReport): string =>
  section(
    'Decisions',
    table(
      ['at', 'symbol', 'strategy', 'regime', 'outcome', 'events'],
      decisions.map(({ at, symbol, strategy, regime, outcome, events }) => {
        return [timeOf(at), symbol, strategy, regime, outcome, events.join(' → ')]
      }),
      'No strategy bar closed.',
    ),
  )
