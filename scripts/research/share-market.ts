/** A market whose columns lie in shared memory: threads read the same bytes, and none is copied to them. */
import type { Market } from '../../shared/domain/research/index.ts'

type Column = Float64Array | Int32Array

function sharedColumn(column: Column): Column {
  const buffer = new SharedArrayBuffer(column.byteLength)
  const copy = column instanceof Float64Array ? new Float64Array(buffer) : new Int32Array(buffer)
  copy.set(column)
  return copy
}

/** The value with every column in it copied to shared memory, each once. */
function shared<T>(value: T, known: Map<object, unknown>): T {
  if (value === null || typeof value !== 'object') return value
  const before = known.get(value)
  if (before !== undefined) return before as T
  const isColumn = value instanceof Float64Array || value instanceof Int32Array
  const made: unknown = isColumn
    ? sharedColumn(value)
    : Array.isArray(value)
      ? value.map((item) => shared(item, known))
      : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shared(item, known)]))
  known.set(value, made)
  return made as T
}

export const shareMarket = (market: Market): Market => shared(market, new Map())
