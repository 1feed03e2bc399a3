import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { expect, test } from 'vitest'
import type { TableColumn } from '../domain/research/index.ts'
import { encodeTable, readNumbers } from './table.ts'

const rows = fc.array(
  fc.record({
    price: fc.double(),
    equity: fc.double({ noNaN: true, noDefaultInfinity: true }),
    cell: fc.integer({ min: 0, max: 5_000 }),
    day: fc.integer({ min: 0, max: 20_000 }),
    at: fc.integer({ min: 0, max: 4e12 }),
    label: fc.option(fc.string({ unit: 'grapheme' })),
    synthetic: fc.boolean(),
  }),
  { maxLength: 40 },
)

const columnsOf = (
  drawn: readonly (typeof rows extends fc.Arbitrary<(infer Row)[]> ? Row : never)[],
): TableColumn[] => [
  { name: 'price', kind: 'number', values: Float64Array.from(drawn, ({ price }) => price) },
  { name: 'equity', kind: 'amount', values: Float64Array.from(drawn, ({ equity }) => equity) },
  { name: 'cell', kind: 'integer', values: Int32Array.from(drawn, ({ cell }) => cell) },
  { name: 'day', kind: 'day', values: Int32Array.from(drawn, ({ day }) => day) },
  { name: 'at', kind: 'instant', values: Float64Array.from(drawn, ({ at }) => at) },
  { name: 'label', kind: 'text', values: drawn.map(({ label }) => label) },
  { name: 'synthetic', kind: 'flag', values: drawn.map(({ synthetic }) => synthetic) },
]

test('a table comes back as it was written, UNKNOWN as null, and equal columns make equal bytes', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (drawn) => {
      const bytes = encodeTable(columnsOf(drawn))
      expect(encodeTable(columnsOf(structuredClone(drawn)))).toEqual(bytes)
      const read = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer })
      expect(read).toEqual(
        drawn.map((row) => ({
          ...row,
          price: Number.isNaN(row.price) ? null : row.price,
          day: new Date(row.day * 86_400_000),
          at: new Date(row.at),
        })),
      )
      // A Node Buffer is a window into a larger one.
      const window = Buffer.concat([Buffer.alloc(9, 1), bytes]).subarray(9)
      expect(await readNumbers(window, 'price')).toEqual(Float64Array.from(drawn, ({ price }) => price))
      expect(await readNumbers(window, 'equity')).toEqual(Float64Array.from(drawn, ({ equity }) => equity))
    }),
    { numRuns: 40 },
  )
})

test('what is no table is refused', async () => {
  await expect(readNumbers(new TextEncoder().encode('PAR1 but not really'), 'price')).rejects.toThrow()
})
