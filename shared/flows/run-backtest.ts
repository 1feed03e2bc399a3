/** `POST /backtests/runs`: one combination, run while the caller waits, and counted among the trials. */
import { type Backtest, type BacktestBody, RUN_BARS_LIMIT } from '../contracts/api/backtests.ts'
import { RUN_TRADES_MAX } from '../contracts/api/sweeps.ts'
import type { SweepConfig } from '../contracts/sweep-config.ts'
import { hypothesisOf } from '../contracts/sweeps.ts'
import type { FieldError } from '../contracts/wire.ts'
import { configHash, dataHash, ENGINE_VERSION, type Market } from '../domain/research/index.ts'
import type { BarSource } from '../ports/bars.ts'
import type { Clock } from '../ports/clock.ts'
import type { TrialLedger } from '../ports/sweeps.ts'
import { placed, readConfigObject, readConfigText } from './lib/config-text.ts'
import { equityOf, runOnce, tradesOf } from './lib/one-run.ts'
import { planStudy } from './lib/plan-study.ts'
import { studyBars, studyMarket } from './lib/study-market.ts'

export interface BacktestPorts {
  readonly sources: ReadonlyMap<string, BarSource>
  readonly trials: TrialLedger
  readonly clock: Clock
}

export type BacktestAnswer =
  | { readonly kind: 'ran'; readonly backtest: Backtest }
  | { readonly kind: 'refused'; readonly errors: readonly FieldError[] }

/** Refuses before anything is fetched what can be known without bars; the rest before anything is run. */
export async function runBacktest(ports: BacktestPorts, body: BacktestBody, actor: string): Promise<BacktestAnswer> {
  const { config: given } = body
  const read = typeof given === 'string' ? readConfigText(given) : readConfigObject(given)
  if (read.kind === 'invalid') return { kind: 'refused', errors: read.errors }
  const { config } = read
  const refused = (errors: readonly FieldError[]): BacktestAnswer => ({
    kind: 'refused',
    errors: placed(errors, read.lineOf),
  })
  const plan = planStudy(ports.sources, config, ports.clock.now())
  if (plan.kind === 'refused') return refused(plan.errors)
  const { source, window, cells } = plan
  const [planned, ...more] = cells
  if (!planned || more.length > 0) {
    const message = `has ${cells.length} combinations: one is run here, a sweep takes them all`
    return refused([{ field: 'params', message }])
  }
  if (planned.parsed.kind === 'contradiction') return refused([{ field: 'params', message: planned.parsed.reason }])
  const bars = studyBars(config, cells, window)
  if (bars > RUN_BARS_LIMIT) {
    const message = `asks for about ${bars} bars; ${RUN_BARS_LIMIT} are run here: shorten it, or ask for a sweep`
    return refused([{ field: 'start', message }])
  }
  const answer = await studyMarket(source, config, cells, window)
  if (answer.kind === 'refused') return refused(answer.errors)
  const result = runOnce(config, answer.market, planned)
  const trial = { hypothesis: hypothesisOf(config), digest: result.trial, sharpePerDay: result.sharpePerDay }
  const trials = await ports.trials.add(trial, `run by ${actor}`, ports.clock.now())
  return { kind: 'ran', backtest: backtestOf(config, answer.market, { result, trials }) }
}

function backtestOf(
  config: SweepConfig,
  market: Market,
  { result, trials }: { readonly result: ReturnType<typeof runOnce>; readonly trials: number },
): Backtest {
  const trades = tradesOf(result, market)
  return {
    ...{ hypothesis: hypothesisOf(config), trials, strategy: config.strategy },
    symbols: market.symbols.map(({ bars }) => bars.symbol),
    ...{ vendor: config.dal.vendor, interval: config.dal.interval },
    ...{ from: market.days.days[0] ?? '', to: market.days.days.at(-1) ?? '', bars: market.barsTraded },
    ...{ result: result.cell, startEquityUsd: config.startEquity, equity: equityOf(result, market) },
    ...{ trades: trades.slice(-RUN_TRADES_MAX), tradesTotal: trades.length },
    ...{ warnings: [...market.warnings], synthetic: market.synthetic },
    manifest: {
      ...{ engineVersion: ENGINE_VERSION, configHash: configHash(config), dataHash: dataHash(market) },
      seed: config.seed,
    },
  }
}
