import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partitionOfKey } from './partition-hash.ts'

const MAPPER = join(
  import.meta.dirname,
  '../../../node_modules/@azure/event-hubs/dist/esm/impl/partitionKeyToIdMapper.js',
)

describe('the partition of a key', () => {
  it.each([
    ['', 32, 0],
    ['7', 32, 31],
    ['88', 32, 4],
    ['SPY', 6, 3],
    ['AAPL', 6, 1],
    ['test', 1023, 783],
    ['twelve-bytes', 4, 1],
    ['thirteen-byte', 4, 2],
    ['größe', 4, 3],
    ['日本 · 東京', 32, 5],
  ])('%j among %i is %i', (key, partitions, expected) => {
    expect(partitionOfKey(key, partitions)).toBe(expected)
  })

  it('is the one the SDK computes, for any key and any number of partitions', async () => {
    expect(existsSync(MAPPER), 'the SDK moved its mapper; point the test at it').toBe(true)
    const { mapPartitionKeyToId } = (await import(pathToFileURL(MAPPER).href)) as {
      mapPartitionKeyToId: (key: string, partitions: number) => number
    }
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 1, max: 32 }),
        (key, partitions) => {
          expect(partitionOfKey(key, partitions)).toBe(mapPartitionKeyToId(key, partitions))
        },
      ),
      { numRuns: 3_000 },
    )
  })
})
