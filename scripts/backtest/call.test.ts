import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../lib/desk.ts'
import { readCall } from './call.ts'

const call = (line: string, env: Readonly<Record<string, string>> = {}) =>
  readCall(line.split(' ').filter(Boolean), env)
const BASE = '--symbol AAPL --start 2017-01-03 --end 2017-02-03'

describe('a call of the backtest', () => {
  test('has the defaults that its help tells', () => {
    expect(call(BASE)).toMatchObject({
      config: {
        ...{ symbol: ['AAPL'], strategy: 'breakout', useProbabilistic: false, slippageBps: 1, feePerShare: 0 },
        ...{ riskFrac: 0.03, minNotional: 100, regimeAwareSizing: false, riskAgent: { name: 'none', fraction: 0.5 } },
        ...{ dal: { vendor: 'file', interval: '1Day' }, walkForward: { mode: 'off' } },
      },
      outDir: resolve('.gatehouse/research/backtests/AAPL_breakout_file_1Day'),
      frameDir: resolve('.gatehouse/research/frames'),
      ...{ exportDir: null, json: false, printMetrics: false, debug: false },
    })
  })

  test('takes every flag', () => {
    const line = `--symbol aapl,SPY --start 2017-01-03 --strategy breakout --use-probabilistic --dal-vendor synthetic
      --dal-interval 1Hour --risk-agent fractional_kelly --risk-agent-fraction 0.4 --regime-aware-sizing
      --debug --debug-signals --debug-entries --slippage-bps 2 --fee-per-share 0.001 --risk-frac 0.02 --min-notional 200
      --lookback 30 --ema 25 --atr 10 --atr-mult 1.5 --hold-bars 5 --entry-price close --no-ema-filter
      --exit-on-ema-break --breakout-buffer-pct 0.01 --min-break-valid 20 --no-confirm-with-high --use-close-breakout
      --enter-on-break-bar --export-csv csv --out-dir out --print-metrics-json --json`
    const taken = call(line.replaceAll(/\s+/g, ' '))
    expect(taken).toMatchObject({
      config: {
        ...{ symbol: ['AAPL', 'SPY'], slippageBps: 2, feePerShare: 0.001, riskFrac: 0.02, minNotional: 200 },
        ...{ dal: { vendor: 'synthetic', interval: '1Hour' }, riskAgent: { name: 'fractional_kelly', fraction: 0.4 } },
        ...{ useProbabilistic: true, regimeAwareSizing: true },
      },
      ...{ outDir: resolve('out'), exportDir: resolve('csv'), json: true, printMetrics: true, debug: true },
      ...{ debugSignals: true, debugEntries: true },
    })
    expect(taken?.cells[0]?.parsed).toMatchObject({
      params: {
        ...{
          lookback: 30,
          emaFast: 25,
          atrLen: 10,
          atrMult: 1.5,
          holdBars: 5,
          entryPrice: 'close',
          useEmaFilter: false,
        },
        ...{ exitOnEmaBreak: true, breakoutBufferPct: 0.01, minBreakValid: 20, confirmWithHigh: false },
        ...{ useCloseForBreakout: true, enterOnBreakBar: true },
      },
    })
  })

  test('takes any parameter of any strategy, lists too', () => {
    const params = '--param roc_lookback=10 --param regime_whitelist=calm,trend_up --param exit_on_mom_fade=false'
    const taken = call(`${BASE} --strategy momentum ${params} --atr-mult 3`)
    expect(taken?.config.useProbabilistic).toBe(true)
    expect(taken?.cells[0]?.parsed).toMatchObject({
      params: { rocLookback: 10, regimeWhitelist: ['calm', 'trend_up'], exitOnMomFade: false, atrMult: 3 },
    })
  })

  test.each([
    [{ BACKTEST_OUT_DIR: 'elsewhere' }, { outDir: resolve('elsewhere') }],
    [{ BACKTEST_NO_SAVE: '1', BACKTEST_OUT_DIR: 'elsewhere' }, { outDir: null }],
    [{ BACKTEST_PROB_FRAME_DIR: 'frames' }, { frameDir: resolve('frames') }],
    [{ GATEHOUSE_HOME: 'home' }, { frameDir: resolve(join('home', 'research', 'frames')), home: 'home' }],
  ])('is told by the environment: %j', (env, expected) => {
    expect(call(BASE, env)).toMatchObject(expected)
  })

  test.each([
    ['', '--symbol, --start is missing; see --help'],
    [`${BASE} --lookbak 3`, /^Unknown option '--lookbak'.*; see --help$/],
    [`${BASE} --lookback many`, '--lookback many is not a number'],
    [`${BASE} --lookback 9999`, /^--lookback 9999: lookback Too big.*500/],
    [
      `${BASE} --strategy momentum --lookback 20`,
      /^--lookback 20: lookback is not a known field: momentum has none of that name, but roc_lookback/,
    ],
    [`${BASE} --param lookback`, '--param lookback is not of the form key=value'],
    [`${BASE} --ema 20 --param ema_fast=30`, '--param ema_fast=30 sets ema_fast a second time, after --ema 20'],
    [`${BASE} --param z=1`, /^--param z=1: z is not a known field/],
    [`${BASE} --strategy martingale`, /^--strategy martingale .*momentum/],
    [`${BASE} --dal-interval 2Min`, /^--dal-interval 2Min .*1Day/],
    [`${BASE} --risk-agent-fraction 7`, /^--risk-agent-fraction 7 .*1; see --help/],
    [`${BASE} --slippage-bps -3`, /--slippage-bps/],
    ['--symbol A$ --start 2017-01-03', /^--symbol A\$ /],
    ['--symbol AAPL --start yesterday', /^--start yesterday is neither a day/],
    [`${BASE} --min-break-valid 40 --lookback 20`, /^--min-break-valid 40: min_break_valid must not exceed lookback/],
  ])('is refused in one line: %s', (line, message) => {
    expect(() => call(line)).toThrow(UsageError)
    try {
      call(line)
    } catch (error) {
      expect((error as Error).message).toMatch(message)
      expect((error as Error).message).not.toContain('\n')
    }
  })

  test('asks for help', () => {
    expect(call('--help')).toBeNull()
  })
})
