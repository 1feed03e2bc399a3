/** Working orders of the event engine: when a bar would fill an entry, and what a split makes of it. */
import type { Direction } from '../orders/index.ts'
import type { SignalColumns } from '../strategy/index.ts'
import type { CurrentBar, Price } from './event-bar.ts'
import type { Intent } from './event-records.ts'

/** A price at which the bar would fill an entry, and when. */
interface Offer {
  readonly at: 'open' | 'within' | 'close'
  readonly price: Price
}

/** Takes off what is left of the position, at the open of each bar until it is gone. */
export interface ExitOrder {
  readonly intent: Intent
}

const priceOn = (column: Float64Array | null, bar: number): number => column?.[bar] ?? Number.NaN

/** Prices in dollars; NaN is none, and no comparison with it holds. */
export class EntryOrder {
  readonly intent: Intent
  readonly direction: Direction
  readonly stake: number
  /** Shares; NaN until the first bar that would fill an order that takes what is affordable. */
  wanted: number
  filled = 0
  stop: number
  target: number
  trailDistance: number
  readonly #kind: SignalColumns['entryOrder']
  #limit: number
  #trigger: number
  #isTriggered = false

  constructor(intent: Intent, signals: SignalColumns, size: { readonly wanted: number; readonly stake: number }) {
    this.intent = intent
    this.direction = intent.side
    this.stake = size.stake
    this.wanted = size.wanted
    this.stop = priceOn(signals.stopPrice, intent.bar)
    this.target = priceOn(signals.targetPrice, intent.bar)
    this.trailDistance = priceOn(signals.trailDistance, intent.bar)
    this.#kind = signals.entryOrder
    this.#limit = priceOn(signals.limitPrice, intent.bar)
    this.#trigger = priceOn(signals.triggerPrice, intent.bar)
  }

  get left(): number {
    return this.wanted - this.filled
  }

  /** Where the bar would fill it, or null. A stop-limit remembers that it was triggered. */
  offerOn(bar: CurrentBar): Offer | null {
    switch (this.#kind) {
      case 'market':
        return { at: 'open', price: bar.atMarket(this.direction, bar.open) }
      case 'market_on_close':
        return { at: 'close', price: bar.atMarket(this.direction, bar.close) }
      case 'limit':
        return this.#limitOffer(bar)
      case 'stop':
        return this.#stopOffer(bar)
      case 'stop_limit':
        return this.#isTriggered ? this.#limitOffer(bar) : this.#stopLimitOffer(bar)
    }
  }

  #limitOffer(bar: CurrentBar): Offer | null {
    const side = this.direction
    const limit = this.#limit
    if (side * bar.open <= side * limit) return { at: 'open', price: bar.atMarketOrLimit(side, bar.open, limit) }
    const cheapest = side > 0 ? bar.low : bar.high
    return side * cheapest < side * limit ? { at: 'within', price: bar.atLimit(limit) } : null
  }

  #stopOffer(bar: CurrentBar): Offer | null {
    if (this.#reaches(bar.open)) return { at: 'open', price: bar.atMarket(this.direction, bar.open) }
    if (!this.#reachesWithin(bar)) return null
    return { at: 'within', price: bar.atMarket(this.direction, this.#trigger) }
  }

  #stopLimitOffer(bar: CurrentBar): Offer | null {
    this.#isTriggered = this.#reaches(bar.open) || this.#reachesWithin(bar)
    if (this.#reaches(bar.open)) return this.#limitOffer(bar)
    const side = this.direction
    if (!this.#isTriggered || !(side * this.#trigger <= side * this.#limit)) return null
    return { at: 'within', price: bar.atMarketOrLimit(side, this.#trigger, this.#limit) }
  }

  #reaches(price: number): boolean {
    return this.direction * price >= this.direction * this.#trigger
  }

  #reachesWithin(bar: CurrentBar): boolean {
    return this.#reaches(this.direction > 0 ? bar.high : bar.low)
  }

  /** New shares for each old one. */
  split(ratio: number): void {
    this.wanted = Math.floor(this.wanted * ratio)
    this.filled = Math.floor(this.filled * ratio)
    this.stop /= ratio
    this.target /= ratio
    this.trailDistance /= ratio
    this.#limit /= ratio
    this.#trigger /= ratio
  }
}
