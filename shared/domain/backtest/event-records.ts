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
      intentSymbol: Int32Array.from(intents, ({ symbol }) => symbol),
      intentBar: Int32Array.from(intents, ({ bar }) => bar),
      intentKind: Uint8Array.from(intents, ({ kind }) => INTENT_KINDS.indexOf(kind)),
      intentSide: Int8Array.from(intents, ({ side }) => side),
      intentQty: Float64Array.from(intents, ({ qty }) => qty),
      intentOutcome: Uint8Array.from(intents, outcomeCode),
      fills: fills.length,
      fillIntent: Int32Array.from(fills, ({ intent }) => intent.index),
      fillBar: Int32Array.from(fills, ({ bar }) => bar),
      fillQty: Float64Array.from(fills, ({ qty }) => qty),
      fillPrice: Float64Array.from(fills, ({ priceMicros }) => priceMicros),
      fillFee: Float64Array.from(fills, ({ feeMicros }) => feeMicros),
      fillCost: Float64Array.from(fills, ({ costMicros }) => costMicros),
    }
  }
}

function outcomeCode({ outcome, kind, index }: Intent): number {
  assert(outcome !== null, `intent ${index}, ${kind}, came to no end`)
  return OUTCOMES.indexOf(outcome)
}

/** Ends an intent: whole, with what it got, or refused for the reason. */
export function settle(intent: Intent, reason: 'FILLED' | Refusal): void {
  intent.outcome = reason !== 'FILLED' && intent.fills > 0 ? 'PARTIAL' : reason
}

export type Refusal = Exclude<Outcome, 'FILLED' | 'PARTIAL'>
