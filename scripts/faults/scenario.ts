/**
 * Work under way on symbols of its own, and the verdict on what it left: while it runs anything may be killed, dropped
 * or held, as long as it is back before the end.
 */
import { MINUTE_MS, SECOND_MS } from '../../shared/base/instant.ts'
import type { Bar } from '../../shared/contracts/bars.ts'
import { readEvent, valueOfBody } from '../../shared/contracts/envelope.ts'
import type { OrderIntent } from '../../shared/contracts/orders.ts'
import { offlineFrame } from '../../shared/domain/market/index.ts'
import { Clients } from './clients.ts'
import type { FaultDesk } from './desk.ts'
import { type HubEnds, hubEnds, type LoggedEvent, readHub } from './hub-log.ts'
import { type LedgerRows, readLedgerRows } from './ledger-rows.ts'
import { listedSymbol, tradedSymbol, type Wave } from './plan.ts'
import { violationsOf } from './truth.ts'

export interface Verdict {
  readonly rows: LedgerRows
  /** Empty when the ledger agrees with the truth. */
  readonly violations: readonly string[]
}

/** The claim of a call whose host died lapses within this. */
const CLAIM_LAPSES_AFTER_MS = 61 * SECOND_MS
const REPEATS_MAX = 8
/** A tenth of it is traded per order: less than an order's shares, so that orders fill in parts. */
const THIN_VOLUME = 50
const THICK_VOLUME = 1_000_000

export class Scenario {
  readonly clients: Clients
  readonly #desk: FaultDesk
  readonly #seed: number
  readonly #since: number
  readonly #from: HubEnds
  readonly #symbols: Set<string>

  private constructor(desk: FaultDesk, seed: number, from: HubEnds) {
    this.clients = new Clients(desk.platform)
    this.#desk = desk
    this.#seed = seed
    this.#since = desk.nowMs
    this.#from = from
    this.#symbols = new Set([listedSymbol(seed), tradedSymbol(seed)])
  }

  /** Begins in a session of the desk's time, with the listed symbol's history in the lake. */
  static async begin(desk: FaultDesk, seed: number): Promise<Scenario> {
    await desk.stepToSession()
    await desk.writeHistory(listedSymbol(seed))
    return new Scenario(desk, seed, await hubEnds(desk.platform))
  }

  /** Sends a wave; resolves when every call has its answer, its refusal, or no answer. */
  async send({ orders, bars }: Wave): Promise<void> {
    for (const { symbol } of orders) this.#symbols.add(symbol)
    await this.clients.send(orders, this.#bars(bars, THIN_VOLUME))
  }

  /** Repeats what was not acknowledged, drains, fills what still works on a last bar, and judges. */
  async finish(): Promise<Verdict> {
    const { clients } = this
    for (let repeat = 0; repeat < REPEATS_MAX && clients.waiting > 0; repeat += 1) {
      if (clients.stillRunning || repeat > 0) await this.#desk.step(CLAIM_LAPSES_AFTER_MS)
      await clients.repeat()
    }
    await this.#desk.settle()
    await clients.send([], this.#bars(1, THICK_VOLUME))
    await this.#desk.settle()
    return await this.#judge()
  }

  /** Intents on the hub since the beginning; anything else there is foreign. */
  async intentsOnHub(): Promise<{ readonly published: OrderIntent[]; readonly foreign: string[] }> {
    const published: OrderIntent[] = []
    const foreign: string[] = []
    for (const logged of await readHub(this.#desk.platform, 'orders', this.#from)) {
      const intent = intentOf(logged)
      if (intent) published.push(intent)
      else foreign.push(`hub: event ${logged.partitionId}/${logged.sequenceNumber} is no intent`)
    }
    return { published, foreign }
  }

  rows(): Promise<LedgerRows> {
    return readLedgerRows(this.#desk.database, [...this.#symbols], this.#since)
  }

  async #judge(): Promise<Verdict> {
    const { clients } = this
    const rows = await this.rows()
    const { published, foreign } = await this.intentsOnHub()
    const evidence = {
      acknowledged: [...clients.acknowledged.values()],
      published,
      listed: listedSymbol(this.#seed),
      bars: clients.confirmed,
      hubEnds: await hubEnds(this.#desk.platform),
    }
    const ready = await this.#desk.readiness()
    const violations = [
      ...clients.complaints,
      ...(clients.waiting > 0 ? [`${clients.waiting} calls were never acknowledged`] : []),
      ...foreign,
      ...violationsOf(evidence, rows),
      ...(ready.status === 200 ? [] : [`ready: ${JSON.stringify(ready)}`]),
    ]
    return { rows, violations }
  }

  /** The next minutes that no bar has taken and that open after now, of both symbols with bars. */
  #bars(count: number, volume: number): Bar[] {
    const next = Math.floor(this.#desk.nowMs / MINUTE_MS + 1) * MINUTE_MS
    const opensAt = Math.max(next, ...this.clients.bars.map(({ closesAt }) => closesAt))
    return [listedSymbol(this.#seed), tradedSymbol(this.#seed)].flatMap((symbol) =>
      Array.from({ length: count }, (_, index) => minuteBar(symbol, opensAt + index * MINUTE_MS, volume)),
    )
  }
}

/** A little above the history before it, so that the strategy has something to buy. */
function minuteBar(symbol: string, opensAt: number, volume: number): Bar {
  const price = (offlineFrame(symbol, opensAt, 1)[0]?.close ?? 0) * 1.01
  return {
    ...{ symbol, vendor: 'synthetic', interval: '1Min', opensAt, closesAt: opensAt + MINUTE_MS },
    ...{ open: price, high: price * 1.002, low: price * 0.999, close: price * 1.001 },
    ...{ volume, spread: 0.02, synthetic: true },
  }
}

function intentOf({ body }: LoggedEvent): OrderIntent | null {
  const read = readEvent('orders', valueOfBody(body))
  return read.kind === 'event' && read.event.type === 'gatehouse.order.intent.v1' ? read.event.data : null
}
