/** An open position of the event engine and what protects it. */
import { type Direction, MICROS_PER_USD } from '../orders/index.ts'
import type { CurrentBar } from './event-bar.ts'
import type { EntryOrder } from './event-orders.ts'

/** Prices in dollars; NaN is none, and no comparison with it holds. */
export class Position {
  readonly side: Direction
  readonly entryBar: number
  readonly openedBy: EntryOrder
  target: number
  #stop: number
  #trailDistance: number
  #trailStop: number

  constructor(openedBy: EntryOrder, entryBar: number, priceMicros: number) {
    this.side = openedBy.direction
    this.entryBar = entryBar
    this.openedBy = openedBy
    this.target = openedBy.target
    this.#stop = openedBy.stop
    this.#trailDistance = openedBy.trailDistance
    this.#trailStop = priceMicros / MICROS_PER_USD - this.side * openedBy.trailDistance
  }

  /** The tighter of stop and trail stop. */
  get stop(): number {
    if (Number.isNaN(this.#trailStop)) return this.#stop
    if (Number.isNaN(this.#stop)) return this.#trailStop
    return this.#tighter(this.#stop, this.#trailStop)
  }

  /** Draws the trail stop after the bar's best price; on the entry bar after its close, as the rest may lie before. */
  trail(bar: CurrentBar): void {
    if (Number.isNaN(this.#trailStop)) return
    const best = this.side > 0 ? bar.high : bar.low
    const from = bar.index === this.entryBar ? bar.close : best
    this.#trailStop = this.#tighter(this.#trailStop, from - this.side * this.#trailDistance)
  }

  /** New shares for each old one. */
  split(ratio: number): void {
    this.target /= ratio
    this.#stop /= ratio
    this.#trailDistance /= ratio
    this.#trailStop /= ratio
  }

  #tighter(one: number, other: number): number {
    return this.side > 0 ? Math.max(one, other) : Math.min(one, other)
  }
}
