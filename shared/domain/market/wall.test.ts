import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { type Bar, barSchema } from '../../contracts/bars.ts'
import type { BarRule } from '../../contracts/reasons.ts'
import { type BarRow, validateBars } from './index.ts'

const MINUTE = 60_000

const good = (minute: number, changes: Partial<Bar> = {}): Bar => ({
  symbol: 'AAPL',
  vendor: 'file',
  interval: '1Min',
  opensAt: minute * MINUTE,
  closesAt: (minute + 1) * MINUTE,
  open: 100,
  high: 101,
  low: 99,
  close: 100.5,
  volume: 1_000,
  spread: 0.01,
  synthetic: false,
  ...changes,
})

const rowOf = (parsed: Bar | BarRule, line: number): BarRow => ({
  line,
  text: `row ${line}`,
  at: typeof parsed === 'string' ? null : parsed.opensAt,
  parsed,
})
const rulesOf = (parsed: readonly (Bar | BarRule)[]): string[] =>
  validateBars('AAPL', parsed.map(rowOf)).quarantined.map((row) => `${row.line} ${row.rule}`)

describe('each rule', () => {
  test.each<[BarRule, Partial<Bar>]>([
    ['NOT_FINITE', { open: Number.NaN }],
    ['NOT_FINITE', { volume: Number.POSITIVE_INFINITY }],
    ['PRICE_NOT_POSITIVE', { low: 0 }],
    ['PRICE_NOT_POSITIVE', { close: -1 }],
    ['VOLUME_NEGATIVE', { volume: -1 }],
    ['OUT_OF_RANGE', { open: 2e7, high: 2e7, low: 2e7, close: 2e7 }],
    ['OUT_OF_RANGE', { volume: 1.1e15 }],
    ['HIGH_LOW_CROSSED', { high: 98 }],
    ['HIGH_LOW_CROSSED', { close: 101.5 }],
    ['HIGH_LOW_CROSSED', { open: 98.9 }],
    ['PRICE_JUMP', { low: 19 }],
    ['TIME_NOT_INCREASING', { opensAt: 0, closesAt: MINUTE }],
    ['TIME_NOT_INCREASING', { closesAt: 3 * MINUTE }],
  ])('%s sets %j aside and the batch goes on', (rule, changes) => {
    expect(rulesOf([good(0), good(1), good(2), good(3, changes), good(4)])).toEqual([`3 ${rule}`])
  })

  test('a fault found while reading keeps its rule', () => {
    expect(rulesOf([good(0), 'NOT_A_ROW', good(1), 'TIME_OUTSIDE_DAY'])).toEqual(['1 NOT_A_ROW', '3 TIME_OUTSIDE_DAY'])
  })

  test.each([0.001, 0.19, 5.1, 100])('a close of %d times the closes before it is a jump', (factor) => {
    const jump = good(5, { open: 100 * factor, high: 101 * factor, low: 99 * factor, close: 100.5 * factor })
    expect(rulesOf([...[0, 1, 2, 3, 4].map((minute) => good(minute)), jump, good(6)])).toEqual(['5 PRICE_JUMP'])
  })

  test.each([0.21, 0.5, 2, 4.9])('a close of %d times the closes before it may be a market', (factor) => {
    const move = good(5, { open: 100 * factor, high: 101 * factor, low: 99 * factor, close: 100.5 * factor })
    expect(rulesOf([...[0, 1, 2, 3, 4].map((minute) => good(minute)), move, good(6)])).toEqual([])
  })

  test('a new level that lasts is believed after five bars', () => {
    const levels = [...Array(10).fill(100), ...Array(10).fill(1_000)] as number[]
    const bars = levels.map((level, minute) => good(minute, { open: level, high: level, low: level, close: level }))
    expect(rulesOf(bars)).toEqual([10, 11, 12, 13, 14].map((line) => `${line} PRICE_JUMP`))
  })

  test('a long row is kept in part', () => {
    const row = { ...rowOf('NOT_A_ROW', 1), text: 'x'.repeat(5_000) }
    expect(validateBars('AAPL', [row]).quarantined[0]?.row.length).toBe(300)
  })
})

const anyNumber = fc.oneof(fc.double({ min: 50, max: 200 }), fc.double(), fc.constantFrom(0, -1, 1e20))
const anyBar = fc
  .record({
    minute: fc.integer({ min: 0, max: 60 }),
    open: anyNumber,
    high: anyNumber,
    low: anyNumber,
    close: anyNumber,
    volume: anyNumber,
  })
  .map(({ minute, ...numbers }) => good(minute, numbers))
const anyGood = fc
  .record({
    minute: fc.integer({ min: 0, max: 60 }),
    prices: fc.array(fc.double({ min: 10, max: 900, noNaN: true }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ minute, prices }) => {
    const [low = 1, open = 1, close = 1, high = 1] = prices.toSorted((a, b) => a - b)
    return good(minute, { low, open, close, high })
  })
const anyRule = fc.constantFrom<BarRule>('NOT_A_ROW', 'TIME_OUTSIDE_DAY', 'NOT_A_SESSION')
const rows = fc.array(fc.oneof(anyBar, anyGood, anyRule), { maxLength: 60 })

describe('properties of the wall', () => {
  test('1. what passes is a bar of the contract and later than the one before it', () => {
    fc.assert(
      fc.property(rows, (parsed) => {
        const { bars } = validateBars('AAPL', parsed.map(rowOf))
        for (const bar of bars) expect(z.safeEncode(barSchema, bar).success).toBe(true)
        for (const [index, bar] of bars.entries()) expect(bar.opensAt > (bars[index - 1]?.opensAt ?? -1)).toBe(true)
      }),
    )
  })

  test('2. every row is a bar or has one rule', () => {
    fc.assert(
      fc.property(rows, (parsed) => {
        const { bars, quarantined } = validateBars('AAPL', parsed.map(rowOf))
        const lines = quarantined.map((row) => row.line)
        expect(bars.length + lines.length).toBe(parsed.length)
        expect(parsed.filter((one, line) => typeof one !== 'string' && !lines.includes(line))).toEqual(bars)
      }),
    )
  })

  test('2. a row that is bad in itself changes the fate of no other', () => {
    fc.assert(
      fc.property(
        rows,
        fc.nat(60),
        fc.constantFrom({ open: Number.NaN }, { low: -1 }, { volume: -1 }),
        (parsed, at, bad) => {
          const clean = validateBars('AAPL', parsed.map(rowOf))
          const dirty = validateBars('AAPL', parsed.toSpliced(at, 0, good(30, bad)).map(rowOf))
          expect(dirty.bars).toEqual(clean.bars)
          expect(dirty.quarantined.length).toBe(clean.quarantined.length + 1)
        },
      ),
    )
  })

  test('3. later rows do not change the fate of a row', () => {
    fc.assert(
      fc.property(rows, fc.nat(60), (parsed, length) => {
        const whole = validateBars('AAPL', parsed.map(rowOf))
        const part = validateBars('AAPL', parsed.slice(0, length).map(rowOf))
        expect(whole.bars.slice(0, part.bars.length)).toEqual(part.bars)
        expect(whole.quarantined.slice(0, part.quarantined.length)).toEqual(part.quarantined)
      }),
    )
  })
})
