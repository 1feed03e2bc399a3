/** What happened in a simulation, by name: a property holds little of what was never drawn, or drawn without effect. */
import { present } from '../../../base/assert.ts'
import { INTENT_KINDS, OUTCOMES, type Simulation, type SimulationResult, type SimulationSymbol } from '../simulation.ts'
import { audit } from './audit.ts'

/** Everything that random simulations must bring about; a name is `what:which`. */
export const FEATURES: readonly string[] = [
  ...['market', 'market_on_close', 'limit', 'stop', 'stop_limit'].map((order) => `entry filled:${order}`),
  ...['all_in', 'notional', 'loss_at_stop', 'fixed_shares'].map((sizing) => `entry filled:${sizing}`),
  ...['long', 'short'].map((side) => `entry filled:${side}`),
  ...INTENT_KINDS.map((kind) => `fill:${kind}`),
  ...OUTCOMES.map((outcome) => `outcome:${outcome}`),
  ...['1', '2', '3'].map((symbols) => `symbols:${symbols}`),
  ...['ENTRY', 'EXIT', 'STOP'].map((kind) => `filled over bars:${kind}`),
  ...['hold', 'last_close', 'last_open'].map((end) => `held to the end:${end}`),
  ...['at the open', 'within the bar', 'on the entry bar', 'by a trail alone'].map((how) => `stopped:${how}`),
  ...['dividendLong', 'dividendShort', 'split', 'splitFraction', 'borrow'].map((what) => `moved:${what}`),
  ...['spread', 'stop', 'target', 'trail'].map((price) => `filled with unknown:${price}`),
  ...['reversed', 'order price unknown', 'fee paid', 'cost paid', 'traded without cost', 'one bar alone'],
]

/** How often each feature was seen; `add` counts those of one more result. */
export interface Tally {
  readonly counts: ReadonlyMap<string, number>
  readonly add: (simulation: Simulation, result: SimulationResult) => void
}

export function newTally(): Tally {
  const counts = new Map<string, number>()
  const see = (feature: string, times = 1): void => {
    counts.set(feature, (counts.get(feature) ?? 0) + times)
  }
  const add = (simulation: Simulation, result: SimulationResult): void => {
    see(`symbols:${simulation.symbols.length}`)
    for (const { bars } of simulation.symbols) if (bars.length === 1) see('one bar alone')
    seeIntents(simulation, result, see)
    seeFills(simulation, result, see)
    const { moved, endShares } = audit(simulation, result)
    for (const [what, times] of Object.entries(moved)) see(`moved:${what}`, times)
    if (endShares.some((shares) => shares !== 0)) see(`held to the end:${simulation.account.atEnd}`)
  }
  return { counts, add }
}

type See = (feature: string, times?: number) => void

const kindOf = ({ records }: SimulationResult, intent: number) => INTENT_KINDS[records.intentKind[intent] as number]
const outcomeOf = ({ records }: SimulationResult, intent: number) => OUTCOMES[records.intentOutcome[intent] as number]
const symbolOf = ({ symbols }: Simulation, { records }: SimulationResult, intent: number) =>
  present(symbols[records.intentSymbol[intent] as number], 'symbol')
const isUnknown = (column: Float64Array | null, bar: number): boolean => column !== null && Number.isNaN(column[bar])

function seeIntents(simulation: Simulation, result: SimulationResult, see: See): void {
  const { records } = result
  for (let intent = 0; intent < records.intents; intent++) {
    const bar = records.intentBar[intent] as number
    const { signals } = symbolOf(simulation, result, intent)
    see(`outcome:${outcomeOf(result, intent)}`)
    const isPriced = !isUnknown(signals.limitPrice, bar) && !isUnknown(signals.triggerPrice, bar)
    if (!isPriced && outcomeOf(result, intent) === 'WARMUP') see('order price unknown')
    const isSame = records.intentSymbol[intent] === records.intentSymbol[intent - 1]
    if (!isSame || bar !== records.intentBar[intent - 1]) continue
    if (kindOf(result, intent) === 'ENTRY' && kindOf(result, intent - 1) === 'EXIT') see('reversed')
  }
}

function seeFills(simulation: Simulation, result: SimulationResult, see: See): void {
  const { records } = result
  const firstBars = new Map<number, number>()
  const entries = new Map<SimulationSymbol, number>()
  for (let fill = 0; fill < records.fills; fill++) {
    const intent = records.fillIntent[fill] as number
    const symbol = symbolOf(simulation, result, intent)
    const bar = records.fillBar[fill] as number
    const kind = kindOf(result, intent)
    see(`fill:${kind}`)
    see((records.fillFee[fill] as number) > 0 ? 'fee paid' : 'no fee')
    see((records.fillCost[fill] as number) > 0 ? 'cost paid' : 'traded without cost')
    if (isUnknown(symbol.bars.spread, bar)) see('filled with unknown:spread')
    if (firstBars.has(intent) && firstBars.get(intent) !== bar) see(`filled over bars:${kind}`)
    firstBars.set(intent, firstBars.get(intent) ?? bar)
    if (kind === 'ENTRY') {
      see(`entry filled:${simulation.account.sizing}`)
      seeEntry(symbol, result, intent, see)
      entries.set(symbol, fill)
    }
    if (kind === 'END') see(`held to the end:${simulation.account.atEnd}`)
    if (kind === 'STOP') seeStop({ symbol, bar, entry: entries.get(symbol) ?? 0 }, result, see)
  }
}

function seeEntry({ signals }: SimulationSymbol, { records }: SimulationResult, intent: number, see: See): void {
  const bar = records.intentBar[intent] as number
  see(`entry filled:${signals.entryOrder}`)
  see(`entry filled:${records.intentSide[intent] === 1 ? 'long' : 'short'}`)
  if (isUnknown(signals.stopPrice, bar)) see('filled with unknown:stop')
  if (isUnknown(signals.targetPrice, bar)) see('filled with unknown:target')
  if (isUnknown(signals.trailDistance, bar)) see('filled with unknown:trail')
}

interface Stopped {
  readonly symbol: SimulationSymbol
  readonly bar: number
  /** Fill of the entry. */
  readonly entry: number
}

function seeStop({ symbol: { bars, signals }, bar, entry }: Stopped, { records }: SimulationResult, see: See): void {
  const intent = records.fillIntent[entry] as number
  const side = records.intentSide[intent] as number
  const stop = signals.stopPrice?.[records.intentBar[intent] as number] ?? Number.NaN
  if (Number.isNaN(stop)) see('stopped:by a trail alone')
  else see(side * (bars.open[bar] as number) <= side * stop ? 'stopped:at the open' : 'stopped:within the bar')
  if (records.fillBar[entry] === bar) see('stopped:on the entry bar')
}
