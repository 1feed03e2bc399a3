/** Whole results in one's hand: as bytes to compare, and as copies that the next run leaves alone. */
import { recordParts } from '../record-parts.ts'
import type { SimulationResult } from '../simulation.ts'

/** Records, kept steps, equity and cash at the end, without padding. */
export function resultBytes({ records, stepAt, equityMicros, endCashMicros }: SimulationResult): Uint8Array {
  const parts = [...recordParts(records), Float64Array.of(stepAt.length, endCashMicros), stepAt, equityMicros]
  return Buffer.concat(
    parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  )
}

/** A result that the next run leaves alone. */
export function copyOf({ records, stepAt, equityMicros, endCashMicros }: SimulationResult): SimulationResult {
  return {
    records: {
      intents: records.intents,
      intentSymbol: records.intentSymbol.slice(),
      intentBar: records.intentBar.slice(),
      intentKind: records.intentKind.slice(),
      intentSide: records.intentSide.slice(),
      intentQty: records.intentQty.slice(),
      intentOutcome: records.intentOutcome.slice(),
      fills: records.fills,
      fillIntent: records.fillIntent.slice(),
      fillBar: records.fillBar.slice(),
      fillQty: records.fillQty.slice(),
      fillPrice: records.fillPrice.slice(),
      fillFee: records.fillFee.slice(),
      fillCost: records.fillCost.slice(),
    },
    stepAt: stepAt.slice(),
    equityMicros: equityMicros.slice(),
    endCashMicros,
  }
}
