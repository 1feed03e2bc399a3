/** Order records that grow as they are written and are written over by the next cell. */
import { INTENT_KINDS, type IntentKind, type OrderRecords, OUTCOMES, type Outcome } from './simulation.ts'

export const kindCode = (kind: IntentKind): number => INTENT_KINDS.indexOf(kind)
export const outcomeCode = (outcome: Outcome): number => OUTCOMES.indexOf(outcome)

const FIRST_ROWS = 1_024

/** What a fill is written with, all in millionths of a dollar. */
export interface PricedFill {
  readonly priceMicros: number
  readonly feeMicros: number
  /** Spread and slippage per share. */
  readonly awayMicros: number
}

/** The columns of `OrderRecords`, of intents and fills alike with so many rows. */
const columnsOf = (rows: number) => ({
  intentSymbol: new Int32Array(rows),
  intentBar: new Int32Array(rows),
  intentKind: new Uint8Array(rows),
  intentSide: new Int8Array(rows),
  intentQty: new Float64Array(rows),
  intentOutcome: new Uint8Array(rows),
  fillIntent: new Int32Array(rows),
  fillBar: new Int32Array(rows),
  fillQty: new Float64Array(rows),
  fillPrice: new Float64Array(rows),
  fillFee: new Float64Array(rows),
  fillCost: new Float64Array(rows),
})
type Columns = ReturnType<typeof columnsOf>

export class RecordBuffers {
  intents = 0
  fills = 0
  columns: Columns = columnsOf(FIRST_ROWS)

  clear(): void {
    this.intents = 0
    this.fills = 0
  }

  /** Makes room for more intents, and as many fills. */
  reserve(more: number): void {
    const rows = this.columns.intentBar.length
    if (Math.max(this.intents, this.fills) + more > rows) this.#grow(rows * 2 + more)
  }

  #grow(rows: number): void {
    const { columns } = this
    this.columns = columnsOf(rows)
    for (const [name, column] of Object.entries(columns)) this.columns[name as keyof Columns].set(column)
  }

  /** Writes an intent of a symbol's bar being worked on, whose outcome is still to come, and gives its number. */
  addIntent(of: { readonly index: number; readonly bar: number }, kind: number, side: number, qty: number): number {
    const { columns, intents: row } = this
    this.intents = row + 1
    columns.intentSymbol[row] = of.index
    columns.intentBar[row] = of.bar
    columns.intentKind[row] = kind
    columns.intentSide[row] = side
    columns.intentQty[row] = qty
    return row
  }

  wants(intent: number, qty: number): void {
    this.columns.intentQty[intent] = qty
  }

  ends(intent: number, outcome: number): void {
    this.columns.intentOutcome[intent] = outcome
  }

  addFill(intent: number, bar: number, qty: number, fill: PricedFill): void {
    const { columns, fills: row } = this
    this.fills = row + 1
    columns.fillIntent[row] = intent
    columns.fillBar[row] = bar
    columns.fillQty[row] = qty
    columns.fillPrice[row] = fill.priceMicros
    columns.fillFee[row] = fill.feeMicros
    columns.fillCost[row] = fill.awayMicros * qty
  }

  /** What was written since `clear`, not copied: the next cell writes over it. */
  views(): OrderRecords {
    const { intents, fills, columns } = this
    return {
      intents,
      intentSymbol: columns.intentSymbol.subarray(0, intents),
      intentBar: columns.intentBar.subarray(0, intents),
      intentKind: columns.intentKind.subarray(0, intents),
      intentSide: columns.intentSide.subarray(0, intents),
      intentQty: columns.intentQty.subarray(0, intents),
      intentOutcome: columns.intentOutcome.subarray(0, intents),
      fills,
      fillIntent: columns.fillIntent.subarray(0, fills),
      fillBar: columns.fillBar.subarray(0, fills),
      fillQty: columns.fillQty.subarray(0, fills),
      fillPrice: columns.fillPrice.subarray(0, fills),
      fillFee: columns.fillFee.subarray(0, fills),
      fillCost: columns.fillCost.subarray(0, fills),
    }
  }
}
