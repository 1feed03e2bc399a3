/** The order records as bytes in a stated order, so that runs can be held to be the same by a digest. */
import { assert } from '../../base/assert.ts'
import type { OrderRecords, SimulationSymbol } from './simulation.ts'

/**
 * Two float64, how many intents and fills; then the columns in the order in which `OrderRecords` names them. All are
 * little-endian, which is asserted.
 *
 * @param symbols of the simulation: bars are counted from the first that may be traded, so that a longer warm-up which
 * changes no order changes no byte. Without them bars are counted from the first of all.
 */
export function recordParts(
  records: OrderRecords,
  symbols: readonly Pick<SimulationSymbol, 'tradeFrom'>[] = [],
): readonly (Float64Array | Int32Array | Uint8Array | Int8Array)[] {
  assert(new Uint8Array(Uint16Array.of(1).buffer)[0] === 1, 'typed arrays are not little-endian')
  const startOf = (intent: number): number => symbols[records.intentSymbol[intent] as number]?.tradeFrom ?? 0
  return [
    Float64Array.of(records.intents, records.fills),
    records.intentSymbol,
    records.intentBar.map((bar, intent) => bar - startOf(intent)),
    ...[records.intentKind, records.intentSide, records.intentQty, records.intentOutcome, records.fillIntent],
    records.fillBar.map((bar, fill) => bar - startOf(records.fillIntent[fill] as number)),
    ...[records.fillQty, records.fillPrice, records.fillFee, records.fillCost],
  ]
}
