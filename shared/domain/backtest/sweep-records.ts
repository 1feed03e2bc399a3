/**
 * Order records that grow as they are written and are written over by the next cell.
 *
 * Columns of one width lie one after another in one array, so that a row is written through three arrays and not twelve.
 */
import { INTENT_KINDS, type IntentKind, type OrderRecords, OUTCOMES, type Outcome } from './simulation.ts'

export const kindCode = (kind: IntentKind): number => INTENT_KINDS.indexOf(kind)
export const outcomeCode = (outcome: Outcome): number => OUTCOMES.indexOf(outcome)

const FIRST_ROWS = 1_024

const DOUBLES = 5
const INTEGERS = 4
const BYTES = 3

/** What a fill is written with, all in millionths of a dollar. */
export interface PricedFill {
  readonly priceMicros: number
  readonly feeMicros: number
  /** Spread and slippage per share. */
  readonly awayMicros: number
}

export class RecordBuffers {
  intents = 0
  fills = 0
  /** Rows of each column, of intents and fills alike. */
  rows = FIRST_ROWS
  /** Intents' quantity; fills' quantity, price, fee, cost. */
  doubles = new Float64Array(DOUBLES * FIRST_ROWS)
  /** Intents' symbol and bar; fills' intent and bar. */
  integers = new Int32Array(INTEGERS * FIRST_ROWS)
  /** Intents' kind, outcome and side. */
  bytes = new Uint8Array(BYTES * FIRST_ROWS)

  clear(): void {
    this.intents = 0
    this.fills = 0
  }

  /** Makes room for more intents, and as many fills. */
  reserve(more: number): void {
    if (Math.max(this.intents, this.fills) + more > this.rows) this.#grow(more)
  }

  #grow(more: number): void {
    const [from, to] = [this.rows, this.rows * 2 + more]
    this.doubles = spread(this.doubles, new Float64Array(DOUBLES * to), from, to)
    this.integers = spread(this.integers, new Int32Array(INTEGERS * to), from, to)
    this.bytes = spread(this.bytes, new Uint8Array(BYTES * to), from, to)
    this.rows = to
  }

  /** Writes an intent of a symbol's bar being worked on, whose outcome is still to come, and gives its number. */
  addIntent(of: { readonly index: number; readonly bar: number }, kind: number, side: number, qty: number): number {
    const { integers, bytes, rows, intents: row } = this
    this.intents = row + 1
    this.doubles[row] = qty
    integers[row] = of.index
    integers[rows + row] = of.bar
    bytes[row] = kind
    bytes[2 * rows + row] = side
    return row
  }

  wants(intent: number, qty: number): void {
    this.doubles[intent] = qty
  }

  ends(intent: number, outcome: number): void {
    this.bytes[this.rows + intent] = outcome
  }

  addFill(intent: number, bar: number, qty: number, fill: PricedFill): void {
    const { integers, doubles, rows, fills: row } = this
    this.fills = row + 1
    integers[2 * rows + row] = intent
    integers[3 * rows + row] = bar
    doubles[rows + row] = qty
    doubles[2 * rows + row] = fill.priceMicros
    doubles[3 * rows + row] = fill.feeMicros
    doubles[4 * rows + row] = fill.awayMicros * qty
  }

  /** What was written since `clear`, not copied: the next cell writes over it. */
  views(): OrderRecords {
    const { intents, fills } = this
    const rows = this.rows
    const doubles = (column: number, length: number) => this.doubles.subarray(column * rows, column * rows + length)
    const integers = (column: number, length: number) => this.integers.subarray(column * rows, column * rows + length)
    return {
      intents,
      intentSymbol: integers(0, intents),
      intentBar: integers(1, intents),
      intentKind: this.bytes.subarray(0, intents),
      intentSide: new Int8Array(this.bytes.buffer, 2 * rows, intents),
      intentQty: doubles(0, intents),
      intentOutcome: this.bytes.subarray(rows, rows + intents),
      fills,
      fillIntent: integers(2, fills),
      fillBar: integers(3, fills),
      fillQty: doubles(1, fills),
      fillPrice: doubles(2, fills),
      fillFee: doubles(3, fills),
      fillCost: doubles(4, fills),
    }
  }
}

interface Columns {
  readonly length: number
  set(from: ArrayLike<number>, at: number): void
  subarray(from: number, to: number): ArrayLike<number>
}

/** Copies columns of `from` rows into columns of `to` rows. */
function spread<Kind extends Columns>(old: Kind, wide: Kind, from: number, to: number): Kind {
  for (let column = 0; column * from < old.length; column += 1) {
    wide.set(old.subarray(column * from, (column + 1) * from), column * to)
  }
  return wide
}
