/**
 * What one cell of a sweep did. Records are not kept by the bar: the run is made again from the job's own configuration
 * and must come to the digest of the cell's row, else its bars have changed since and nothing is shown.
 */
import { RUN_BARS_LIMIT } from '../contracts/api/backtests.ts'
import type { CellRun, CellRunQuery } from '../contracts/api/sweeps.ts'
import { RUN_DAYS_MAX, RUN_TRADES_MAX } from '../contracts/api/sweeps.ts'
import { RESEARCH_CONTAINER, sweepConfigPath } from '../contracts/sweeps.ts'
import { newYorkInstant } from '../domain/calendar/index.ts'
import { cellsOf, configHash, type Market, windowOf } from '../domain/research/index.ts'
import type { BarSource } from '../ports/bars.ts'
import type { ConfigStore, SweepReads } from '../ports/sweeps.ts'
import { CONFIG_TEXT_MAX, readConfigText } from './lib/config-text.ts'
import { equityOf, runOnce, tradesOf } from './lib/one-run.ts'
import { studyBars, studyMarket } from './lib/study-market.ts'

export interface CellRunPorts {
  readonly sweepReads: Pick<SweepReads, 'job' | 'cell'>
  readonly configs: Pick<ConfigStore, 'read'>
  readonly sources: ReadonlyMap<string, BarSource>
}

export type CellRunAnswer =
  | { readonly kind: 'run'; readonly run: CellRun }
  | { readonly kind: 'none'; readonly code: string; readonly message: string }
  | { readonly kind: 'conflict'; readonly code: string; readonly message: string }

const MINUTES_PER_DAY = 1_440
const none = (code: string, message: string): CellRunAnswer => ({ kind: 'none', code, message })
const conflict = (code: string, message: string): CellRunAnswer => ({ kind: 'conflict', code, message })

export async function readCellRun(
  { sweepReads, configs, sources }: CellRunPorts,
  { jobId, cell }: { readonly jobId: string; readonly cell: number },
  query: CellRunQuery,
): Promise<CellRunAnswer> {
  const [job, row] = await Promise.all([sweepReads.job(jobId), sweepReads.cell(jobId, cell)])
  if (!job) return none('NO_SUCH_JOB', `There is no sweep job ${jobId}.`)
  if (!row) return none('NO_SUCH_CELL', `Cell ${cell} of ${jobId} has not run, or there is none.`)
  if (row.digest === null) return none('CELL_FAILED', `Cell ${cell} failed: ${row.reason ?? 'UNKNOWN'}.`)
  const text = await configs.read(RESEARCH_CONTAINER, sweepConfigPath(jobId), CONFIG_TEXT_MAX)
  const read = text === null ? null : readConfigText(text)
  if (read?.kind !== 'ok' || configHash(read.config) !== job.configHash) {
    return conflict('CONFIG_CHANGED', 'The stored configuration is not the one that the job ran.')
  }
  const { config } = read
  const source = sources.get(config.dal.vendor)
  if (!source) return conflict('VENDOR_UNKNOWN', `The vendor ${config.dal.vendor} is not configured here any more.`)
  const [window, cells] = [windowOf(config, job.requestedAt), cellsOf(config)]
  const planned = cells.kind === 'ok' ? cells.cells[cell] : undefined
  if (window.kind !== 'ok' || cells.kind !== 'ok' || !planned) {
    return conflict('CONFIG_CHANGED', 'The stored configuration is not accepted any more.')
  }
  const count = studyBars(config, cells.cells, window.window)
  if (count > RUN_BARS_LIMIT) {
    const bound = `About ${count} bars would be run again, and ${RUN_BARS_LIMIT} are at most.`
    return conflict('TOO_MANY_BARS', `${bound} Trades and equity of the cell are in the files of the job.`)
  }
  const answer = await studyMarket(source, config, cells.cells, window.window)
  if (answer.kind === 'refused')
    return conflict('NO_DATA', `The bars of the run cannot be had: ${answer.errors[0]?.message}`)
  const bars = barsOf(answer.market, query)
  if (!bars) return none('NO_SUCH_SYMBOL', `${query.symbol} is no symbol of ${jobId}.`)
  const result = runOnce(config, answer.market, planned)
  if (result.cell.digest !== row.digest) {
    return conflict('DATA_CHANGED', 'The run does not come to the stored digest: bars or engine have changed since.')
  }
  const trades = tradesOf(result, answer.market)
  return {
    kind: 'run',
    run: {
      ...{ jobId, cell, digest: row.digest, startEquityUsd: config.startEquity },
      equity: equityOf(result, answer.market).slice(-RUN_DAYS_MAX),
      ...{ trades: trades.slice(-RUN_TRADES_MAX), tradesTotal: trades.length },
      ...bars,
    },
  }
}

/** The newest bars of a symbol up to a day; null for a symbol that the market has not. */
function barsOf(market: Market, query: CellRunQuery): Pick<CellRun, 'symbol' | 'bars' | 'hasOlderBars'> | null {
  const symbol = market.symbols.find(({ bars }) => query.symbol === undefined || bars.symbol === query.symbol)
  if (!symbol) return null
  const { bars, tradeFrom } = symbol
  const end = query.until === undefined ? Number.POSITIVE_INFINITY : newYorkInstant(query.until, MINUTES_PER_DAY)
  let last = bars.length
  while (last > tradeFrom && (bars.closesAt[last - 1] as number) > end) last -= 1
  const first = Math.max(tradeFrom, last - query.bars)
  return {
    symbol: bars.symbol,
    bars: Array.from({ length: last - first }, (_, index) => {
      const at = first + index
      return {
        ...{ opensAt: bars.opensAt[at] as number, closesAt: bars.closesAt[at] as number },
        ...{ open: bars.open[at] as number, high: bars.high[at] as number },
        ...{ low: bars.low[at] as number, close: bars.close[at] as number, volume: bars.volume[at] as number },
      }
    }),
    hasOlderBars: first > tradeFrom,
  }
}
