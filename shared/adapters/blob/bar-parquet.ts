/** Bars as Parquet: equal bars give equal bytes, and every column is readable by other tools. */
import { parquetReadObjects } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import * as z from 'zod'
import type { Bar } from '../../contracts/bars.ts'
import type { LakeKey } from '../../ports/bars.ts'

/** Part of the bytes; a change of the columns is a new version. */
const CREATED_BY = 'gatehouse bars 1'

const milliseconds = z.date().transform((date) => date.getTime())
const rowSchema = z.object({
  opens_at: milliseconds,
  closes_at: milliseconds,
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
  spread: z.number().nullish(),
  synthetic: z.boolean(),
})

/** Parquet bytes of bars of one series, in the order given. Instants are UTC milliseconds; the spread may be null. */
export function encodeBars(bars: readonly Bar[]): Uint8Array {
  const times = (pick: (bar: Bar) => number): Date[] => bars.map((bar) => new Date(pick(bar)))
  const numbers = (name: 'open' | 'high' | 'low' | 'close' | 'volume') => ({
    name,
    data: bars.map((bar) => bar[name]),
    type: 'DOUBLE' as const,
    nullable: false,
  })
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: 'opens_at', data: times((bar) => bar.opensAt), type: 'TIMESTAMP', nullable: false },
      { name: 'closes_at', data: times((bar) => bar.closesAt), type: 'TIMESTAMP', nullable: false },
      ...(['open', 'high', 'low', 'close', 'volume'] as const).map(numbers),
      { name: 'spread', data: bars.map((bar) => bar.spread), type: 'DOUBLE', nullable: true },
      { name: 'synthetic', data: bars.map((bar) => bar.synthetic), type: 'BOOLEAN', nullable: false },
    ],
    createdBy: CREATED_BY,
  })
  return new Uint8Array(buffer)
}

/** Bars of a series from their Parquet bytes. Rejects when the bytes are not such a file. */
export async function decodeBars(key: LakeKey, bytes: Uint8Array): Promise<readonly Bar[]> {
  // The reader wants a buffer of its own; a Node Buffer may be a window into a larger one.
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  const rows = await parquetReadObjects({ file })
  return z
    .array(rowSchema)
    .parse(rows)
    .map((row) => ({
      symbol: key.symbol,
      vendor: key.vendor,
      interval: key.interval,
      opensAt: row.opens_at,
      closesAt: row.closes_at,
      open: row.open,
      high: row.high,
      low: row.low,
      close: row.close,
      volume: row.volume,
      spread: row.spread ?? null,
      synthetic: row.synthetic,
    }))
}
