/** The order records as bytes in a stated order, so that runs can be held to be the same by a digest. */
import { assert } from '../../base/assert.ts'
import type { OrderRecords } from './simulation.ts'

/**
 * Two float64, how many intents and fills; then the columns in the order in which `OrderRecords` names them. All are
 * little-endian, which is asserted.
 */
export function recordParts(records: OrderRecords): readonly (Float64Array | Int32Array | Uint8Array | Int8Array)[] {
  assert(new Uint8Array(Uint16Array.of(1).buffer)[0] === 1, 'typed arrays are not little-endian')
  return [
    Float64Array.of(records.intents, records.fills),
    ...[records.intentSymbol, records.intentBar, records.intentKind, records.intentSide, records.intentQty],
    records.intentOutcome,
    ...[records.fillIntent, records.fillBar, records.fillQty, records.fillPrice, records.fillFee, records.fillCost],
  ]
}
