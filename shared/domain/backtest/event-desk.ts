/** One symbol in the event engine: its position, its working orders, and the phases of each of its bars. */
import { exactMicros, feeMicros, microsOf } from '../orders/index.ts'
import { SIZE_REFUSALS, type SizeRails, sharesToOrder } from '../risk/index.ts'
import { decideAt, ENTER_LONG, ENTER_SHORT, EXIT, REVERSE } from '../strategy/index.ts'
import type { Account, Holding } from './event-account.ts'
import { CurrentBar, type Price } from './event-bar.ts'
import { EntryOrder, type ExitOrder } from './event-orders.ts'
import { Position } from './event-position.ts'
import { type EventRecords, type Intent, type Refusal, settle } from './event-records.ts'
import { isPriced } from './priced.ts'
import type { Outcome, Simulation, SimulationSymbol } from './simulation.ts'

const DAY_MS = 86_400_000

export interface DeskSetting {
  readonly simulation: Simulation
  readonly account: Account
  readonly records: EventRecords
  /** Which of the simulation's symbols, and what the account holds of it. */
  readonly index: number
  readonly symbol: SimulationSymbol
  readonly holding: Holding
  /** Opening instant of the simulation's last step. */
  readonly lastAt: number
}

export class Desk {
  readonly #setting: DeskSetting
  readonly #bar: CurrentBar
  readonly #lastBar: number
  readonly #isFinal: boolean
  #nextAction = 0
  #position: Position | null = null
  #entry: EntryOrder | null = null
  #exit: ExitOrder | null = null

  constructor(setting: DeskSetting) {
    const { bars } = setting.symbol
    this.#setting = setting
    this.#bar = new CurrentBar(bars, setting.simulation.costs)
    this.#lastBar = bars.length - 1
    this.#isFinal = bars.opensAt[this.#lastBar] === setting.lastAt
  }

  /** Takes the symbol's next bar, when it opens at this instant. */
  onStep(at: number): void {
    const { symbol, holding } = this.#setting
    const next = this.#bar.index + 1
    if (symbol.bars.opensAt[next] !== at) return
    this.#bar.moveTo(next)
    if (this.#position !== null || this.#entry !== null) this.#work()
    holding.markMicros = microsOf(this.#bar.close)
    if (next >= symbol.tradeFrom && next < this.#lastBar) this.#decide()
  }

  /** Everything that befalls a position and working orders, from the corporate actions to the end of the data. */
  #work(): void {
    const { atEnd } = this.#setting.simulation.account
    const isLast = this.#bar.index === this.#lastBar
    this.#act()
    this.#borrow()
    if (isLast && this.#isFinal && atEnd === 'last_open') {
      this.#finish('END', this.#bar.open)
      return
    }
    if (this.#exit !== null) this.#fillExit(this.#exit, this.#atMarket(this.#bar.open))
    this.#protect()
    this.#enter()
    this.#expire()
    this.#position?.trail(this.#bar)
    if (isLast) this.#finish(this.#isFinal ? 'END' : 'DELISTED', this.#bar.close)
  }

  /** Corporate actions since the bar before, in their order. */
  #act(): void {
    const { symbol, account, holding } = this.#setting
    const from = symbol.bars.opensAt[this.#bar.index - 1] as number
    const to = symbol.bars.opensAt[this.#bar.index] as number
    for (; ; this.#nextAction++) {
      const action = symbol.actions[this.#nextAction]
      if (action === undefined || action.at > to) return
      if (action.at <= from) continue
      if (action.kind === 'split') this.#split(action.ratio)
      else account.cashMicros += holding.shares * microsOf(action.perShareUsd)
    }
  }

  #split(ratio: number): void {
    const { account, holding } = this.#setting
    if (this.#position !== null) {
      const shares = Math.abs(holding.shares) * ratio
      const whole = Math.floor(shares)
      account.cashMicros += this.#position.side * Math.round(((shares - whole) * holding.markMicros) / ratio)
      holding.shares = whole === 0 ? 0 : this.#position.side * whole
      this.#position.split(ratio)
      if (whole === 0) {
        this.#position = null
        this.#endExit('SPLIT_REMAINDER')
      }
    }
    holding.markMicros = Math.round(holding.markMicros / ratio)
    this.#entry?.split(ratio)
    if (this.#entry !== null && this.#entry.left <= 0) this.#endEntry('SPLIT_REMAINDER')
  }

  /** What a short position pays for the time since the bar before. */
  #borrow(): void {
    const { symbol, simulation, account, holding } = this.#setting
    if (holding.shares >= 0) return
    const { closesAt } = symbol.bars
    const { index } = this.#bar
    const days = ((closesAt[index] as number) - (closesAt[index - 1] as number)) / DAY_MS
    const yearly = (-holding.shares * holding.markMicros * simulation.costs.borrowPctPerYear) / 100
    account.cashMicros -= Math.round((yearly * days) / 365)
  }

  /** Stop and target of the position, unless an exit order works already. */
  #protect(): void {
    if (this.#position === null || this.#exit !== null) return
    const { side, stop, target } = this.#position
    const bar = this.#bar
    const [worst, best] = side > 0 ? [bar.low, bar.high] : [bar.high, bar.low]
    if (side * bar.open <= side * stop) this.#stopOut(bar.open)
    else if (side * worst <= side * stop) this.#stopOut(stop)
    else if (side * bar.open >= side * target) {
      this.#takeTarget(bar.atMarketOrLimit(side > 0 ? -1 : 1, bar.open, target))
    } else if (side * best > side * target) this.#takeTarget(bar.atLimit(target))
  }

  /** The stop alone, after an entry within the bar: which came first is unknown, so the worse is taken. */
  #protectWithin(): void {
    if (this.#position === null || this.#exit !== null) return
    const { side, stop } = this.#position
    const bar = this.#bar
    if (side * (side > 0 ? bar.low : bar.high) > side * stop || Number.isNaN(stop)) return
    this.#stopOut(side > 0 ? Math.min(bar.open, stop) : Math.max(bar.open, stop))
  }

  #stopOut(referenceUsd: number): void {
    this.#endEntry('PARTIAL')
    this.#exit = { intent: this.#exitIntent('STOP') }
    this.#fillExit(this.#exit, this.#atMarket(referenceUsd))
  }

  #takeTarget(price: Price): void {
    if (this.#bar.volumeLeft <= 0) return
    this.#endEntry('PARTIAL')
    const intent = this.#exitIntent('TARGET')
    this.#fill(intent, Math.min(intent.qty, this.#bar.volumeLeft), price)
    if (this.#setting.holding.shares === 0) this.#position = null
    intent.outcome = this.#position === null ? 'FILLED' : 'PARTIAL'
  }

  #fillExit({ intent }: ExitOrder, price: Price): void {
    const { holding } = this.#setting
    this.#fill(intent, Math.min(Math.abs(holding.shares), this.#bar.volumeLeft), price)
    if (holding.shares !== 0) return
    settle(intent, 'FILLED')
    this.#position = null
    this.#exit = null
  }

  /** The working entry order, when the position is flat or its own. */
  #enter(): void {
    const order = this.#entry
    if (order === null || (this.#position !== null && this.#position.openedBy !== order)) return
    const bar = this.#bar
    const offer = order.offerOn(bar)
    if (offer === null || bar.volumeLeft <= 0) return
    const { priceMicros } = offer.price
    const { sizing } = this.#setting.simulation.account
    const fraction = sizing === 'all_in' ? order.stake : 1
    const affordable = this.#setting.account.affordableShares({ priceMicros, fraction, direction: order.direction })
    if (Number.isNaN(order.wanted)) order.wanted = order.intent.qty = affordable
    const qty = Math.min(order.left, bar.volumeLeft, affordable)
    if (qty === 0) {
      if (order.intent.fills === 0) this.#endEntry('insufficient_cash')
      return
    }
    this.#fill(order.intent, qty, offer.price)
    order.filled += qty
    this.#position ??= new Position(order, bar.index, priceMicros)
    if (order.left === 0) this.#endEntry('FILLED')
    if (offer.at === 'open') this.#protect()
    if (offer.at === 'within') this.#protectWithin()
  }

  #expire(): void {
    if (this.#entry === null) return
    const seen = this.#bar.index - this.#entry.intent.bar
    if (seen >= this.#setting.simulation.account.entryGoodForBars) this.#endEntry('ORDER_EXPIRED')
  }

  /** The symbol's last bar: working orders end, and the position with them unless it is to be held. */
  #finish(kind: 'END' | 'DELISTED', priceUsd: number): void {
    const reason = kind === 'END' ? 'END_OF_DATA' : 'DELISTED'
    this.#endEntry(reason)
    this.#endExit(reason)
    if (this.#position === null) return
    if (kind === 'END' && this.#setting.simulation.account.atEnd === 'hold') return
    this.#bar.volumeLeft = Number.POSITIVE_INFINITY
    this.#fillExit({ intent: this.#exitIntent(kind) }, this.#atMarket(priceUsd))
  }

  #decide(): void {
    const { signals } = this.#setting.symbol
    const { index } = this.#bar
    const position = this.#position
    const held = position === null ? 0 : position.side
    const action = decideAt(signals, index, held, position === null ? 0 : index - position.entryBar)
    if (action === ENTER_LONG) this.#order(1)
    if (action === ENTER_SHORT) this.#order(-1)
    if ((action !== EXIT && action !== REVERSE) || this.#exit !== null) return
    this.#endEntry('PARTIAL')
    const isAsked = action === REVERSE || (held > 0 ? signals.exitLong : signals.exitShort)[index] === 1
    this.#exit = { intent: this.#exitIntent(isAsked ? 'EXIT' : 'HOLD_LIMIT') }
    if (action === REVERSE) this.#order(held > 0 ? -1 : 1)
  }

  /** Makes an entry intent and sends its order, or refuses it. */
  #order(side: 1 | -1): void {
    const { records, index, symbol } = this.#setting
    const intent = records.intent({ symbol: index, bar: this.#bar.index, kind: 'ENTRY', side, qty: 0 })
    const size = this.#entry === null ? this.#sizeOf() : 'risk_limit_pending'
    if (typeof size === 'string') {
      settle(intent, size)
      return
    }
    if (!Number.isNaN(size.wanted)) intent.qty = size.wanted
    this.#entry = new EntryOrder(intent, symbol.signals, size)
  }

  /** Shares to order, NaN for as many as turn out to be affordable, or a refusal. */
  #sizeOf(): { readonly wanted: number; readonly stake: number } | Refusal {
    const { simulation, symbol, account } = this.#setting
    const { index, close } = this.#bar
    const { sizing } = simulation.account
    const { signals } = symbol
    if (!isPriced(signals, index)) return 'WARMUP'
    const stake = signals.stake === null ? simulation.account.stake : (signals.stake[index] as number)
    if (sizing === 'all_in') {
      if (Number.isNaN(stake)) return 'WARMUP'
      return stake <= 0 ? 'no_edge' : { wanted: Number.NaN, stake }
    }
    const rails: SizeRails = { ...simulation.account, sizing }
    const stop = signals.stopPrice?.[index] ?? Number.NaN
    const wanted = sharesToOrder(stake, account.equityMicros(), { price: close, stop }, rails)
    return wanted < 0 ? (SIZE_REFUSALS[-1 - wanted] ?? 'WARMUP') : { wanted, stake }
  }

  /** What giving up the position would fetch or cost. */
  #atMarket(referenceUsd: number): Price {
    return this.#bar.atMarket(this.#setting.holding.shares > 0 ? -1 : 1, referenceUsd)
  }

  /** An intent to give up the whole position. */
  #exitIntent(kind: Intent['kind']): Intent {
    const { records, index, holding } = this.#setting
    const side = holding.shares > 0 ? -1 : 1
    return records.intent({ symbol: index, bar: this.#bar.index, kind, side, qty: Math.abs(holding.shares) })
  }

  #endEntry(reason: Outcome): void {
    if (this.#entry !== null) settle(this.#entry.intent, reason)
    this.#entry = null
  }

  #endExit(reason: Refusal): void {
    if (this.#exit !== null) settle(this.#exit.intent, reason)
    this.#exit = null
  }

  #fill(intent: Intent, qty: number, { priceMicros, costMicros }: Price): void {
    if (qty <= 0) return
    const { simulation, account, holding, records } = this.#setting
    const notional = exactMicros(qty * priceMicros)
    const fee = feeMicros(qty, notional, simulation.costs)
    account.cashMicros -= intent.side * notional + fee
    holding.shares += intent.side * qty
    this.#bar.volumeLeft -= qty
    records.fill({ intent, bar: this.#bar.index, qty, priceMicros, feeMicros: fee, costMicros: costMicros * qty })
  }
}
