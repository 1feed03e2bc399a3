import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY_MS } from '../../base/instant.ts'
import type { Bar } from '../../contracts/bars.ts'
import { type SweepConfig, sweepConfigSchema } from '../../contracts/sweep-config.ts'
import { decodeWire } from '../../contracts/wire.ts'
import { newYorkInstant, sessionsBetween } from '../calendar/index.ts'
import { syntheticBars } from '../market/index.ts'
import {
  batchesOf,
  batchesOfShard,
  cellsOf,
  configHash,
  dataHash,
  type Market,
  marketOf,
  type SymbolHistory,
  warmUpFrom,
  windowOf,
} from './index.ts'

const ASKED = { symbol: 'AAPL', start: '2014-02-03', end: '2014-03-31' }

function configOf(given: Readonly<Record<string, unknown>> = {}): SweepConfig {
  const decoded = decodeWire(sweepConfigSchema, { ...ASKED, ...given })
  if (decoded.kind === 'invalid') throw new Error(JSON.stringify(decoded.errors))
  return decoded.value
}

function plannedCells(given: Readonly<Record<string, unknown>>) {
  const answer = cellsOf(configOf(given))
  if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.errors))
  return answer.cells
}

describe('cells', () => {
  test('1: are the product of the values, the last name varying fastest', () => {
    const values = (least: number, most: number) =>
      fc.uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(values(2, 90), values(2, 90), values(1, 90), (lookback, ema_fast, atr_len) => {
        const cells = plannedCells({ params: { lookback, ema_fast, atr_len } })
        const expected = lookback.flatMap((a) => ema_fast.flatMap((b) => atr_len.map((c) => [a, b, c])))
        expect(cells.map(({ params }) => params.map(({ value }) => value))).toEqual(expected)
        expect(cells.map(({ cell }) => cell)).toEqual(expected.map((_, index) => index))
        expect(cells[0]?.params.map(({ name }) => name)).toEqual(['lookback', 'ema_fast', 'atr_len'])
      }),
      { numRuns: 30 },
    )
  })

  test('are one without any parameter, with the defaults', () => {
    expect(plannedCells({})).toMatchObject([
      { cell: 0, params: [], parsed: { params: { strategy: 'breakout', lookback: 20 } } },
    ])
  })

  test('take a list of texts as one value where the strategy takes a list, and as values where it does not', () => {
    const params = { regime_whitelist: ['calm', 'trend_up'], entry_price: ['close', 'next_open'] }
    expect(
      plannedCells({ strategy: 'momentum', params }).map(({ params: [regimes, price] }) => [
        regimes?.value,
        price?.value,
      ]),
    ).toEqual([
      [['calm', 'trend_up'], 'close'],
      [['calm', 'trend_up'], 'next_open'],
    ])
  })

  test('whose values contradict each other fail alone and say why', () => {
    const cells = plannedCells({ strategy: 'mean_reversion', params: { z_entry: [-2, 0], z_exit: [-1, 1] } })
    expect(cells.map(({ parsed }) => parsed.kind)).toEqual(['ok', 'ok', 'contradiction', 'ok'])
    expect(cells[2]?.parsed).toMatchObject({ reason: expect.stringMatching(/^z_entry must be below z_exit/) })
  })

  test('that sell short are not staked by odds of a rise', () => {
    const given = { strategy: 'sma_cross', params: { allow_short: [false, true] } } as const
    const kinds = (riskAgent: object) => plannedCells({ ...given, ...riskAgent }).map(({ parsed }) => parsed.kind)
    expect(kinds({})).toEqual(['ok', 'ok'])
    expect(kinds({ risk_agent: { name: 'fractional_kelly' } })).toEqual(['ok', 'contradiction'])
  })

  test.each<[string, Record<string, unknown>, string, RegExp]>([
    ['an unknown name', { lookbak: [1, 2] }, 'params.lookbak', /not a known field/],
    ['a value out of range', { lookback: [20, 9_999] }, 'params.lookback', /500/],
    ['a wrong type', { lookback: [20, true] }, 'params.lookback', /number/],
    ['a name given twice', { ema: [20], ema_fast: [30] }, 'params.ema_fast', /given twice/],
    ['a value given twice', { lookback: [20, 30, 20] }, 'params.lookback', /20 twice/],
    ['no value', { lookback: [] }, 'params.lookback', /no value/],
    ['values that never agree', { min_break_valid: [40], lookback: [20, 30] }, 'params.min_break_valid', /exceed/],
    ['too many', { lookback: many(80), ema_fast: many(80) }, 'params', /6400 combinations; at most 5000/],
  ])('are refused by key for %s', (_, params, field, message) => {
    const answer = cellsOf(configOf({ params }))
    expect(answer).toMatchObject({ kind: 'refused', errors: [{ field, message: expect.stringMatching(message) }] })
  })

  test('1: every batch belongs to one shard, and shards in turn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 9 }), (count, shards) => {
        const batches = batchesOf(count)
        expect(batches.flatMap(({ from, to }) => Array.from({ length: to - from }, (__, at) => from + at))).toEqual(
          many(count, 0),
        )
        const dealt = Array.from({ length: shards }, (__, shard) => batchesOfShard(batches, shard, shards))
        expect(dealt.flat().sort((a, b) => a.batch - b.batch)).toEqual(batches)
      }),
      { numRuns: 20 },
    )
  })
})

function many(count: number, first = 2): number[] {
  return Array.from({ length: count }, (_, index) => index + first)
}

const NOW = Date.parse('2026-11-20T00:00:00Z')

describe('a window', () => {
  test.each([
    [
      'days are New York’s, the last one included',
      '2014-02-03',
      '2014-02-03',
      '2014-02-03T05:00:00Z',
      '2014-02-04T05:00:00Z',
    ],
    [
      'instants are taken as they are',
      '2014-02-03T15:00:00Z',
      '2014-02-03T16:00:00Z',
      '2014-02-03T15:00:00Z',
      '2014-02-03T16:00:00Z',
    ],
    ['without an end it ends now', '2014-02-03', undefined, '2014-02-03T05:00:00Z', '2026-11-20T00:00:00Z'],
    ['it never ends after now', '2014-02-03', '2027-01-01', '2014-02-03T05:00:00Z', '2026-11-20T00:00:00Z'],
  ])('%s', (...[_, start, end, from, to]) => {
    const { start: first, end: last } = configOf({ start, end })
    expect(windowOf({ start: first, ...(last === undefined ? {} : { end: last }) }, NOW)).toEqual({
      kind: 'ok',
      window: { from: Date.parse(from), to: Date.parse(to) },
    })
  })

  test.each([
    ['reversed', '2014-02-03', '2014-02-02', 'end', /before start/],
    ['beyond the calendar', '1990-01-01', '2014-02-02', 'start', /1998-01-01/],
    ['beyond its end', '2014-01-01', '2050-02-02', 'end', /2028-12-31/],
    ['in the future', '2027-01-01', '2027-02-02', 'start', /future/],
  ])('is refused by key when it is %s', (...[_, start, end, field, message]) => {
    const answer = windowOf({ start, end }, NOW)
    expect(answer).toMatchObject({ errors: [{ field, message: expect.stringMatching(message) }] })
  })

  test('3: its warm-up is asked for from far enough before it', () => {
    const from = newYorkInstant('2014-02-03', 0)
    for (const [interval, bars, least] of [
      ['1Day', 501, 501],
      ['1Hour', 501, 72],
      ['5Min', 78, 1],
    ] as const) {
      const start = warmUpFrom(from, interval, bars)
      const sessions = sessionsBetween(new Date(start).toISOString().slice(0, 10), '2014-02-02').length
      expect(sessions).toBeGreaterThanOrEqual(least)
      expect(sessions).toBeLessThan(least * 1.2 + 8)
    }
    expect(warmUpFrom(from, '1Day', 0)).toBe(from)
    expect(warmUpFrom(newYorkInstant('1998-03-03', 0), '1Day', 500)).toBe(newYorkInstant('1998-01-01', 0))
  })
})

const daily = (symbol: string, from: string, to: string): readonly Bar[] =>
  syntheticBars({ symbol, seed: 3, interval: '1Day' }, Date.parse(from), Date.parse(to))
const history = (symbol: string, bars: readonly Bar[]): SymbolHistory => ({
  symbol,
  bars,
  quarantined: [],
  actions: [],
})
const window = { from: newYorkInstant('2014-02-03', 0), to: newYorkInstant('2014-04-01', 0) }
const request = { interval: '1Day', window, warmUpBars: 10, probabilistic: false } as const
const aapl = daily('AAPL', '2014-01-01', '2014-06-01')
const msft = daily('MSFT', '2014-01-01', '2014-06-01')

function market(histories: readonly SymbolHistory[], changed: Partial<Parameters<typeof marketOf>[1]> = {}): Market {
  const answer = marketOf(histories, { ...request, ...changed })
  if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.errors))
  return answer.market
}

describe('a market', () => {
  test('3: trades within the window alone, behind as many bars as are needed', () => {
    const { symbols, steps, days, barsTraded, warnings, synthetic } = market([history('AAPL', aapl)])
    const [one] = symbols
    const sessions = sessionsBetween('2014-02-03', '2014-03-31').map(({ day }) => day)
    expect([one?.tradeFrom, one?.bars.length, barsTraded]).toEqual([10, 10 + sessions.length, sessions.length])
    expect(one?.bars.opensAt[10]).toBe(newYorkInstant('2014-02-03', 570))
    expect(days.days).toEqual(sessions)
    expect([...days.lastStep]).toEqual(many(sessions.length, 10))
    expect(steps).toEqual(one?.bars.opensAt)
    expect([warnings, synthetic]).toEqual([[], true])
  })

  test('of several symbols goes by their distinct instants, in the order of their names', () => {
    const shorter = msft.filter(({ opensAt }) => opensAt < newYorkInstant('2014-03-03', 0))
    const both = market([history('MSFT', shorter), history('AAPL', aapl)])
    expect(both.symbols.map(({ bars }) => bars.symbol)).toEqual(['AAPL', 'MSFT'])
    expect(both.steps).toEqual(both.symbols[0]?.bars.opensAt)
    expect(both.warnings).toEqual(['MSFT: the history ends on 2014-02-28, 21 sessions early'])
  })

  test('of minutes ends a day at its last bar, and leaves out what lies beyond the session', () => {
    const bars = syntheticBars({ symbol: 'AAPL', seed: 3, interval: '1Min' }, window.from, window.from + 3 * DAY_MS)
    const early = { ...bars[0], opensAt: window.from + 1, closesAt: window.from + 60_001 } as Bar
    const minutes = market([history('AAPL', [early, ...bars])], {
      interval: '1Min',
      warmUpBars: 0,
      window: { from: window.from, to: window.from + 3 * DAY_MS },
    })
    expect(minutes.days.days).toEqual(['2014-02-03', '2014-02-04', '2014-02-05'])
    expect([...minutes.days.lastStep]).toEqual([389, 779, 1_169])
  })

  test('5: tells rows that were set aside, empty sessions, holes and an early end', () => {
    const holes = aapl.filter((_, index) => index !== 30 && index !== 31)
    const quarantined = [3, 5, 9, 12].map((line) => ({
      symbol: 'AAPL',
      line,
      rule: line === 3 ? 'NOT_FINITE' : 'PRICE_JUMP',
      row: '',
    }))
    expect(market([{ ...history('AAPL', holes), quarantined }]).warnings).toEqual([
      'AAPL: 4 rows were set aside (NOT_FINITE 1, PRICE_JUMP 3), line 3, 5, 9 and others',
      'AAPL: 2 sessions have no bar (2014-02-14, 2014-02-18)',
    ])
    const hours = syntheticBars({ symbol: 'AAPL', seed: 3, interval: '1Hour' }, window.from, window.from + 4 * DAY_MS)
    const thin = hours.filter((_, index) => index !== 9)
    expect(market([history('AAPL', thin)], { interval: '1Hour', warmUpBars: 0 }).warnings).toEqual([
      'AAPL: 1 of 14 bars are missing within sessions',
      'AAPL: the history ends on 2014-02-06, 36 sessions early',
    ])
  })

  test('tells prices so low that the cent of a fill decides, within the window alone', () => {
    const cheap = (bar: Bar, by: number): Bar => ({
      ...bar,
      ...{ open: bar.open / by, high: bar.high / by, low: bar.low / by, close: bar.close / by },
    })
    const low = aapl.map((bar) => cheap(bar, 1_000))
    expect(market([history('AAPL', low)]).warnings).toEqual([
      expect.stringMatching(/^AAPL: prices go down to 0\.\d+ dollars, where rounding a fill to the cent is up to \d+/),
    ])
    const before = aapl.map((bar) => (bar.opensAt < window.from ? cheap(bar, 1_000) : bar))
    expect(market([history('AAPL', before)]).warnings).toEqual([])
  })

  test.each([
    ['a symbol without bars', [history('AAPL', aapl), history('IBM', [])], {}, 'symbol', /^IBM has no 1Day bar/],
    [
      'a warm-up that is not there',
      [history('AAPL', aapl)],
      { warmUpBars: 50 },
      'start',
      /leaves 21 bars of AAPL.*need 50: start on 2014-03-17/,
    ],
    [
      'one longer than the history',
      [history('AAPL', aapl)],
      { warmUpBars: 500 },
      'start',
      /need 500: start on 2015-12-\d\d or later, or use shorter/,
    ],
  ])('2: is refused by key for %s', (...[_, histories, changed, field, message]) => {
    const answer = marketOf(histories, { ...request, ...changed })
    expect(answer).toMatchObject({ kind: 'refused', errors: [{ field, message: expect.stringMatching(message) }] })
  })

  test('has filters that know nothing of what comes after the window', () => {
    const [full] = market([history('AAPL', aapl)], { probabilistic: true, warmUpBars: 21 }).symbols
    const upTo = aapl.filter(({ closesAt }) => closesAt <= window.to)
    const [cut] = market([history('AAPL', upTo)], { probabilistic: true, warmUpBars: 21 }).symbols
    expect(full?.filters).toEqual(cut?.filters)
    const known = (column: Float64Array | undefined): number => column?.filter(Number.isFinite).length ?? 0
    const { length = 0 } = full?.bars ?? {}
    expect([
      known(full?.filters?.filteredPrice),
      known(full?.filters?.velocity),
      known(full?.filters?.probability),
    ]).toEqual([length, length - 1, expect.any(Number)])
    expect(known(full?.filters?.probability)).toBeGreaterThan(length - 30)
  })
})

describe('digests', () => {
  test('of a configuration forget who works on it and where it goes, and nothing else', () => {
    const digest = configHash(configOf({ params: { lookback: [20, 30] } }))
    expect(configHash(configOf({ params: { lookback: [20, 30] }, max_workers: 3, output_dir: 'x' }))).toBe(digest)
    expect(configHash(configOf({ params: { lookback: [30, 20] } }))).not.toBe(digest)
    expect(configHash(configOf({ params: { lookback: [20, 30] }, seed: 2 }))).not.toBe(digest)
    expect(digest).toMatch(/^[0-9a-f]{64}$/)
  })

  test('of data change with any number that a cell reads', () => {
    const digest = dataHash(market([history('AAPL', aapl)]))
    expect(dataHash(market([history('AAPL', structuredClone(aapl))]))).toBe(digest)
    const changed = aapl.map((bar, index) => (index === 40 ? { ...bar, volume: bar.volume + 1 } : bar))
    expect(dataHash(market([history('AAPL', changed)]))).not.toBe(digest)
    expect(dataHash(market([history('AAPL', aapl)], { probabilistic: true }))).not.toBe(digest)
  })
})
