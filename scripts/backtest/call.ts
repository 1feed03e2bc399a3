/** The call of `npm run backtest`: what it takes and what is wrong with it. */
import { join, resolve } from 'node:path'
import { type SweepConfig, sweepConfigSchema } from '../../shared/contracts/sweep-config.ts'
import { decodeWire, type FieldError, snakeOf } from '../../shared/contracts/wire.ts'
import { cellsOf, type PlannedCell } from '../../shared/domain/research/index.ts'
import { strategyOf } from '../../shared/domain/strategy/index.ts'
import { UsageError } from '../lib/desk.ts'
import { readOptions } from '../lib/read-options.ts'
import { type GivenParams, numberFlag, PARAM_OPTIONS, paramsOf } from './flags.ts'

export const HELP = `Runs one strategy over past bars, bar by bar, and tells what it came to.

  npm run backtest -- --symbol AAPL --start 2017-01-03 --end 2017-02-03 --data <folder> [--strategy momentum] [...]

  --symbol     one symbol, or several on one account: AAPL,SPY
  --start      first day on which a trade may be decided; the bars before it warm up and are never traded
  --end        last day, included (default: the newest bar)
  --strategy   breakout (default), momentum, mean_reversion, trend_following, sma_cross, buy_and_hold
  --dal-vendor file (default): bars from --data; or synthetic: an invented market
  --dal-interval  1Min, 5Min, 15Min, 30Min, 1Hour, 1Day (default)
  --data       folder with bars, searched with those below it: LEAN or plain CSV files, gzipped or not
  --use-probabilistic    measure on filtered prices and ask the filters' gates; momentum, mean_reversion,
                         --regime-aware-sizing and fractional_kelly always do
  --risk-agent none (default) or fractional_kelly; --risk-agent-fraction 0.5
  --regime-aware-sizing  stake less where the market is not in a trend
  --slippage-bps 1, --fee-per-share 0, --risk-frac 0.03, --min-notional 100
  --lookback --ema --atr --atr-mult --hold-bars --entry-price close|next_open --breakout-buffer-pct
  --min-break-valid --use-ema-filter|--no-ema-filter --exit-on-ema-break|--no-exit-on-ema-break
  --confirm-with-high|--no-confirm-with-high --use-close-breakout --enter-on-break-bar
               parameters of breakout, and of others that have them
  --param      key=value, any parameter of the strategy; may be repeated
  --out-dir    folder for the results (BACKTEST_OUT_DIR; default .gatehouse/research/backtests/<name>)
  --no-save    keep no results (BACKTEST_NO_SAVE=1); the probabilistic frame is kept all the same, in
               BACKTEST_PROB_FRAME_DIR (default .gatehouse/research/frames)
  --export-csv folder for <SYMBOL>_equity.csv and <SYMBOL>_trades.csv
  --print-metrics-json   print the metrics as JSON after the table
  --json       print everything as JSON, and nothing else
  --debug      tell window, warm-up and configuration; --debug-signals the last signals, --debug-entries every intent

Exit code: 0 done, 1 a fault, 2 something to put right in the call.`

export interface Call {
  readonly config: SweepConfig
  readonly cells: readonly PlannedCell[]
  readonly dataDir: string | null
  /** Null keeps nothing. */
  readonly outDir: string | null
  readonly frameDir: string
  readonly exportDir: string | null
  readonly home: string
  readonly json: boolean
  readonly printMetrics: boolean
  readonly debug: boolean
  readonly debugSignals: boolean
  readonly debugEntries: boolean
}

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const
const OPTIONS = {
  ...{ symbol: text, start: text, end: text, strategy: text, data: text },
  ...{ 'dal-vendor': text, 'dal-interval': text, 'use-probabilistic': flag, 'regime-aware-sizing': flag },
  ...{ 'risk-agent': text, 'risk-agent-fraction': text, 'risk-frac': text, 'min-notional': text },
  ...{ 'slippage-bps': text, 'fee-per-share': text, 'out-dir': text, 'no-save': flag, 'export-csv': text },
  ...{ 'print-metrics-json': flag, json: flag, help: { ...flag, short: 'h' } },
  ...{ debug: flag, 'debug-signals': flag, 'debug-entries': flag },
  ...PARAM_OPTIONS,
} as const
type Values = ReturnType<typeof readOptions<typeof OPTIONS>>

/** Strategies that measure on filtered prices unless somebody sweeps them otherwise. */
const FILTERED: readonly string[] = ['momentum', 'mean_reversion']

/** The configuration in wire form; what is not given is left to its default. */
function wireOf(values: Values, params: GivenParams['params']): Readonly<Record<string, unknown>> {
  const number = (name: 'slippage-bps' | 'fee-per-share' | 'risk-frac' | 'min-notional' | 'risk-agent-fraction') => {
    const given = values[name]
    return given === undefined ? undefined : numberFlag(name, given)
  }
  const { strategy = 'breakout' } = values
  const agent = { name: values['risk-agent'], fraction: number('risk-agent-fraction') }
  const wire = {
    symbol: values.symbol?.split(/[\s,]+/).filter(Boolean),
    ...{ start: values.start, end: values.end, strategy, params },
    use_probabilistic: values['use-probabilistic'] || FILTERED.includes(strategy),
    regime_aware_sizing: values['regime-aware-sizing'],
    ...{ slippage_bps: number('slippage-bps'), fee_per_share: number('fee-per-share') },
    ...{ risk_frac: number('risk-frac'), min_notional: number('min-notional') },
    dal: { vendor: values['dal-vendor'], interval: values['dal-interval'] },
    risk_agent: agent,
    walk_forward: { mode: 'off' },
  }
  return JSON.parse(JSON.stringify(wire)) as Record<string, unknown>
}

const FLAGS: Readonly<Record<string, string>> = {
  'dal.vendor': 'dal-vendor',
  'dal.interval': 'dal-interval',
  'risk_agent.name': 'risk-agent',
  'risk_agent.fraction': 'risk-agent-fraction',
}

/** One fault, told by the flag that it came from, with its value and what would do. */
function told({ field, message }: FieldError, values: Values, { flagOf }: GivenParams, strategy: string): UsageError {
  const param = /^params\.([^.]+)/.exec(field)?.[1]
  if (param !== undefined) {
    const names = Object.keys(strategyOf(strategy as SweepConfig['strategy']).ranges)
      .map(snakeOf)
      .join(', ')
    const isUnknown = message.includes('not a known field')
    const remedy = isUnknown ? `: ${strategy} has none of that name${names ? `, but ${names} and others` : ''}` : ''
    return new UsageError(`${flagOf.get(param) ?? `--param ${param}`}: ${param} ${message}${remedy}`)
  }
  const [top = ''] = field.split('.')
  const name = FLAGS[field] ?? top.replaceAll('_', '-')
  const given = values[name as keyof Values]
  return new UsageError(`--${name}${given === undefined ? '' : ` ${given}`} ${message}; see --help`)
}

/** Throws UsageError, one line that names flag, value and remedy; null when help is asked for. */
export function readCall(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Call | null {
  const values = readOptions(args, OPTIONS)
  if (values.help) return null
  const missing = (['symbol', 'start'] as const).filter((name) => !values[name])
  if (missing.length > 0)
    throw new UsageError(`${missing.map((name) => `--${name}`).join(', ')} is missing; see --help`)
  const given = paramsOf(values)
  const decoded = decodeWire(sweepConfigSchema, wireOf(values, given.params))
  const fault = (error: FieldError | undefined): UsageError =>
    told(error ?? { field: 'body', message: 'is wrong' }, values, given, values.strategy ?? 'breakout')
  if (decoded.kind === 'invalid') throw fault(decoded.errors[0])
  const config = decoded.value
  const planned = cellsOf(config)
  if (planned.kind === 'refused') throw fault(planned.errors[0])
  if (planned.cells.length > 1) throw new UsageError('--param takes one value each: use npm run sweep for more')
  const home = env.GATEHOUSE_HOME || '.gatehouse'
  const name = [[config.symbol].flat().join('-'), config.strategy, config.dal.vendor, config.dal.interval].join('_')
  const isKept = !values['no-save'] && env.BACKTEST_NO_SAVE !== '1'
  const folder =
    values['out-dir'] || env.BACKTEST_OUT_DIR || join(home, 'research', 'backtests', name.replaceAll('/', '-'))
  return {
    ...{ config, cells: planned.cells, home },
    dataDir: values.data ? resolve(values.data) : null,
    outDir: isKept ? resolve(folder) : null,
    frameDir: resolve(env.BACKTEST_PROB_FRAME_DIR || join(home, 'research', 'frames')),
    exportDir: values['export-csv'] ? resolve(values['export-csv']) : null,
    ...{ json: values.json, printMetrics: values['print-metrics-json'] },
    ...{ debug: values.debug, debugSignals: values['debug-signals'], debugEntries: values['debug-entries'] },
  }
}
