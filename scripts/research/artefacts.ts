/** Names of the files that a sweep leaves behind, and how its rows are written. */

import { type Cell, cellSchema } from '../../shared/contracts/research.ts'
import { decodeWire, encodeWire } from '../../shared/contracts/wire.ts'
import type { Batch } from '../../shared/domain/research/index.ts'

const partOf = (batch: number): string => String(batch).padStart(5, '0')

export const FILES = {
  /** What was asked, in wire form. */
  config: 'config.json',
  manifest: 'manifest.json',
  /** Every cell in order, one a line. */
  rows: 'summary.jsonl',
  metrics: 'metrics.parquet',
  summary: 'summary.json',
  page: 'report.html',
  /** Of a single run: every intent and what became of it. */
  orders: 'orders.parquet',
  trades: (batch: number): string => `trades/${partOf(batch)}.parquet`,
  equity: (batch: number): string => `equity/${partOf(batch)}.parquet`,
  cells: (batch: number): string => `cells/${partOf(batch)}.jsonl`,
} as const

export const jsonBytes = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)

export const cellLines = (cells: readonly Cell[]): Uint8Array =>
  Buffer.from(cells.map((cell) => `${JSON.stringify(encodeWire(cellSchema, cell))}\n`).join(''))

/** Rows as they were written. Throws what is wrong with the first that is not one. */
export function readCellLines(bytes: Uint8Array): readonly Cell[] {
  const lines = Buffer.from(bytes).toString().split('\n').filter(Boolean)
  return lines.map((line) => {
    const decoded = decodeWire(cellSchema, JSON.parse(line))
    if (decoded.kind === 'ok') return decoded.value
    throw new Error(`a row of a cell is broken: ${decoded.errors[0]?.field} ${decoded.errors[0]?.message}`)
  })
}

export const cellsIn = ({ from, to }: Batch): readonly number[] =>
  Array.from({ length: to - from }, (_, at) => from + at)
