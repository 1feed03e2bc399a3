import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sharedDataDir } from '../../../../scripts/testing/shared-data.ts'
import { Unavailable } from '../../../base/unavailable.ts'
import { newYorkInstant, sessionOf, tradingDayOf } from '../../../domain/calendar/index.ts'
import { createFileSnapshots } from './file-snapshots.ts'
import { createFileSource } from './file-source.ts'

const root = mkdtempSync(join(tmpdir(), 'file-snapshots-'))
afterAll(() => rmSync(root, { recursive: true }))

const DAY = '2014-06-06'
const at = (hour: number, minute: number): number => newYorkInstant(DAY, hour * 60 + minute)

/** Minutes at 09:00, 09:29, 09:30 and 09:31, with a quote of all but the last. */
const MINUTES = [
  '32400000,990000,990000,990000,990000,100',
  '34140000,1000000,1000000,1000000,1000000,200',
  '34200000,1010000,1030000,1010000,1020000,4000',
  '34260000,1020000,1020000,1000000,1000000,3000',
].join('\n')
const QUOTES = [32_400_000, 34_140_000, 34_200_000].map((time) => `${time},1,1,1,1004000,1,1,1,1,1006000,1`).join('\n')

/** A folder of its own with these files of the day. */
function snapshotsOver(files: Readonly<Record<string, string>>) {
  const dir = mkdtempSync(join(root, 'folder-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  return createFileSnapshots(createFileSource({ dir }))
}
const trade = (symbol: string) => `lean_${symbol}_1m_20140606_trade.csv`
const small = snapshotsOver({ [trade('aapl')]: MINUTES, 'lean_aapl_1m_20140606_quote.csv': QUOTES })

async function one(source: ReturnType<typeof snapshotsOver>, now: number, symbol = 'AAPL') {
  const found = await source.snapshots([symbol], now)
  expect(found).toHaveLength(1)
  return found[0]
}

describe('a snapshot of a file', () => {
  test.each([
    [
      'before the first trade',
      at(8, 59),
      { price: null, pricedAt: null, bid: null, volume: 0, open: null, halted: null },
    ],
    ['after it', at(9, 1), { price: 99, pricedAt: at(9, 1), volume: 100, open: null, halted: false }],
    ['five minutes later', at(9, 6), { price: 99, halted: false }],
    ['when nothing has traded since', at(9, 7), { price: 99, pricedAt: at(9, 1), halted: null }],
    ['at the bell, before the first minute is over', at(9, 30), { price: 100, volume: 300, open: null }],
    ['within the first minute', at(9, 30) + 59_999, { price: 100, volume: 300, open: null }],
    ['after the first minute', at(9, 31), { price: 102, volume: 4_300, open: 101, bid: 101.9, ask: 102.1 }],
    ['without a quote of the last minute', at(9, 32), { price: 100, volume: 7_300, open: 101, bid: null, ask: null }],
  ])('%s', async (_, now, expected) => {
    expect(await one(small, now)).toMatchObject({
      symbol: 'AAPL',
      vendor: 'file',
      at: now,
      synthetic: false,
      ...expected,
    })
  })

  test('is absent for a symbol without minutes of the day', async () => {
    expect(await small.snapshots(['MSFT', 'AAPL'], at(10, 0))).toHaveLength(1)
    expect(await small.snapshots(['AAPL'], newYorkInstant('2014-06-09', 600))).toEqual([])
    expect(await small.listSymbols()).toEqual(['AAPL'])
  })

  test('has no volume where every row was set aside', async () => {
    const source = snapshotsOver({ [trade('bad')]: '32400000,,,,,\n' })
    expect(await one(source, at(10, 0), 'BAD')).toMatchObject({ price: null, volume: null })
  })

  test('of a file that cannot be read costs its neighbours nothing; a folder of them is an outage', async () => {
    const files = { [`${trade('rot')}.gz`]: 'not packed', [trade('aapl')]: MINUTES }
    const source = snapshotsOver(files)
    expect((await source.snapshots(['ROT', 'AAPL'], at(10, 0))).map(({ symbol }) => symbol)).toEqual(['AAPL'])
    await expect(source.snapshots(['ROT'], at(10, 0))).rejects.toThrow(Unavailable)
  })
})

const shared = sharedDataDir()
describe.skipIf(shared === null)('a snapshot of recorded minutes', () => {
  const source = createFileSource({ dir: join(shared ?? '', 'A_ohlcv') })
  const snapshots = createFileSnapshots(source)

  test.each([at(4, 30), at(9, 15), at(12, 0), at(16, 5)])('is what the tape says up to %i', async (now) => {
    const seen = await one(snapshots, now)
    const answer = await source.fetch({ symbol: 'AAPL', interval: '1Min', from: at(0, 0), to: now })
    const bars = answer.kind === 'bars' ? answer.bars : []
    expect(bars.length).toBeGreaterThan(5)
    expect(seen?.volume).toBe(bars.reduce((sum, bar) => sum + bar.volume, 0))
    expect(seen?.price).toBe(bars.at(-1)?.close)
    const opensAt = sessionOf(tradingDayOf(now))?.opensAt ?? 0
    expect(seen?.open).toBe(now < opensAt ? null : 650)
    expect((seen?.ask ?? 0) - (seen?.bid ?? 0)).toBeCloseTo(bars.at(-1)?.spread ?? Number.NaN)
  })
})
