/** What befalls an account besides its orders, worked by hand. */
import { describe, expect, test } from 'vitest'
import { simulateEvents } from './index.ts'
import { type Case, calm, equityUsd, limitAt, nightBefore, small, told } from './testing/small.ts'

function tell(cases: readonly Case[]): void {
  for (const [claim, symbols, lines, account, costs] of cases) {
    test(claim, () => expect(told(simulateEvents(small(symbols, account, costs)))).toEqual(lines))
  }
}

describe('corporate actions and the cost of borrowing', () => {
  const still = (usd: number) => [usd, usd, usd, usd] as const
  const dividend = { kind: 'dividend', at: nightBefore(2), perShareUsd: 1.5 } as const
  const split = (ratio: number, at = nightBefore(2)) => ({ kind: 'split', at, ratio }) as const

  test('a dividend is paid to a long and by a short, when held at the open before it', () => {
    const days = [still(100), still(100), still(98.5), still(98.5)]
    const held = { days, actions: [{ ...dividend, at: nightBefore(1) }, dividend] }
    expect(equityUsd(simulateEvents(small({ ...held, long: [0] })))).toEqual([10_000, 10_000, 10_000, 10_000])
    expect(equityUsd(simulateEvents(small({ ...held, short: [0] })))).toEqual([10_000, 10_000, 10_000, 10_000])
    const late = simulateEvents(small({ ...held, long: [1] }))
    expect(late.endCashMicros).toBe(9_015_000_000)
  })

  test('a split changes shares and levels, and pays the fraction left over', () => {
    const days = [still(100), still(100), still(40), still(39), still(38), still(38)]
    const held = { days, actions: [split(2.5)], long: [0], stop: { 0: 97.5 }, target: { 0: 110 } }
    const result = simulateEvents(small(held, { stake: 5 }))
    // Five shares become 12.5: twelve, and half a share at 40 dollars. The stop is now at 39.
    expect(told(result)).toEqual(['A0 ENTRY +5 FILLED: 5@100 on 1', 'A3 STOP -12 FILLED: 12@39 on 3'])
    expect(equityUsd(result)).toEqual([10_000, 10_000, 10_000, 9_988, 9_988, 9_988])
  })

  test('a short pays for the fraction left over, and for each day by its mark', () => {
    const days = [still(100), still(100), still(40), null, still(40)]
    const held = { days, actions: [split(2.5)], short: [0] }
    const result = simulateEvents(small(held, { stake: 5 }, { borrowPctPerYear: 36.5 }))
    // A thousandth of the value each day: 12 · 40 on bar 2, and for two days on bar 3.
    expect(equityUsd(result)).toEqual([10_000, 10_000, 9_999.52, 9_998.56])
  })

  tell([
    [
      'a split moves the levels of a working order, and what it still wants',
      { days: [still(100), still(100), still(50), [50, 50, 48, 50]], long: [0], ...limitAt(98), actions: [split(2)] },
      ['A0 ENTRY +10 FILLED: 20@49 on 3'],
      { entryGoodForBars: 3 },
    ],
    [
      'a split moves a trail, stop and distance',
      {
        days: [still(100), still(100), [50, 54, 49, 52], [52, 52, 48, 50], still(50)],
        ...{ long: [0], trail: { 0: 10 }, actions: [split(2)] },
      },
      ['A0 ENTRY +10 FILLED: 10@100 on 1', 'A3 STOP -20 FILLED: 20@49 on 3'],
    ],
    [
      'a split counts what an order has got as it counts what it wants, and an exit takes what is left',
      [
        { days: [still(100), [...still(100), 100], still(50), still(50), still(50)], long: [0], actions: [split(2)] },
        {
          days: [still(100), still(100), [...still(100), 70], still(200), still(200)],
          ...{ long: [0], exit: [1], actions: [split(0.5, nightBefore(3))] },
        },
      ],
      [
        'A0 ENTRY +24 FILLED: 10@100 on 1, 28@50 on 2',
        'B0 ENTRY +24 FILLED: 24@100 on 1',
        'B1 EXIT -24 FILLED: 7@100 on 2, 8@200 on 3',
      ],
      { stake: 24, entryGoodForBars: 2 },
      { participationMax: 0.1 },
    ],
    [
      'a split at the opening of the bar that decides, or before, is over',
      [0, 1].map((bar) => ({
        days: [still(100), still(100), still(100), [100, 100, 90, 100]],
        ...{ long: [bar], order: 'limit', limit: { [bar]: 98 }, actions: [split(2, 86_400_000 * bar)] },
      })),
      ['A0 ENTRY +10 FILLED: 10@98 on 3', 'B1 ENTRY +10 FILLED: 10@98 on 3'],
      { entryGoodForBars: 3 },
    ],
    [
      'an order and a position that a split leaves without a share are over, and an exit with its position',
      [
        { days: [still(1), still(1), still(20), still(20)], long: [0], ...limitAt(0.5), actions: [split(0.05)] },
        { days: [still(1), still(1), still(20), still(20)], long: [0], actions: [split(0.05)] },
        { days: [still(1), still(1), still(20), still(20)], long: [0], exit: [1], actions: [split(0.05)] },
      ],
      [
        'A0 ENTRY +10 SPLIT_REMAINDER',
        'B0 ENTRY +10 FILLED: 10@1 on 1',
        'C0 ENTRY +10 FILLED: 10@1 on 1',
        'C1 EXIT -10 SPLIT_REMAINDER',
      ],
      { entryGoodForBars: 3 },
    ],
  ])
})

describe('the end', () => {
  const held = { days: [calm, calm, [104, 107, 103, 106]], long: [0] } as const
  const entered = 'A0 ENTRY +10 FILLED: 10@100 on 1'
  tell([
    ['holds the position at its mark', held, [entered], { atEnd: 'hold' }],
    ['closes it at the last close', held, [entered, 'A2 END -10 FILLED: 10@106 on 2'], { atEnd: 'last_close' }],
    ['closes it at the last open', held, [entered, 'A2 END -10 FILLED: 10@104 on 2'], { atEnd: 'last_open' }],
    [
      'closes at the last open also what an exit was to take, and whatever the volume',
      { ...held, days: [calm, calm, [104, 107, 103, 106, 0]], exit: [1] },
      [entered, 'A1 EXIT -10 END_OF_DATA', 'A2 END -10 FILLED: 10@104 on 2'],
      { atEnd: 'last_open' },
      { participationMax: 0.1 },
    ],
    [
      'lets the last bar do its work before the last close',
      { ...held, stop: { 0: 103 }, days: [calm, [104, 105, 104, 104], [104, 107, 103, 106]] },
      ['A0 ENTRY +10 FILLED: 10@104 on 1', 'A2 STOP -10 FILLED: 10@103 on 2'],
      { atEnd: 'last_close' },
    ],
    [
      'ends a working order without a fill',
      [
        { days: [calm, calm], long: [0], ...limitAt(90) },
        { days: [calm, calm, calm], long: [0], ...limitAt(90) },
      ],
      ['A0 ENTRY +10 DELISTED', 'B0 ENTRY +10 END_OF_DATA'],
      { entryGoodForBars: 9 },
    ],
    [
      'of one symbol is a delisting at its last close while others go on',
      [
        { days: [calm, calm, [104, 107, 103, 106, 0]], long: [0], exit: [1] },
        { days: [calm, calm, calm, calm], long: [0] },
      ],
      [
        'A0 ENTRY +10 FILLED: 10@100 on 1',
        'B0 ENTRY +10 FILLED: 10@100 on 1',
        'A1 EXIT -10 DELISTED',
        'A2 DELISTED -10 FILLED: 10@106 on 2',
      ],
      {},
      { participationMax: 0.1 },
    ],
  ])
})

describe('one account', () => {
  const one = { days: [calm, calm, calm], long: [0] } as const
  tell([
    [
      'serves symbols by name, and the second cannot afford what the first has taken',
      [one, one],
      ['A0 ENTRY +100 FILLED: 100@100 on 1', 'B0 ENTRY +0 insufficient_cash'],
      { sizing: 'all_in', stake: 1 },
    ],
    [
      'takes only what is affordable then, with the fee',
      [one, one],
      // 6 000 of 10 000, then 6 000 of the 4 000 that fees of a cent a share leave.
      ['A0 ENTRY +60 FILLED: 60@100 on 1', 'B0 ENTRY +60 PARTIAL: 39@100 on 1'],
      { sizing: 'notional', stake: 0.6 },
      { feePerShare: 0.01 },
    ],
    [
      'takes a stake of what is affordable, and as much of the rest',
      [one, one],
      ['A0 ENTRY +50 FILLED: 50@100 on 1', 'B0 ENTRY +25 FILLED: 25@100 on 1'],
      { sizing: 'all_in', stake: 0.5 },
    ],
    [
      'sells short no more than its leverage, and buys beyond its cash with leverage',
      [{ ...one, long: [], short: [0] }, one],
      ['A0 ENTRY -120 FILLED: 120@100 on 1', 'B0 ENTRY +120 PARTIAL: 80@100 on 1'],
      { sizing: 'notional', stake: 1.2, notionalFractionMax: 2, leverageMax: 2 },
    ],
  ])
})

test('symbols out of order, or signals of other bars, are a fault of the caller', () => {
  const [first, second] = small([{ days: [calm] }, { days: [calm, calm] }]).symbols
  const { account, costs } = small({ days: [] })
  const run = (...symbols: (typeof first)[]) =>
    simulateEvents({ symbols: symbols.flatMap((symbol) => symbol ?? []), account, costs })
  expect(() => run(second, first)).toThrow('A is out of order')
  expect(() => run(first, first)).toThrow('A is out of order')
  expect(() => run(first && second && { ...first, signals: second.signals })).toThrow('A has 1 bars and 2 signals')
  expect(run().endCashMicros).toBe(10_000_000_000)
})

describe('an intent is refused', () => {
  const one = { days: [calm, calm, calm, calm], long: [0] } as const
  tell([
    ['for an unknown stake', { ...one, stake: {} }, ['A0 ENTRY +0 WARMUP']],
    ['for an unknown stake of all there is', { ...one, stake: {} }, ['A0 ENTRY +0 WARMUP'], { sizing: 'all_in' }],
    ['for a loss at an unknown stop', one, ['A0 ENTRY +0 WARMUP'], { sizing: 'loss_at_stop', stake: 0.01 }],
    ['without an edge', { ...one, stake: { 0: 0 } }, ['A0 ENTRY +0 no_edge']],
    ['without an edge at all', { ...one, stake: { 0: -1 } }, ['A0 ENTRY +0 no_edge'], { sizing: 'all_in' }],
    ['below the least notional', one, ['A0 ENTRY +0 below_min_qty'], { minNotionalUsd: 1_001 }],
    ['below one share', one, ['A0 ENTRY +0 below_min_qty'], { sizing: 'notional', stake: 0.0099 }],
    [
      'when too much would be lost at the stop',
      { ...one, stop: { 0: 80 } },
      ['A0 ENTRY +0 risk_limit_loss_at_stop'],
      { lossAtStopFractionMax: 0.01 },
    ],
    [
      'while an order works',
      { ...one, ...limitAt(90), long: [0, 1] },
      ['A0 ENTRY +10 ORDER_EXPIRED', 'A1 ENTRY +0 risk_limit_pending'],
      { entryGoodForBars: 2 },
    ],
    [
      'when not a share is affordable',
      { ...one, days: [calm, [10_001, 10_001, 10_001, 10_001], calm] },
      ['A0 ENTRY +10 insufficient_cash'],
    ],
  ])
})
