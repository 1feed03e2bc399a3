/** The order records as the event engine writes them: one object for each intent and fill, columns when it is done. */
import { assert } from '../../base/assert.ts'
import type { Direction } from '../orders/index.ts'
import { INTENT_KINDS, type IntentKind, type OrderRecords, OUTCOMES, type Outcome } from './simulation.ts'

export interface Intent {
  readonly symbol: number
  /** Bar of the decision, or on which protection was hit. */
  readonly bar: number
  readonly kind: IntentKind
  readonly side: Direction
  /** Shares wanted; 0 until it is sized. */
  qty: number
  readonly index: number
  fills: number
  /** Null while its order works. */
  outcome: Outcome | null
}

export interface Fill {
  readonly intent: Intent
  readonly bar: number
  readonly qty: number
  readonly priceMicros: number
  readonly feeMicros: number
  readonly costMicros: number
}

export class EventRecords {
  readonly #intents: Intent[] = []
  readonly #fills: Fill[] = []

  intent(made: Pick<Intent, 'symbol' | 'bar' | 'kind' | 'side' | 'qty'>): Intent {
    const intent = { ...made, index: this.#intents.length, fills: 0, outcome: null }
    this.#intents.push(intent)
    return intent
  }

  fill(fill: Fill): void {
    fill.intent.fills++
    this.#fills.push(fill)
  }

  columns(): OrderRecords {
    const intents = this.#intents
    const fills = this.#fills
    return {
      intents: intents.length,
      intentSymbol: column(new Int32Array(intents.length), intents, ({ symbol }) => symbol),
      intentBar: column(new Int32Array(intents.length), intents, ({ bar }) => bar),
      intentKind: column(new Uint8Array(intents.length), intents, ({ kind }) => INTENT_KINDS.indexOf(kind)),
      intentSide: column(new Int8Array(intents.length), intents, ({ side }) => side),
      intentQty: column(new Float64Array(intents.length), intents, ({ qty }) => qty),
      intentOutcome: column(new Uint8Array(intents.length), intents, outcomeCode),
      fills: fills.length,
      fillIntent: column(new Int32Array(fills.length), fills, ({ intent }) => intent.index),
      fillBar: column(new Int32Array(fills.length), fills, ({ bar }) => bar),
      fillQty: column(new Float64Array(fills.length), fills, ({ qty }) => qty),
      fillPrice: column(new Float64Array(fills.length), fills, ({ priceMicros }) => priceMicros),
      fillFee: column(new Float64Array(fills.length), fills, ({ feeMicros }) => feeMicros),
      fillCost: column(new Float64Array(fills.length), fills, ({ costMicros }) => costMicros),
    }
  }
}

function column<Row, Column extends { [index: number]: number }>(
  into: Column,
  rows: readonly Row[],
  value: (row: Row) => number,
): Column {
  for (const [index, row] of rows.entries()) into[index] = value(row)
  return into
}

function outcomeCode({ outcome, kind, index }: Intent): number {
  assert(outcome !== null, `intent ${index}, ${kind}, came to no end`)
  return OUTCOMES.indexOf(outcome)
}

/** Ends an intent: whole, with what it got, or refused for the reason. */
export function settle(intent: Intent, reason: Outcome): void {
  intent.outcome = reason !== 'FILLED' && intent.fills > 0 ? 'PARTIAL' : reason
}

export type Refusal = Exclude<Outcome, 'FILLED' | 'PARTIAL'>
