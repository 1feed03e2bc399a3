import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import type { Bar } from '../../contracts/bars.ts'
import { decodeBars, encodeBars } from './bar-parquet.ts'

const key = { symbol: 'BRK.B', vendor: 'file', interval: '5Min' } as const
const number = fc.double({ min: 1e-9, max: 1e7, noNaN: true })
const bar: fc.Arbitrary<Bar> = fc.record({
  symbol: fc.constant(key.symbol),
  vendor: fc.constant(key.vendor),
  interval: fc.constant(key.interval),
  opensAt: fc.integer({ min: 0, max: 4e12 }),
  closesAt: fc.integer({ min: 0, max: 4e12 }),
  open: number,
  high: number,
  low: number,
  close: number,
  volume: fc.double({ min: 0, max: 1e15, noNaN: true }),
  spread: fc.option(number),
  synthetic: fc.boolean(),
})

describe('bars as Parquet', () => {
  test('every bar comes back bit by bit, and equal bars make equal bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bar, { minLength: 1, maxLength: 40 }), async (bars) => {
        const bytes = encodeBars(bars)
        expect(encodeBars(structuredClone(bars))).toEqual(bytes)
        expect(await decodeBars(key, bytes)).toEqual(bars)
      }),
    )
  })

  test('bytes that lie inside a larger buffer are read', async () => {
    const bars = fc.sample(bar, { numRuns: 3, seed: 1 })
    const bytes = encodeBars(bars)
    const larger = Buffer.concat([Buffer.alloc(13, 1), bytes, Buffer.alloc(5, 2)])
    expect(await decodeBars(key, larger.subarray(13, 13 + bytes.length))).toEqual(bars)
  })

  test('other tools see timestamps, doubles and snake_case names', async () => {
    const [one] = fc.sample(bar, { numRuns: 1, seed: 2 })
    const bytes = encodeBars(one ? [one] : [])
    const [row] = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer })
    expect(row?.opens_at).toEqual(new Date(one?.opensAt ?? 0))
    expect(Object.keys(row ?? {})).toEqual([
      ...['opens_at', 'closes_at', 'open', 'high', 'low', 'close', 'volume', 'spread', 'synthetic'],
    ])
  })

  test('a file that is not bars is refused', async () => {
    await expect(decodeBars(key, new TextEncoder().encode('PAR1 but not really PAR1'))).rejects.toThrow()
  })
})
