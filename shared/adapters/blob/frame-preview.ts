/** What lies in a Parquet file: its columns, how many values they have, and its newest rows. */
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  type SchemaElement,
} from 'hyparquet'
import { Unavailable } from '../../base/unavailable.ts'
import type { FrameLook } from '../../ports/sweeps.ts'

const COLUMNS_MAX = 200
/** Of the row groups that hold the newest rows, unpacked. */
const READ_BYTES_MAX = 64 * 1024 * 1024
const TEXT_MAX = 200

type Value = number | string | boolean | null

/** Reads metadata and the last rows. A file that is no Parquet file is refused; faults of the store are thrown. */
export async function lookInto(file: AsyncBuffer, rows: number): Promise<FrameLook> {
  try {
    if (file.byteLength < 12) return { kind: 'refused', detail: 'is no Parquet file: it is too short' }
    return await lookAt(file, rows)
  } catch (error) {
    if (error instanceof Unavailable) throw error
    return { kind: 'refused', detail: `cannot be read as Parquet: ${(error as Error).message}`.slice(0, TEXT_MAX) }
  }
}

async function lookAt(file: AsyncBuffer, rowsMax: number): Promise<FrameLook> {
  const metadata = await parquetMetadataAsync(file)
  const total = Number(metadata.num_rows)
  const leaves = metadata.schema.filter((element) => !element.num_children)
  if (leaves.length > COLUMNS_MAX) return { kind: 'refused', detail: `has more than ${COLUMNS_MAX} columns` }
  const rowStart = Math.max(0, total - rowsMax)
  if (unpackedBytes(metadata, rowStart) > READ_BYTES_MAX) {
    return { kind: 'refused', detail: `needs more than ${READ_BYTES_MAX} bytes for its newest rows` }
  }
  const columns = leaves.map((element) => ({
    name: element.name,
    type: typeOf(element),
    nonNull: nonNullOf(metadata, element.name),
  }))
  const read = total === 0 ? [] : await parquetReadObjects({ file, metadata, rowStart, rowEnd: total })
  const newest = read.map((row) => columns.map(({ name }) => cellOf(row[name])))
  return { kind: 'frame', preview: { bytes: file.byteLength, rows: total, columns, newest } }
}

const typeOf = ({ logical_type, converted_type, type }: SchemaElement): string =>
  logical_type?.type ?? converted_type ?? type ?? 'UNKNOWN'

/** Bytes of the row groups that a range to the end of the file touches. */
function unpackedBytes({ row_groups: groups }: FileMetaData, rowStart: number): number {
  let [bytes, end] = [0, 0]
  for (const group of groups) {
    end += Number(group.num_rows)
    if (end > rowStart) bytes += Number(group.total_byte_size)
  }
  return bytes
}

/** Null where a row group does not tell how many of its values are null. */
function nonNullOf({ row_groups: groups }: FileMetaData, name: string): number | null {
  let count = 0
  for (const group of groups) {
    const column = group.columns.find(({ meta_data: data }) => data?.path_in_schema.at(-1) === name)
    const nulls = column?.meta_data?.statistics?.null_count
    if (nulls === undefined) return null
    count += Number(group.num_rows) - Number(nulls)
  }
  return count
}

function cellOf(value: unknown): Value {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    case 'boolean':
      return value
    case 'string':
      return value.slice(0, TEXT_MAX)
    default:
      if (value === null || value === undefined) return null
      if (value instanceof Date) return Number.isFinite(value.getTime()) ? value.toISOString() : null
      return (JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item)) ?? '').slice(
        0,
        TEXT_MAX,
      )
  }
}
