import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { isoOf } from '../../../base/instant.ts'
import type { Interval } from '../../../contracts/scalars.ts'
import { createFileSource } from './file-source.ts'

const root = mkdtempSync(join(tmpdir(), 'file-source-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0

/** A source over a new folder with these files; names that end in .gz are packed. */
function sourceOver(files: Readonly<Record<string, string>>) {
  folders += 1
  const dir = join(root, String(folders))
  mkdirSync(dir)
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  }
  return createFileSource({ dir })
}

const june = { from: Date.parse('2014-06-01T00:00:00Z'), to: Date.parse('2014-07-01T00:00:00Z') }
const ask = (source: ReturnType<typeof sourceOver>, symbol: string, interval: Interval = '1Min') =>
  source.fetch({ symbol, interval, ...june })

const MINUTES = '34200000,1000000,1010000,990000,1005000,500\n34260000,1005000,1005000,1000000,1000000,200\n'
const QUOTES = '34200000,1,1,1,1004000,1,1,1,1,1006000,1\n34260000,1,1,1,1009000,1,1,1,1,1006000,1\n'
const DAILY = '20140606 00:00,1000000,1010000,990000,1005000,7000\n20140609 00:00,500000,505000,495000,502500,14000\n'
const FACTORS = '19980102,0.9,0.5,1\n20140606,0.9,0.5,100\n20501231,1,1,0\n'
const PLAIN = 'Date,Open,High,Low,Close,Adj Close,Volume\n2014-06-06,100,101,99,100.5,90,7000\n'

describe('which files are found', () => {
  test.each<[string, Interval, Record<string, string>]>([
    ['flat minutes', '1Min', { 'lean_aapl_1m_20140606_trade.csv': MINUTES }],
    ['packed minutes', '1Min', { 'lean_aapl_1m_20140606_trade.csv.gz': MINUTES }],
    ['minutes of a LEAN tree', '1Min', { 'equity/usa/minute/aapl/20140606_aapl_minute_trade.csv': MINUTES }],
    ['flat days', '1Day', { 'lean_aapl_daily_raw.csv': DAILY }],
    ['packed days', '1Day', { 'a/b/c/lean_aapl_daily_raw.csv.gz': DAILY }],
    ['days of a LEAN tree', '1Day', { 'equity/usa/daily/aapl.csv': DAILY }],
    ['a plain file', '1Day', { 'AAPL.csv': PLAIN }],
    ['a plain file in lower case', '1Day', { 'aapl_daily.csv': PLAIN }],
    ['a plain file of a named source', '1Day', { 'somewhere_AAPL_2014.csv.gz': PLAIN }],
  ])('%s', async (_, interval, files) => {
    const answer = await ask(sourceOver(files), 'AAPL', interval)
    expect(answer.kind === 'bars' && answer.bars[0]).toMatchObject({
      symbol: 'AAPL',
      open: 100,
      close: 100.5,
      interval,
    })
  })

  test.each([
    ['another symbol', { 'lean_aap_daily_raw.csv': DAILY, 'AAPLX.csv': PLAIN }],
    ['another asset class', { 'lean_binance_aapl_1m_20140606_trade.csv': MINUTES }],
    ['a table without prices', { 'AAPL.csv': 'date,return\n2014-06-06,0.1\n' }],
    ['a folder too deep', { 'a/b/c/d/e/f/g/AAPL.csv': PLAIN }],
  ])('%s is not taken', async (_, files) => {
    expect((await ask(sourceOver(files), 'AAPL', '1Day')).kind).toBe('refused')
  })
})

describe('what is read', () => {
  test('a spread is the closing ask minus the closing bid, and UNKNOWN where they are crossed', async () => {
    const files = { 'lean_aapl_1m_20140606_trade.csv': MINUTES, 'lean_aapl_1m_20140606_quote.csv': QUOTES }
    const answer = await ask(sourceOver(files), 'AAPL')
    expect(answer.kind === 'bars' && answer.bars.map((bar) => bar.spread)).toEqual([0.2, null])
  })

  test('factors put history on the basis of the last instant asked for', async () => {
    const source = sourceOver({ 'lean_aapl_daily_raw.csv': DAILY, 'lean_aapl_factor_file.csv': FACTORS })
    const answer = await ask(source, 'AAPL', '1Day')
    const bars = answer.kind === 'bars' ? answer.bars : []
    expect(bars.map((bar) => [bar.close, bar.volume])).toEqual([
      [45.225, 14_000],
      [50.25, 14_000],
    ])
    const earlier = await source.fetch({
      symbol: 'AAPL',
      interval: '1Day',
      from: june.from,
      to: Date.parse('2014-06-07T00:00:00Z'),
    })
    expect(earlier.kind === 'bars' && earlier.bars.map((bar) => [bar.close, bar.volume])).toEqual([[100.5, 7_000]])
  })

  test('longer bars are made of minutes where there is no file of them', async () => {
    const source = sourceOver({ 'lean_aapl_1m_20140606_trade.csv': MINUTES })
    const answer = await ask(source, 'AAPL', '1Day')
    expect(answer.kind === 'bars' && answer.bars[0]).toMatchObject({
      open: 100,
      high: 101,
      low: 99,
      close: 100,
      volume: 700,
    })
  })

  test.each([
    ['2014-06-06 09:30', '2014-06-06T13:30:00.000Z'],
    ['2014-06-06T09:30:00', '2014-06-06T13:30:00.000Z'],
    ['2014-06-06 09:30:00-04:00', '2014-06-06T13:30:00.000Z'],
    ['2014-06-06T13:30:00Z', '2014-06-06T13:30:00.000Z'],
    ['6/6/2014 9:30', '2014-06-06T13:30:00.000Z'],
    ['06/06/14 09:30', '2014-06-06T13:30:00.000Z'],
  ])('a plain minute at %s starts at %s', async (stamp, opensAt) => {
    const next = stamp.replace(':30', ':31')
    const text = `\uFEFFtime,open,high,low,close,volume\r\n${next},1,1,1,1,5\r\n${stamp},1,1,1,1,5\r\n`
    const answer = await ask(sourceOver({ 'AAPL.csv': text }), 'AAPL')
    expect(answer.kind === 'bars' && isoOf(answer.bars[0]?.opensAt ?? 0)).toBe(opensAt)
  })

  test('rows that are not rows are told apart by line, and the rest is read', async () => {
    const rows = [`${MINUTES}34320000,1000000`, '', 'hello', '99999999999,1000000,1000000,1000000,1000000,1']
    const broken = [...rows, '34320000,,,,,', '34380000,1000000,1000000,1000000,1000000,1', ''].join('\n')
    const answer = await ask(sourceOver({ 'lean_aapl_1m_20140606_trade.csv': broken }), 'AAPL')
    if (answer.kind === 'refused') throw new Error(answer.detail)
    expect(answer.bars.length).toBe(3)
    expect(answer.quarantined.map((row) => `${row.line} ${row.rule}`).sort()).toEqual([
      ...['3 NOT_A_ROW', '5 NOT_A_ROW', '6 TIME_OUTSIDE_DAY', '7 NOT_FINITE'],
    ])
  })

  test('a bar that closes after the window is not known yet', async () => {
    const source = sourceOver({ 'lean_aapl_1m_20140606_trade.csv': MINUTES })
    const to = Date.parse('2014-06-06T13:31:30Z')
    const answer = await source.fetch({ symbol: 'AAPL', interval: '1Min', from: june.from, to })
    expect(answer.kind === 'bars' && answer.bars.length).toBe(1)
    const five = await source.fetch({ symbol: 'AAPL', interval: '5Min', from: june.from, to })
    expect(five.kind).toBe('refused')
  })
})

describe('refusals say what to do', () => {
  const files = { 'lean_aapl_1m_20140606_trade.csv': MINUTES, 'lean_spy_daily_raw.csv': DAILY }

  test.each<[string, Interval, RegExp]>([
    ['MSFT', '1Day', /no 1Day bars of MSFT .*lean_msft_daily_raw\.csv.*it has AAPL, SPY/],
    ['SPY', '1Min', /no 1Min bars of SPY/],
  ])('%s %s', async (symbol, interval, words) => {
    const answer = await ask(sourceOver(files), symbol, interval)
    expect(answer.kind === 'refused' && answer.reason).toBe('NO_DATA')
    expect(answer.kind === 'refused' && answer.detail).toMatch(words)
  })

  test('a window without bars names the days that have some', async () => {
    const source = sourceOver(files)
    const answer = await source.fetch({ symbol: 'AAPL', interval: '1Min', from: 0, to: 1e12 })
    expect(answer.kind === 'refused' && answer.detail).toMatch(/has the days 2014-06-06/)
    expect(await source.listDays('AAPL', '1Min')).toEqual(['2014-06-06'])
    expect(await source.listDays('SPY', '1Day')).toEqual(['2014-06-06', '2014-06-09'])
    expect(await source.listDays('MSFT', '1Day')).toEqual([])
  })

  test('a folder that is not there is said to be not there', async () => {
    const answer = await createFileSource({ dir: join(root, 'gone') }).fetch({
      symbol: 'AAPL',
      interval: '1Day',
      ...june,
    })
    expect(answer).toMatchObject({ kind: 'refused', reason: 'NO_DATA' })
    expect(answer.kind === 'refused' && answer.detail).toMatch(/gone is not a folder/)
  })

  test('a packed file that is not packed is Unavailable, with its cause', async () => {
    const source = sourceOver({ 'AAPL.csv': PLAIN })
    const broken = sourceOver({ 'lean_aapl_daily_raw.csv': DAILY })
    expect((await ask(source, 'AAPL', '1Day')).kind).toBe('bars')
    writeFileSync(join(root, String(folders), 'lean_spy_daily_raw.csv.gz'), 'not packed')
    await expect(ask(broken, 'SPY', '1Day')).rejects.toThrow(/vendor: cannot read/)
  })
})
