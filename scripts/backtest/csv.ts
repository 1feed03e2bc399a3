/** Equity and trades as CSV, for those who open them in a spreadsheet. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isoOf } from '../../shared/base/instant.ts'
import { tradingDayOf } from '../../shared/domain/calendar/index.ts'
import { MICROS_PER_USD } from '../../shared/domain/orders/index.ts'
import type { Outcome } from './run.ts'

const lines = (rows: readonly (readonly (string | number)[])[]): string =>
  `${rows.map((row) => row.join(',')).join('\n')}\n`

/** Day by day: what closed trades left of the account, and what it was worth. */
export function equityCsv({ study, result }: Outcome): string {
  const { market, account } = study
  const closed = new Map<string, number>()
  for (const { exitAt, pnlUsd, reason } of result.trips) {
    const day = tradingDayOf(exitAt)
    if (reason !== null) closed.set(day, (closed.get(day) ?? 0) + pnlUsd)
  }
  let realised = account.startEquityUsd
  const rows = market.days.days.map((day, index) => {
    realised += closed.get(day) ?? 0
    return [day, realised.toFixed(2), ((result.equityMicros[index] as number) / MICROS_PER_USD).toFixed(2)]
  })
  return lines([['date', 'equity', 'equity_mtm'], ...rows])
}

export function tradesCsv({ study, result }: Outcome): string {
  const head = [
    'symbol',
    'side',
    'entry_ts',
    'exit_ts',
    'entry_px',
    'exit_px',
    'qty',
    'fees',
    'slippage',
    'pnl',
    'reason',
  ]
  const rows = result.trips.map((trip) => [
    study.market.symbols[trip.symbol]?.bars.symbol ?? '',
    trip.side > 0 ? 'long' : 'short',
    ...[isoOf(trip.entryAt), isoOf(trip.exitAt), trip.entryPriceUsd, trip.exitPriceUsd, trip.qty],
    ...[trip.feesUsd.toFixed(2), trip.costsUsd.toFixed(2), trip.pnlUsd.toFixed(2), trip.reason ?? ''],
  ])
  return lines([head, ...rows])
}

/** Writes `<name>_equity.csv` and `<name>_trades.csv`. */
export async function exportCsv(dir: string, name: string, outcome: Outcome): Promise<void> {
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, `${name}_equity.csv`), equityCsv(outcome))
  await writeFile(join(dir, `${name}_trades.csv`), tradesCsv(outcome))
}
