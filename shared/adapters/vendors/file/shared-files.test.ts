/** The file vendor on real files: scale, time base, basis, spread and bad rows as they occur in the wild. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sharedDataDir } from '../../../../scripts/testing/shared-data.ts'
import { isoOf } from '../../../base/instant.ts'
import type { Bar } from '../../../contracts/bars.ts'
import type { Interval } from '../../../contracts/scalars.ts'
import { newYorkInstant, sessionOf, sessionsBetween, tradingDayOf } from '../../../domain/calendar/index.ts'
import { aggregate } from '../../../domain/market/index.ts'
import { createFileSource, type FileSource } from './file-source.ts'

const shared = sharedDataDir()
const dir = join(shared ?? '', 'A_ohlcv')

async function answer(source: FileSource, symbol: string, interval: Interval, days: readonly [string, string]) {
  const [fromDay, toDay] = days
  const window = { from: newYorkInstant(fromDay, 0), to: newYorkInstant(toDay, 1_440) }
  const found = await source.fetch({ symbol, interval, ...window })
  if (found.kind === 'refused') throw new Error(found.detail)
  return found
}

const regular = (bars: readonly Bar[], day: string): readonly Bar[] => {
  const session = sessionOf(day)
  return bars.filter((bar) => session && bar.opensAt >= session.opensAt && bar.closesAt <= session.closesAt)
}

const countsOf = (rows: readonly { readonly rule: string }[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { rule } of rows) counts[rule] = (counts[rule] ?? 0) + 1
  return counts
}

describe.skipIf(shared === null)('prices on one basis', () => {
  test('a replay of 2014-06-06 sees the 645 dollars of that day, and history in the same dollars', async () => {
    const source = createFileSource({ dir, basisDay: '2014-06-06' })
    const { bars } = await answer(source, 'AAPL', '1Day', ['2014-06-05', '2014-06-06'])
    expect(bars.map((bar) => [bar.open, bar.high, bar.low, bar.close, bar.volume])).toEqual([
      [646.25, 649.35, 642.61, 647.35, 10_445_282],
      [650, 651.25, 644.48, 645.57, 12_116_671],
    ])
    const minutes = (await answer(source, 'AAPL', '1Min', ['2014-06-06', '2014-06-06'])).bars
    expect(regular(minutes, '2014-06-06').at(-1)?.close).toBe(645.57)
  })

  test('over the seven for one split of 2014-06-09 the price does not gap and the volume is scaled', async () => {
    const source = createFileSource({ dir })
    const { bars } = await answer(source, 'AAPL', '1Day', ['2014-06-06', '2014-06-09'])
    const [before, after] = bars
    expect(before?.close).toBeCloseTo(645.57 / 7, 3)
    expect(before?.volume).toBeCloseTo(12_116_671 * 7, -3)
    expect(after?.open).toBe(92.69)
    expect(Math.abs((after?.open ?? 0) / (before?.close ?? 1) - 1)).toBeLessThan(0.01)

    const minutes = (await answer(source, 'AAPL', '1Min', ['2014-06-06', '2014-06-09'])).bars
    const moves = minutes.slice(1).map((bar, index) => Math.abs(bar.close / (minutes[index]?.close ?? 1) - 1))
    expect(Math.max(...moves)).toBeLessThan(0.02)
    const volume = (day: string): number => regular(minutes, day).reduce((total, bar) => total + bar.volume, 0)
    expect(volume('2014-06-06') / volume('2014-06-09')).toBeGreaterThan(0.5)
  })

  test('no daily close moves by half once the splits are out', async () => {
    const source = createFileSource({ dir, basisDay: '2021-03-31' })
    const { bars } = await answer(source, 'AAPL', '1Day', ['2004-01-01', '2021-03-31'])
    const moves = bars.slice(1).map((bar, index) => Math.abs(bar.close / (bars[index]?.close ?? 1) - 1))
    expect(Math.max(...moves)).toBeLessThan(0.2)
  })
})

describe.skipIf(shared === null)('time and shape', () => {
  test('minutes start at New York milliseconds of the day and carry the closing spread of the quotes', async () => {
    const source = createFileSource({ dir, basisDay: '2014-06-06' })
    const { bars } = await answer(source, 'AAPL', '1Min', ['2014-06-06', '2014-06-06'])
    expect(bars[0]).toMatchObject({ open: 648.8, high: 649.1, low: 648.8, close: 649.1, volume: 300, spread: 0.51 })
    expect(isoOf(bars[0]?.opensAt ?? 0)).toBe('2014-06-06T08:00:00.000Z')
    expect(isoOf(bars[0]?.closesAt ?? 0)).toBe('2014-06-06T08:01:00.000Z')
    expect(regular(bars, '2014-06-06').length).toBe(390)
    expect(regular(bars, '2014-06-06').every((bar) => (bar.spread ?? 9) <= 1)).toBe(true)
  })

  test.each(['AAPL', 'SPY', 'IBM'])(
    '%s has a daily bar for the sessions of 23 years and for no other day',
    async (symbol) => {
      const source = createFileSource({ dir })
      const { bars, quarantined } = await answer(source, symbol, '1Day', ['1998-01-01', '2021-03-31'])
      const sessions = sessionsBetween('1998-01-01', '2021-03-31')
      expect(quarantined.filter((row) => row.rule === 'NOT_A_SESSION')).toEqual([])
      expect(bars.length + quarantined.length).toBe(sessions.length)
      expect(bars.every((bar) => sessionOf(tradingDayOf(bar.opensAt))?.closesAt === bar.closesAt)).toBe(true)
    },
  )

  test('three daily bars of AAPL with a misplaced decimal point are set aside', async () => {
    const { quarantined } = await answer(createFileSource({ dir }), 'AAPL', '1Day', ['1998-01-01', '2021-03-31'])
    expect(quarantined.map((row) => [row.rule, /gz: (\d{8})/.exec(row.row)?.[1]])).toEqual([
      ['PRICE_JUMP', '20090921'],
      ['PRICE_JUMP', '20100831'],
      ['PRICE_JUMP', '20110103'],
    ])
  })

  test('our hours, made of minutes, are the hours that the vendor made', async () => {
    const source = createFileSource({ dir, basisDay: '2013-10-11' })
    for (const day of ['2013-10-07', '2013-10-09', '2013-10-11']) {
      const theirs = (await answer(source, 'SPY', '1Hour', [day, day])).bars
      const { bars: minutes } = await answer(source, 'SPY', '1Min', [day, day])
      const ours = aggregate(minutes, '1Hour', newYorkInstant(day, 1_440))
      expect(ours.map((bar) => [bar.opensAt, bar.closesAt])).toEqual(theirs.map((bar) => [bar.opensAt, bar.closesAt]))
      for (const [index, hour] of ours.entries()) {
        expect(Math.abs(hour.close / (theirs[index]?.close ?? 1) - 1)).toBeLessThan(0.001)
        expect(Math.abs(hour.volume / (theirs[index]?.volume ?? 1) - 1)).toBeLessThan(0.35)
      }
    }
  })
})

describe.skipIf(shared === null)('dirty files', () => {
  const dirty = createFileSource({ dir: join(dir, 'dirty') })

  test('zeros, blanks, negatives and crossed prices are set aside by rule', async () => {
    const { bars, quarantined } = await answer(dirty, 'BAD', '1Day', ['2017-01-01', '2019-01-01'])
    const ruleAt = new Map(quarantined.map((row) => [row.line, row.rule]))
    expect([356, 358, 359].map((line) => ruleAt.get(line))).toEqual(Array(3).fill('PRICE_NOT_POSITIVE'))
    expect(ruleAt.get(360)).toBe('VOLUME_NEGATIVE')
    expect([361, 362, 363].map((line) => ruleAt.get(line))).toEqual(Array(3).fill('HIGH_LOW_CROSSED'))
    expect(ruleAt.get(400)).toBe('PRICE_NOT_POSITIVE')
    expect(ruleAt.get(451)).toBe('NOT_FINITE')
    expect(bars.length + quarantined.length).toBe(502)
    expect(tradingDayOf(bars.at(-1)?.opensAt ?? 0)).toBe('2018-12-31')
  })

  test('a file of zeros and a file of absurd numbers have no bar', async () => {
    const zeros = await answer(dirty, 'ZEROS', '1Day', ['2017-01-01', '2018-01-01'])
    expect([zeros.bars.length, countsOf(zeros.quarantined)]).toEqual([0, { PRICE_NOT_POSITIVE: 200 }])
    const absurd = await answer(dirty, 'TOOBIG', '1Day', ['2017-01-01', '2022-01-01'])
    expect(absurd.bars).toEqual([])
    expect(Object.keys(countsOf(absurd.quarantined)).sort()).toEqual(['NOT_A_SESSION', 'OUT_OF_RANGE'])
  })

  test('a file in blocks out of order is put in order, and its one wrong date costs one row', async () => {
    const { bars, quarantined } = await answer(dirty, 'MISMATCH', '1Day', ['2016-01-01', '2019-01-01'])
    expect(bars.length).toBe(501)
    expect(quarantined.map((row) => [row.line, row.rule])).toEqual([[21, 'NOT_A_SESSION']])
  })

  test('the first minute of the split day, which opens at the old price, is set aside', async () => {
    const { quarantined } = await answer(createFileSource({ dir }), 'AAPL', '1Min', ['2014-06-09', '2014-06-09'])
    expect(quarantined).toEqual([
      {
        symbol: 'AAPL',
        line: 1,
        rule: 'PRICE_JUMP',
        row: 'lean_aapl_1m_20140609_trade.csv: 14400000,6455700,6455700,922300,924200,600',
      },
    ])
  })

  test('a price a hundred times too small for a day is a jump', async () => {
    const source = createFileSource({ dir: join(dir, 'dirty_yahoo') })
    const { quarantined } = await answer(source, 'ALPHA', '1Day', ['2023-01-01', '2023-12-31'])
    expect(quarantined.filter((row) => row.row.includes(': 2023-05-08'))).toMatchObject([{ rule: 'PRICE_JUMP' }])
  })
})
