import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, describe, expect, test } from 'vitest'
import { sha256OfBytes } from '../../shared/base/sha256.ts'
import { sharedDataDir } from '../testing/shared-data.ts'
import { readCall } from './call.ts'
import { equityCsv, tradesCsv } from './csv.ts'
import { runBacktest } from './run.ts'
import { debugLines, jsonOf, linesOf } from './tell.ts'

const root = mkdtempSync(join(tmpdir(), 'backtest-'))
afterAll(() => rmSync(root, { recursive: true }))
const NOW = Date.parse('2026-11-20T00:00:00Z')

async function ran(line: string, name: string) {
  const env = { GATEHOUSE_HOME: join(root, name), BACKTEST_PROB_FRAME_DIR: join(root, name, 'frames') }
  const call = readCall(`${line} --out-dir ${join(root, name, 'out')}`.split(' '), env)
  if (!call) throw new Error('no call')
  return { call, outcome: await runBacktest(call, NOW, () => undefined) }
}

const shared = sharedDataDir()
describe.skipIf(shared === null)('the momentum check on recorded days of AAPL', () => {
  const LINE = `--symbol AAPL --start 2017-01-03 --end 2017-02-03 --strategy momentum --use-probabilistic
    --dal-vendor file --dal-interval 1Day
    --risk-agent fractional_kelly --risk-agent-fraction 0.5 --regime-aware-sizing --debug`
  const line = `${LINE.replaceAll(/\s+/g, ' ')} --data ${join(shared ?? '', 'A_ohlcv')}`

  test('tells counts, sized entries and why there was none, and keeps the frame with its row', async () => {
    const { call, outcome } = await ran(line, 'check')
    const lines = linesOf(call, outcome).split('\n')
    expect(lines).toContain('AAPL bars=signals=regimes=23')
    expect(
      lines.some((told) => /^2017-01-\d\d AAPL buy \d+ at [\d.]+ prob=0\.\d{3} frac=0\.\d{4} FILLED$/.test(told)),
    ).toBe(true)
    expect(lines.some((told) => /^no entry: momentum\.\w+ BLOCKED on \d+ bars?$/.test(told))).toBe(true)
    expect(debugLines(call, outcome)[0]).toMatch(/^warm-up 601 bars/)
    const bytes = readFileSync(join(root, 'check/frames/AAPL_momentum_file_1day.parquet'))
    const row = JSON.parse(readFileSync(join(root, 'check/frames/manifest.jsonl'), 'utf8'))
    expect(row).toMatchObject({
      ...{ symbol: 'AAPL', strategy: 'momentum', vendor: 'file', interval: '1Day', rows: 23, source: 'backtest_cli' },
      ...{ saved_at: '2026-11-20T00:00:00.000Z', content_hash: sha256OfBytes([bytes]), job_id: outcome.summary.jobId },
      ...{ data_start: '2017-01-03T14:30:00.000Z', data_end: '2017-02-03T21:00:00.000Z', cols: row.columns.length },
    })
    const frame = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    })
    expect(frame).toHaveLength(23)
    for (const { name, non_null } of row.columns) expect([name, non_null]).toEqual([name, 23])
    expect(frame[0]).toMatchObject({
      regime_label: expect.any(String),
      momentum: expect.any(Number),
      long_entry: expect.any(Number),
    })
    expect(jsonOf(outcome)).toMatchObject({
      counts: ['AAPL bars=signals=regimes=23'],
      entries: [{ outcome: 'FILLED' }],
    })
  })

  test('buys nothing before the window, and starts no earlier than its warm-up allows', async () => {
    const { outcome } = await ran(line, 'again')
    expect(outcome.result.trips.every(({ entryAt }) => entryAt > Date.parse('2017-01-03'))).toBe(true)
    await expect(
      ran(line.replace('2017-01-03', '1999-01-04').replace('2017-02-03', '1999-02-03'), 'early'),
    ).rejects.toThrow(
      /^--start 1999-01-04 leaves 252 bars of AAPL before it.* need 601: start on 2000-\d\d-\d\d or later/,
    )
  })
})

describe('a backtest', () => {
  test('counts every intent, and its files say the same as its table', async () => {
    const line =
      '--symbol SPY --start 2014-03-03 --end 2014-06-30 --dal-vendor synthetic --lookback 5 --ema 3 --atr-mult 1'
    const { outcome } = await ran(line, 'files')
    const { cell, trips } = outcome.result
    expect(cell.accepted + cell.refused.reduce((sum, { count }) => sum + count, 0)).toBe(cell.intents)
    expect(outcome.frames).toEqual([])
    const read = async (name: string) => {
      const bytes = readFileSync(join(root, 'files/out', name))
      return parquetReadObjects({
        file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
      })
    }
    const orders = await read('orders.parquet')
    expect(orders).toHaveLength(cell.intents)
    expect(orders.filter(({ outcome: end }) => end === 'FILLED' || end === 'PARTIAL')).toHaveLength(cell.accepted)
    expect((await read('trades/00000.parquet')).map(({ pnl }) => pnl)).toEqual(trips.map(({ pnlUsd }) => pnlUsd))
    const rows = equityCsv(outcome).trim().split('\n')
    expect(rows[0]).toBe('date,equity,equity_mtm')
    const [, realised, marked] = rows.at(-1)?.split(',') ?? []
    expect([realised, marked]).toEqual(Array(2).fill(cell.metrics?.endEquityUsd.toFixed(2)))
    expect(tradesCsv(outcome).trim().split('\n')).toHaveLength(1 + trips.length)
  })

  test('that is to keep nothing keeps nothing, and is counted as a trial all the same', async () => {
    const home = join(root, 'none')
    const line = '--symbol SPY --start 2014-05-01 --end 2014-06-30 --dal-vendor synthetic --lookback 5 --no-save'
    const call = readCall(line.split(' '), { GATEHOUSE_HOME: home })
    const outcome = call && (await runBacktest(call, NOW, () => undefined))
    expect(outcome?.summary.overfitting.trials).toBe(1)
    expect(readFileSync(join(home, 'research/trials.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1)
    expect(() => readFileSync(join(home, 'research/backtests'))).toThrow(/ENOENT/)
  })

  test.each([
    ['--dal-vendor file', '--data is missing: --dal-vendor file reads bars from a folder; see --help'],
    ['--dal-vendor alpaca', '--dal-vendor alpaca is not configured here: file with --data <folder>, or synthetic'],
    ['--data /nowhere/at/all', '--data /nowhere/at/all is not a folder'],
    ['--dal-vendor synthetic --start 2014-05-01 --end 2014-04-01', /^--end 2014-04-01 lies before start 2014-05-01/],
  ])('is refused in one line with %s', async (more, message) => {
    const line = `--symbol SPY --start 2014-05-01 ${more}`
    await expect(ran(line, 'refused')).rejects.toThrow(message)
  })
})
