/** Orders, protection and volume, worked by hand. */
import { describe, expect, test } from 'vitest'
import { simulateEvents } from './index.ts'
import { type Case, calm, small, told } from './testing/small.ts'

function tell(cases: readonly Case[]): void {
  for (const [claim, symbols, lines, account, costs] of cases) {
    test(claim, () => expect(told(simulateEvents(small(symbols, account, costs)))).toEqual(lines))
  }
}

describe('a market order', () => {
  tell([
    [
      'fills at the open after its decision and is left at the open after its exit',
      { days: [calm, [102, 103, 101, 102], [104, 105, 103, 104], [99, 99, 98, 98]], long: [0], exit: [2] },
      ['A0 ENTRY +10 FILLED: 10@102 on 1', 'A2 EXIT -10 FILLED: 10@99 on 3'],
    ],
    [
      'pays half the spread and slippage, to the cent against the trader',
      { days: [calm, [100.5, 103, 100, 102], [104, 105, 103, 104], calm], long: [0], exit: [1] },
      // 100.5 · (1 + 0.0005 + 0.001) = 100.65075 and 104 · (1 − 0.0015) = 103.844.
      ['A0 ENTRY +10 FILLED: 10@100.66 on 1', 'A1 EXIT -10 FILLED: 10@103.84 on 2'],
      {},
      { slippageBps: 10, assumedSpreadBps: 10 },
    ],
    [
      'fills at the close when it is sent on close, which its exit is not',
      { days: [calm, [100, 104, 99, 103], [105, 106, 104, 105], calm], long: [0], exit: [1], order: 'market_on_close' },
      ['A0 ENTRY +10 FILLED: 10@103 on 1', 'A1 EXIT -10 FILLED: 10@105 on 2'],
    ],
    [
      'is not decided before trading starts, nor on the last bar',
      { days: [calm, calm, calm, calm], long: [0, 1, 3], tradeFrom: 1 },
      ['A1 ENTRY +10 FILLED: 10@100 on 2'],
    ],
    [
      'reverses: the position goes at the open and the other side is taken there',
      { days: [calm, calm, [103, 104, 102, 103], [101, 101, 100, 100]], long: [0], short: [1], exit: [2] },
      [
        'A0 ENTRY +10 FILLED: 10@100 on 1',
        'A1 EXIT -10 FILLED: 10@103 on 2',
        'A1 ENTRY -10 FILLED: 10@103 on 2',
        'A2 EXIT +10 FILLED: 10@101 on 3',
      ],
    ],
    [
      'leaves after the most bars that are held, unless an exit asks for it anyway',
      { days: [calm, calm, calm, calm, calm, calm, calm, calm], long: [0, 4], exit: [6], holdBarsMax: 1 },
      [
        'A0 ENTRY +10 FILLED: 10@100 on 1',
        'A2 HOLD_LIMIT -10 FILLED: 10@100 on 3',
        'A4 ENTRY +10 FILLED: 10@100 on 5',
        'A6 EXIT -10 FILLED: 10@100 on 7',
      ],
    ],
  ])
})

describe('a limit order', () => {
  const buy = { long: [0], order: 'limit', limit: { 0: 98 } } as const
  tell([
    [
      'does not fill at a touch, and at its own price when passed within the bar',
      { ...buy, days: [calm, [100, 101, 98, 100], [100, 101, 97.99, 100]] },
      ['A0 ENTRY +10 FILLED: 10@98 on 2'],
      { entryGoodForBars: 2 },
    ],
    [
      'fills better at an open beyond it, but the spread never brings it past its limit',
      [
        { ...buy, days: [calm, [96, 97, 95, 96]] },
        { ...buy, days: [calm, [97.95, 98, 97, 98]] },
      ],
      ['A0 ENTRY +10 FILLED: 10@96.1 on 1', 'B0 ENTRY +10 FILLED: 10@98 on 1'],
      {},
      { slippageBps: 10 },
    ],
    [
      'counts a stop as hit after a fill within the bar, and leaves the target for later bars',
      [
        { ...buy, days: [calm, [100, 110, 97, 100], calm], stop: { 0: 97 }, target: { 0: 105 } },
        { ...buy, days: [calm, [100, 110, 97.5, 100], calm], stop: { 0: 97 }, target: { 0: 105 } },
      ],
      ['A0 ENTRY +10 FILLED: 10@98 on 1', 'B0 ENTRY +10 FILLED: 10@98 on 1', 'A1 STOP -10 FILLED: 10@97 on 1'],
    ],
    [
      'expires when its bars are over, and without a price it is refused',
      [
        { ...buy, days: [calm, calm, calm, [97, 97, 97, 97], calm] },
        { ...buy, days: [calm, calm, [97, 97, 97, 97], calm, calm], limit: { 3: 98 } },
      ],
      ['A0 ENTRY +10 ORDER_EXPIRED', 'B0 ENTRY +0 WARMUP'],
      { entryGoodForBars: 2 },
    ],
    [
      'mirrors for a sale',
      { days: [calm, [100, 102, 99, 100], [100, 102.01, 99, 100]], short: [0], order: 'limit', limit: { 0: 102 } },
      ['A0 ENTRY -10 FILLED: 10@102 on 2'],
      { entryGoodForBars: 2 },
    ],
  ])
})

describe('a stop order', () => {
  const buy = { long: [0], order: 'stop', trigger: { 0: 102 } } as const
  const both = { long: [0], order: 'stop_limit', trigger: { 0: 102 } } as const
  tell([
    [
      'fills at its trigger when touched, at the open when that is beyond',
      [
        { ...buy, days: [calm, [100, 102, 99, 101]] },
        { ...buy, days: [calm, [104, 105, 103, 104]] },
      ],
      // 102 · 1.001 and 104 · 1.001, to the cent.
      ['A0 ENTRY +10 FILLED: 10@102.11 on 1', 'B0 ENTRY +10 FILLED: 10@104.11 on 1'],
      {},
      { slippageBps: 10 },
    ],
    [
      'is stopped out at the worse of open and stop when the low of its bar has passed the stop',
      [
        { ...buy, days: [calm, [100, 103, 97, 101], calm], stop: { 0: 97.5 } },
        { ...buy, days: [calm, [100, 103, 97, 101], calm], stop: { 0: 101 } },
      ],
      [
        'A0 ENTRY +10 FILLED: 10@102 on 1',
        'B0 ENTRY +10 FILLED: 10@102 on 1',
        'A1 STOP -10 FILLED: 10@97.5 on 1',
        'B1 STOP -10 FILLED: 10@100 on 1',
      ],
    ],
    [
      'with a limit fills within the bar at the trigger, or at the limit where the spread would pass it',
      [
        { ...both, days: [calm, [100, 103, 99, 101]], limit: { 0: 102.5 } },
        { ...both, days: [calm, [100, 103, 99, 101]], limit: { 0: 102.05 } },
      ],
      ['A0 ENTRY +10 FILLED: 10@102.11 on 1', 'B0 ENTRY +10 FILLED: 10@102.05 on 1'],
      {},
      { slippageBps: 10 },
    ],
    [
      'with its limit at the trigger fills within the bar',
      { ...both, days: [calm, [100, 103, 99, 101], [104, 104, 103, 104]], limit: { 0: 102 } },
      ['A0 ENTRY +10 FILLED: 10@102 on 1'],
    ],
    [
      'with a limit below the trigger waits for the bar after the one that triggers within',
      { ...both, days: [calm, [100, 103, 99, 101], [101.5, 101.5, 100.5, 101]], limit: { 0: 101 } },
      ['A0 ENTRY +10 FILLED: 10@101 on 2'],
      { entryGoodForBars: 2 },
    ],
    [
      'with a limit is a limit order at once when the open triggers it',
      [
        { ...both, days: [calm, [104, 105, 102.5, 104], calm], limit: { 0: 103 } },
        { ...both, days: [calm, [103, 105, 103, 104], calm], limit: { 0: 103 } },
        { ...both, days: [calm, [104, 105, 103, 104], [103.5, 104, 103, 104]], limit: { 0: 103 } },
      ],
      ['A0 ENTRY +10 FILLED: 10@103 on 1', 'B0 ENTRY +10 FILLED: 10@103 on 1', 'C0 ENTRY +10 ORDER_EXPIRED'],
    ],
  ])
})

describe('protection', () => {
  const bracket = { long: [0], stop: { 0: 95 }, target: { 0: 105 } } as const
  const entered = 'A0 ENTRY +10 FILLED: 10@100 on 1'
  tell([
    [
      'sells at the open when a gap passes the stop',
      { ...bracket, days: [calm, calm, [90, 92, 89, 91]] },
      [entered, 'A2 STOP -10 FILLED: 10@90 on 2'],
    ],
    [
      'sells at the stop when the low touches it, and takes the stop first when the target was passed too',
      { ...bracket, days: [calm, calm, [100, 110, 95, 100]] },
      [entered, 'A2 STOP -10 FILLED: 10@95 on 2'],
    ],
    [
      'leaves a target alone that the high only touches, and fills it once passed, at its own price',
      { ...bracket, days: [calm, calm, [100, 105, 99, 100], [100, 105.01, 99, 100]] },
      // The spread costs a cent at the entry and nothing at the target.
      ['A0 ENTRY +10 FILLED: 10@100.01 on 1', 'A3 TARGET -10 FILLED: 10@105 on 3'],
      {},
      { assumedSpreadBps: 2 },
    ],
    [
      'sells at an open that is the target',
      { ...bracket, days: [calm, calm, [105, 105, 99, 100]] },
      [entered, 'A2 TARGET -10 FILLED: 10@105 on 2'],
    ],
    [
      'sells above a target that the open passes, but never below it for the spread',
      [
        { ...bracket, days: [calm, calm, [107, 108, 106, 107]] },
        { ...bracket, days: [calm, calm, [105.02, 106, 104, 105]] },
      ],
      [
        'A0 ENTRY +10 FILLED: 10@100.1 on 1',
        'B0 ENTRY +10 FILLED: 10@100.1 on 1',
        // 107 − 0.107 and 105.02 − 0.10502.
        'A2 TARGET -10 FILLED: 10@106.89 on 2',
        'B2 TARGET -10 FILLED: 10@105 on 2',
      ],
      {},
      { slippageBps: 10 },
    ],
    [
      'holds on the bar of the entry too, also against an open beyond it',
      [
        { ...bracket, days: [calm, [100, 101, 94, 100]] },
        { ...bracket, days: [calm, [100, 106, 99, 100]] },
        { ...bracket, days: [calm, [93, 94, 92, 93]] },
      ],
      [
        ...['A0 ENTRY +10 FILLED: 10@100 on 1', 'B0 ENTRY +10 FILLED: 10@100 on 1', 'C0 ENTRY +10 FILLED: 10@93 on 1'],
        ...['A1 STOP -10 FILLED: 10@95 on 1', 'B1 TARGET -10 FILLED: 10@105 on 1', 'C1 STOP -10 FILLED: 10@93 on 1'],
      ],
    ],
    [
      'does not hold on a bar whose close was the entry',
      { ...bracket, order: 'market_on_close', days: [calm, [100, 106, 94, 100], [96, 97, 96, 96], [95, 96, 95, 95]] },
      [entered, 'A3 STOP -10 FILLED: 10@95 on 3'],
    ],
    [
      'mirrors for a short',
      [
        { short: [0], stop: { 0: 105 }, target: { 0: 95 }, days: [calm, calm, [100, 105, 94, 100]] },
        { short: [0], stop: { 0: 105 }, target: { 0: 95 }, days: [calm, calm, [100, 104, 94, 100]] },
        { short: [0], stop: { 0: 105 }, target: { 0: 95 }, days: [calm, calm, [106, 107, 94, 100]] },
      ],
      [
        ...['A', 'B', 'C'].map((symbol) => `${symbol}0 ENTRY -10 FILLED: 10@100 on 1`),
        'A2 STOP +10 FILLED: 10@105 on 2',
        'B2 TARGET +10 FILLED: 10@95 on 2',
        'C2 STOP +10 FILLED: 10@106 on 2',
      ],
    ],
    [
      'trails the highs from the close of the entry bar on, for the bar after each',
      {
        // From 96 (entry) to 97 (close of bar 1), 106 (high of bar 2): hit on bar 3 at once by its open.
        days: [calm, [100, 109, 97.5, 101], [102, 110, 98, 108], [107, 108, 105, 107], [107, 107, 101, 102]],
        ...{ long: [0], trail: { 0: 4 } },
      },
      ['A0 ENTRY +10 FILLED: 10@100 on 1', 'A3 STOP -10 FILLED: 10@106 on 3'],
    ],
    [
      'takes the tighter of stop and trail, and trails the lows of a short',
      [
        { days: [calm, calm, [100, 101, 98.5, 99], calm], long: [0], trail: { 0: 4 }, stop: { 0: 98.75 } },
        { days: [calm, calm, [98, 98, 94, 95], [95, 98, 95, 97]], short: [0], trail: { 0: 4 }, stop: { 0: 104.5 } },
      ],
      [
        'A0 ENTRY +10 FILLED: 10@100 on 1',
        'B0 ENTRY -10 FILLED: 10@100 on 1',
        'A2 STOP -10 FILLED: 10@98.75 on 2',
        'B3 STOP +10 FILLED: 10@98 on 3',
      ],
    ],
  ])
})

describe('volume', () => {
  const tenth = { participationMax: 0.1 }
  const with100 = [...calm, 100] as const
  const without = [...calm, 0] as const
  tell([
    [
      'fills an order over several bars, and its exit too',
      { days: [calm, with100, without, with100, [...calm, 59], with100, with100, calm], long: [0], exit: [4] },
      [
        'A0 ENTRY +25 FILLED: 10@100 on 1, 10@100 on 3, 5@100 on 4',
        'A4 EXIT -25 FILLED: 10@100 on 5, 10@100 on 6, 5@100 on 7',
      ],
      { stake: 25, entryGoodForBars: 9 },
      tenth,
    ],
    [
      'leaves the rest of a stop to the opens that follow, and asks for nothing else meanwhile',
      {
        days: [calm, calm, [100, 101, 94, 96, 100], [90, 99, 90, 95, 100], [91, 110, 91, 92, 100], calm],
        ...{ long: [0, 3], exit: [2], stop: { 0: 95 }, target: { 0: 105 } },
      },
      ['A0 ENTRY +25 FILLED: 25@100 on 1', 'A2 STOP -25 FILLED: 10@95 on 2, 10@90 on 3, 5@91 on 4'],
      { stake: 25 },
      tenth,
    ],
    [
      'triggers a stop on a bar without any',
      { days: [calm, calm, [100, 101, 94, 96, 0], [97, 99, 96, 98]], long: [0], stop: { 0: 95 } },
      ['A0 ENTRY +10 FILLED: 10@100 on 1', 'A2 STOP -10 FILLED: 10@97 on 3'],
      {},
      tenth,
    ],
    [
      'leaves the rest of a target where it was, an intent at each hit',
      {
        days: [calm, calm, [100, 106, 99, 100, 0], [100, 106, 99, 100, 100], [100, 104, 99, 100], [107, 108, 106, 107]],
        ...{ long: [0], target: { 0: 105 } },
      },
      ['A0 ENTRY +15 FILLED: 15@100 on 1', 'A3 TARGET -15 PARTIAL: 10@105 on 3', 'A5 TARGET -5 FILLED: 5@107 on 5'],
      { stake: 15 },
      tenth,
    ],
    [
      'lets an order keep what it got when it expires, or when an exit ends it',
      [
        { days: [calm, with100, with100, with100, calm], long: [0] },
        { days: [calm, with100, with100, calm, calm], long: [0], exit: [1] },
      ],
      [
        'A0 ENTRY +25 PARTIAL: 10@100 on 1, 10@100 on 2',
        'B0 ENTRY +25 PARTIAL: 10@100 on 1',
        'B1 EXIT -10 FILLED: 10@100 on 2',
      ],
      { stake: 25, entryGoodForBars: 2 },
      tenth,
    ],
    [
      'holds an order of the other side back until the position is gone, and refuses to reverse meanwhile',
      { days: [calm, calm, with100, with100, with100, calm], long: [0], short: [1, 2] },
      [
        'A0 ENTRY +25 FILLED: 25@100 on 1',
        'A1 EXIT -25 FILLED: 10@100 on 2, 10@100 on 3, 5@100 on 4',
        'A1 ENTRY -25 FILLED: 5@100 on 4, 20@100 on 5',
      ],
      { stake: 25, entryGoodForBars: 9 },
      tenth,
    ],
    [
      'neither fills nor triggers an order of the other side before the position is gone',
      {
        days: [calm, calm, [100, 101, 94, 100, 100], [100, 101, 99, 100], [98, 99, 96, 98], calm],
        ...{ long: [0], short: [1], order: 'stop_limit', trigger: { 0: 100, 1: 95 }, limit: { 0: 100, 1: 95 } },
      },
      ['A0 ENTRY +15 FILLED: 15@100 on 1', 'A1 EXIT -15 FILLED: 10@100 on 2, 5@100 on 3', 'A1 ENTRY -15 END_OF_DATA'],
      { stake: 15, entryGoodForBars: 9 },
      tenth,
    ],
    [
      'lets an order go on after a bar on which nothing more was affordable',
      { days: [calm, with100, [9_500, 9_500, 9_500, 9_500], calm, calm], long: [0] },
      ['A0 ENTRY +15 FILLED: 10@100 on 1, 5@100 on 3'],
      { stake: 15, entryGoodForBars: 9 },
      tenth,
    ],
    [
      'ends what is left of an entry when its stop is hit',
      {
        days: [calm, with100, [94, 96, 94, 96], [100, 101, 99, 100], calm],
        ...{ long: [0], stop: { 0: 95 } },
      },
      ['A0 ENTRY +25 PARTIAL: 10@100 on 1', 'A2 STOP -10 FILLED: 10@94 on 2'],
      { stake: 25, entryGoodForBars: 9 },
      tenth,
    ],
  ])
})
