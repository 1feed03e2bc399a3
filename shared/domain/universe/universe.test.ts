import { describe, expect, test } from 'vitest'
import { SCAN_DEFAULTS, SCAN_SYMBOLS_MAX, type ScanSettings, STATIC_UNIVERSE } from '../../contracts/scan-settings.ts'
import type { Snapshot } from '../../contracts/snapshot.ts'
import {
  finaliseWatchlist,
  resolveUniverse,
  type ScanInput,
  scanAfterhours,
  scanDayOf,
  scanIntraday,
  scanPremarket,
} from './index.ts'
import {
  at,
  DAY,
  dailiesOf,
  morning,
  NO_CLOSURES,
  NOON,
  noon,
  only,
  PREMARKET,
  refusals,
  seen,
  symbolsIn,
} from './testing/market.ts'

const premarket = (inputs: readonly ScanInput[], settings: Partial<ScanSettings['premarket']> = {}) =>
  scanPremarket(inputs, { ...SCAN_DEFAULTS, premarket: { ...SCAN_DEFAULTS.premarket, ...settings } }, morning)

describe('the premarket scan', () => {
  test('tells a kept symbol with its measures and every gate', () => {
    const one = only(premarket([seen('AAA')]))
    expect(one).toMatchObject({ symbol: 'AAA', kept: true, rank: 1, price: 10.8, volume: 3_500_000 })
    expect(one.gapPercent).toBeCloseTo(8)
    expect(one.spreadPercent).toBeCloseTo((0.02 / 10.8) * 100)
    expect(one.relativeVolume).toBeCloseTo(3.5)
    expect(one.dollarVolume).toBeCloseTo(37_800_000)
    expect(one.gates.map(({ gate, verdict, threshold }) => `${gate} ${verdict} ${threshold}`)).toEqual([
      'history PASS >= 1 up to 2014-06-05',
      'price PASS 1 to 50 USD',
      'spread PASS <= 0.75 %',
      'gap_rvol PASS gap >= 5 % or rvol >= 3',
      'dollar_volume PASS >= 1000000 USD',
      'place PASS <= 200',
    ])
  })

  test.each<[string, Partial<Snapshot>, Parameters<typeof dailiesOf>[1], string[]]>([
    ['too cheap', { price: 0.99, bid: 0.99, ask: 0.991 }, { close: 0.9 }, ['price']],
    ['too dear', { price: 50.01, bid: 50, ask: 50.02 }, { close: 40 }, ['price']],
    ['too wide', { bid: 10.7, ask: 10.9 }, {}, ['spread']],
    ['still and quiet', { price: 10.4, volume: 2_900_000 }, {}, ['gap_rvol']],
    ['a gap downwards on usual volume', { price: 8, volume: 2_900_000 }, {}, ['gap_rvol']],
    ['too few dollars', { price: 1.08, bid: 1.08, ask: 1.08, volume: 900_000 }, { close: 1, volume: 1_000 }, ['dvol']],
    ['without a quote', { bid: null }, {}, ['SPREAD_UNKNOWN']],
    ['crossed', { bid: 10.81, ask: 10.79 }, {}, ['SPREAD_UNKNOWN']],
    ['a bid of nothing', { bid: 0 }, {}, ['SPREAD_UNKNOWN']],
    ['without a volume', { volume: null }, {}, ['GAP_RVOL_UNKNOWN', 'DOLLAR_VOLUME_UNKNOWN']],
    ['no trade of today and no open', { price: null, pricedAt: null }, {}, ['GAP_RVOL_UNKNOWN']],
    ['a price of yesterday evening', { pricedAt: at(19 * 60, '2014-06-05') }, {}, ['GAP_RVOL_UNKNOWN']],
    ['a price of the future', { pricedAt: PREMARKET + 1 }, {}, ['GAP_RVOL_UNKNOWN']],
    ['a price whose time is UNKNOWN', { pricedAt: null }, {}, ['GAP_RVOL_UNKNOWN']],
    ['numbers that are none', { ask: Number.NaN }, {}, ['SPREAD_UNKNOWN']],
    ['a history of nothing', {}, { volume: 0 }, ['GAP_RVOL_UNKNOWN']],
    ['a history that is stale', {}, { lastDay: '2014-06-04' }, ['HISTORY_STALE', 'GAP_RVOL_UNKNOWN']],
    ['no history', {}, { sessions: 0 }, ['insufficient_history', 'GAP_RVOL_UNKNOWN']],
  ])('leaves out what is %s', (_, changes, history, reasons) => {
    const sessions = history?.sessions === 0 ? [] : dailiesOf('AAA', history)
    const one = only(premarket([seen('AAA', changes, sessions)]))
    expect(one).toMatchObject({ kept: false, rank: null })
    expect(refusals(one)).toEqual(reasons)
  })

  test('takes bounds as inside', () => {
    const quote = { bid: 99.6264, ask: 100.3736 }
    const wide = (ask: number) => seen('AAA', { price: 50, bid: quote.bid, ask }, dailiesOf('AAA', { close: 40 }))
    expect(refusals(only(premarket([wide(quote.ask)])))).toEqual([])
    expect(refusals(only(premarket([wide(100.39)])))).toEqual(['spread'])
    expect(refusals(only(premarket([seen('AAA', { price: 10.5, volume: 1 })])))).toEqual(['dvol'])
    expect(refusals(only(premarket([seen('AAA', { price: 10.2, volume: 3_000_000 })])))).toEqual([])
  })

  test('credits a symbol that has not traded with a twentieth of a usual day', () => {
    const one = only(premarket([seen('AAA', { volume: 0 }, dailiesOf('AAA', { volume: 3_000_000 }))]))
    expect(one).toMatchObject({ kept: true, relativeVolume: 0 })
    expect(one.dollarVolume).toBeCloseTo(10.8 * 3_000_000 * 0.05)
  })

  test('measures the gap to the open once there is one, and the price only before', () => {
    const open = only(premarket([seen('AAA', { open: 10.6, price: 10.2 })]))
    expect(open.gapPercent).toBeCloseTo(6)
    expect(open.price).toBe(10.2)
    const untraded = only(premarket([seen('AAA', { open: 10.6, price: null, pricedAt: null })]))
    expect(untraded.price).toBe(10.6)
  })

  test('averages the five volumes before the day, or as many as there are', () => {
    const uneven = dailiesOf('AAA').map((bar, index) => ({ ...bar, volume: index < 15 ? 9e9 : (index - 14) * 100_000 }))
    expect(only(premarket([seen('AAA', {}, uneven)])).relativeVolume).toBeCloseTo(3_500_000 / 300_000)
    expect(only(premarket([seen('AAA', {}, uneven.slice(-2))])).relativeVolume).toBeCloseTo(3_500_000 / 450_000)
  })

  test('ranks by volume, then gap, then spread, then symbol', () => {
    const inputs = [
      seen('EEE', { volume: 4_000_000, price: 10.6 }),
      seen('DDD', { bid: 10.78 }),
      seen('CCC'),
      seen('BBB'),
      seen('AAA', { volume: 9_000_000, price: 10.6 }),
    ]
    expect(symbolsIn(premarket(inputs))).toEqual(['AAA', 'EEE', 'BBB', 'CCC', 'DDD'])
  })

  test('tells what the vendor said of a symbol that it does not have', () => {
    const inputs: ScanInput[] = [{ kind: 'unseen', symbol: 'ZZZ', reason: 'NO_DATA', detail: 'no bars of ZZZ' }]
    const [first, second] = premarket([...inputs, seen('AAA')])
    expect(first?.symbol).toBe('AAA')
    expect(second).toMatchObject({ symbol: 'ZZZ', kept: false, price: null })
    expect(second?.gates).toMatchObject([{ verdict: 'UNKNOWN', value: 'no bars of ZZZ', reason: 'NO_DATA' }])
  })
})

describe('the opening list', () => {
  const finalise = (inputs: readonly ScanInput[], listMax = 15) =>
    finaliseWatchlist(inputs, { ...SCAN_DEFAULTS, listMax }, morning)

  test.each<[string, Partial<Snapshot>, string[]]>([
    ['halted', { halted: true }, ['HALTED']],
    ['perhaps halted', { halted: null }, ['HALT_UNKNOWN']],
    ['too wide by now', { bid: 10.7, ask: 10.9 }, ['spread']],
    ['too thin by now', { volume: 10 }, ['dvol']],
    ['back at its close', { price: 10, volume: 200_000 }, []],
    ['without a price of the day', { price: null }, ['DOLLAR_VOLUME_UNKNOWN']],
  ])('%s', (_, changes, reasons) => {
    expect(refusals(only(finalise([seen('AAA', changes)])))).toEqual(reasons)
  })

  test('is cut after ranking, and says so of those beyond the cut', () => {
    const inputs = ['AAA', 'BBB', 'ZZZ'].map((symbol, index) => seen(symbol, { volume: 3_000_000 + index }))
    const list = finalise(inputs, 2)
    expect(symbolsIn(list)).toEqual(['ZZZ', 'BBB'])
    expect(list[2]).toMatchObject({ symbol: 'AAA', kept: false, rank: null })
    expect(list[2]?.gates.at(-1)).toMatchObject({ gate: 'place', verdict: 'DROP', value: 3, reason: 'LIST_FULL' })
  })

  test('of nothing is nothing', () => {
    expect(finalise([])).toEqual([])
  })
})

describe('the intraday scan', () => {
  const intraday = (changes: Partial<Snapshot>, history: Parameters<typeof dailiesOf>[1] = {}, today = noon) =>
    only(scanIntraday([seen('AAA', { at: NOON, ...changes }, dailiesOf('AAA', history))], SCAN_DEFAULTS, today))

  test('holds the volume so far against what is usual by then', () => {
    const one = intraday({ volume: 1_000_000 })
    expect(noon.elapsedFraction).toBeCloseTo(150 / 390)
    expect(one.relativeVolume).toBeCloseTo(1_000_000 / ((1_000_000 * 150) / 390))
    expect(one).toMatchObject({ kept: true, rank: 1 })
  })

  test.each<[string, Partial<Snapshot>, Parameters<typeof dailiesOf>[1], string[]]>([
    ['active enough', { volume: Math.ceil((1.8 * 1_000_000 * 150) / 390) }, {}, []],
    ['not active', { volume: 400_000 }, {}, ['NOT_ACTIVE']],
    ['large without being unusual', { volume: 500_000 }, { volume: 1_000_000 }, []],
    ['large for most, not for this one', { volume: 2_000_000 }, { volume: 10_000_000 }, ['NOT_ACTIVE']],
    ['a penny', { price: 2.99 }, {}, ['price']],
    ['nineteen sessions', {}, { sessions: 19 }, ['insufficient_history', 'ACTIVITY_UNKNOWN']],
    ['a history that is stale', {}, { lastDay: '2014-06-04' }, ['HISTORY_STALE', 'ACTIVITY_UNKNOWN']],
    ['no volume', { volume: null }, {}, ['ACTIVITY_UNKNOWN']],
    ['no price of today', { pricedAt: at(900, '2014-06-05') }, {}, ['PRICE_UNKNOWN']],
  ])('%s', (_, changes, history, reasons) => {
    expect(refusals(intraday(changes, history))).toEqual(reasons)
  })

  test.each([
    ['before the bell a minute has passed', '2014-06-06', 480, 1 / 390],
    ['at the bell too', '2014-06-06', 570, 1 / 390],
    ['five minutes later', '2014-06-06', 575, 5 / 390],
    ['after the close all of it', '2014-06-06', 1_000, 1],
    ['of an early close half', '2013-11-29', 675, 0.5],
    ['of an early close all', '2013-11-29', 780, 1],
  ])('%s', (_, day, minute, fraction) => {
    expect(scanDayOf(at(minute, day), NO_CLOSURES).elapsedFraction).toBeCloseTo(fraction)
  })

  test('without a session nothing is usual', () => {
    const saturday = scanDayOf(at(720, '2014-06-07'), NO_CLOSURES)
    expect(saturday).toEqual({ day: '2014-06-07', previousDay: '2014-06-06', elapsedFraction: null })
    const held = dailiesOf('AAA', { lastDay: '2014-06-06' })
    const one = only(scanIntraday([seen('AAA', { at: at(720, saturday.day) }, held)], SCAN_DEFAULTS, saturday))
    expect(refusals(one)).toEqual(['ACTIVITY_UNKNOWN'])
  })

  test('a closure by command is no previous session, and shortens its own', () => {
    const closures = new Map([
      ['2014-06-05', { reason: 'storm', closesMinute: null }],
      [DAY, { reason: 'storm', closesMinute: 720 }],
    ])
    expect(scanDayOf(at(645), closures)).toEqual({ day: DAY, previousDay: '2014-06-04', elapsedFraction: 0.5 })
  })

  test('a day that the calendar does not know has no previous session', () => {
    const today = scanDayOf(at(720, '2031-06-06'), NO_CLOSURES)
    expect(today).toMatchObject({ previousDay: null, elapsedFraction: null })
  })
})

describe('the scan after the close', () => {
  const CLOSE = at(16 * 60 + 5)
  const after = (changes: Partial<Snapshot>) => seen('AAA', { at: CLOSE, volume: 1_000_000, ...changes })
  const scan = (inputs: readonly ScanInput[]) => scanAfterhours(inputs, SCAN_DEFAULTS, scanDayOf(CLOSE, NO_CLOSURES))

  test.each<[string, Partial<Snapshot>, string[]]>([
    ['up', { price: 10.31 }, []],
    ['down', { price: 9.69 }, []],
    ['hardly moved', { price: 10.29 }, ['MOVE_SMALL']],
    ['thin', { volume: 400_000 }, ['dvol']],
    ['a penny', { price: 0.9, volume: 9e7 }, ['price']],
    ['no price', { price: null }, ['PRICE_UNKNOWN', 'MOVE_UNKNOWN', 'DOLLAR_VOLUME_UNKNOWN']],
  ])('%s', (_, changes, reasons) => {
    expect(refusals(only(scan([after(changes)])))).toEqual(reasons)
  })

  test('ranks by the distance, either way', () => {
    const moved = (symbol: string, price: number) => ({ ...seen(symbol, { at: CLOSE, price }) })
    const list = scan([moved('AAA', 10.5), moved('BBB', 9), moved('CCC', 10.9)])
    expect(symbolsIn(list)).toEqual(['BBB', 'CCC', 'AAA'])
  })
})

describe('a universe', () => {
  const auto = { source: 'auto', manual: [], textlist: null } as const

  test.each([
    ['by hand only where that is asked for', { ...auto, manual: ['SPY'], textlist: ['IWM'] }, 'textlist', ['IWM']],
    ['by hand', { ...auto, source: 'manual', manual: ['SPY'] }, 'manual', ['SPY']],
    ['from the text list', { ...auto, textlist: ['IWM', 'SPY', 'IWM'] }, 'textlist', ['IWM', 'SPY']],
    ['from the folder', auto, 'file-universe', ['GOOG']],
    ['as it is named', { ...auto, source: 'textlist', manual: ['SPY'] }, 'textlist', STATIC_UNIVERSE],
  ] as const)('9. %s', (...[, settings, source, symbols]) => {
    expect(resolveUniverse(settings, ['GOOG'])).toEqual({ kind: 'universe', source, symbols: [...symbols] })
  })

  test('9. is the static one where nobody chose', () => {
    expect(resolveUniverse(auto, [])).toMatchObject({ source: 'textlist', symbols: STATIC_UNIVERSE })
  })

  test.each([
    ['nothing by hand', { ...auto, source: 'manual' }, [], /manual names no symbol/],
    ['an empty folder', { ...auto, source: 'file-universe' }, [], /file-universe names no symbol/],
    [
      'a folder larger than a scan',
      auto,
      Array.from({ length: SCAN_SYMBOLS_MAX + 1 }, (_, index) => `S${index}`),
      /names 201 symbols, and a scan looks at 200: name them in UNIVERSE/,
    ],
  ] as const)('9. of %s is refused', (_, settings, folder, words) => {
    const refused = resolveUniverse(settings, folder)
    expect(refused.kind === 'refused' && refused.detail).toMatch(words)
  })
})
