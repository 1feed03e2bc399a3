/** A result as bytes, so that runs by different numbers of workers, or on other days, can be held to be the same. */
import { assert } from '../../base/assert.ts'
import type { SimulationResult } from './simulation.ts'

/**
 * Four float64: intents, fills, kept steps, cash at the end; then the columns of the records in the order in which
 * `OrderRecords` names them; then `stepAt` and `equityMicros`. All little-endian, without padding.
 */
export function resultBytes({ records, stepAt, equityMicros, endCashMicros }: SimulationResult): Uint8Array {
  assert(new Uint8Array(Uint16Array.of(1).buffer)[0] === 1, 'typed arrays are little-endian')
  const columns = [
    Float64Array.of(records.intents, records.fills, stepAt.length, endCashMicros),
    ...[records.intentSymbol, records.intentBar, records.intentKind, records.intentSide, records.intentQty],
    records.intentOutcome,
    ...[records.fillIntent, records.fillBar, records.fillQty, records.fillPrice, records.fillFee, records.fillCost],
    ...[stepAt, equityMicros],
  ]
  const bytes = new Uint8Array(columns.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const { buffer, byteOffset, byteLength } of columns) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += byteLength
  }
  return bytes
}
