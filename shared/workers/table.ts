/** Tables as Parquet: equal columns give equal bytes, and every other tool reads them. */
import { type DecodedArray, parquetRead, type SchemaElement } from 'hyparquet'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import type { TableColumn } from '../domain/research/index.ts'

/** Part of the bytes; a change of how tables are written is a new version. */
const CREATED_BY = 'gatehouse research 1'
/** One group of rows: tables are small, and readers take whole columns. */
const ROWS_MAX = 10_000_000
/** No bound on a page: a table that nobody reads in parts has one. */
const ONE_PAGE = 0

type Physical = Pick<ColumnSource, 'data' | 'encoding'> & Omit<SchemaElement, 'name'>

/** How a column lies in the file. Numbers are written plain: prices and equity repeat too rarely for a dictionary. */
function physicalOf(column: TableColumn): Physical {
  switch (column.kind) {
    case 'number': {
      const values = Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
      return { data: values, encoding: 'PLAIN', type: 'DOUBLE', repetition_type: 'OPTIONAL' }
    }
    case 'amount':
      return { data: column.values, encoding: 'PLAIN', type: 'DOUBLE' }
    case 'integer':
      return { data: column.values, encoding: 'DELTA_BINARY_PACKED', type: 'INT32' }
    case 'day':
      return { data: column.values, encoding: 'DELTA_BINARY_PACKED', type: 'INT32', converted_type: 'DATE' }
    case 'instant':
      return { data: Array.from(column.values), type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }
    case 'text':
      return { data: [...column.values], type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }
    case 'flag':
      return { data: [...column.values], type: 'BOOLEAN' }
  }
}

/**
 * Parquet bytes of columns of equal length.
 *
 * @param statistics tells bounds and nulls of each column, for tables that people look into
 */
export function encodeTable(columns: readonly TableColumn[], statistics = false): Uint8Array<ArrayBuffer> {
  const laid = columns.map((column) => ({ name: column.name, ...physicalOf(column) }))
  const schema = laid.map(({ data: _, encoding: __, ...element }): SchemaElement => {
    return { repetition_type: 'REQUIRED', ...element }
  })
  const buffer = parquetWriteBuffer({
    columnData: laid.map(({ name, data, encoding }) => (encoding ? { name, data, encoding } : { name, data })),
    schema: [{ name: 'root', num_children: schema.length }, ...schema],
    codec: 'UNCOMPRESSED',
    statistics,
    rowGroupSize: ROWS_MAX,
    pageSize: ONE_PAGE,
    createdBy: CREATED_BY,
  })
  return new Uint8Array(buffer)
}

/** One column of numbers from a table's bytes. Rejects when they are not a table with that column. */
export async function readNumbers(bytes: Uint8Array, column: string): Promise<Float64Array> {
  // The reader wants a buffer of its own; a Node Buffer may be a window into a larger one.
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  const parts: DecodedArray[] = []
  await parquetRead({ file, columns: [column], onChunk: ({ columnData }) => parts.push(columnData) })
  const values = new Float64Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    const isPlain = part instanceof Float64Array
    values.set(isPlain ? part : Array.from(part, (value) => value ?? Number.NaN), at)
    at += part.length
  }
  return values
}
