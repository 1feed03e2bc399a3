/** Why a run entered when it did, and why it did not when it did not. */
import { present } from '../../shared/base/assert.ts'
import { INTENT_KINDS, OUTCOMES, type SimulationResult } from '../../shared/domain/backtest/index.ts'
import { tradingDayOf } from '../../shared/domain/calendar/index.ts'
import { MICROS_PER_USD } from '../../shared/domain/orders/index.ts'
import type { RoundTrip } from '../../shared/domain/performance/index.ts'
import { type CellBuffers, type Study, simulationOf } from '../../shared/domain/research/index.ts'
import { decide, readStrategy, rowAt, type StrategyParams } from '../../shared/domain/strategy/index.ts'

/** An entry that was sized: what it rested on and what became of it. */
export interface SizedEntry {
  readonly day: string
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly qty: number
  /** Mean price of its fills in dollars; null when nothing filled. */
  readonly price: number | null
  /** Odds of the filters; null is UNKNOWN, or no filter ran. */
  readonly probability: number | null
  /** Share of equity that was staked. */
  readonly fraction: number
  readonly outcome: string
}

/** Why there was no entry on so many bars: a gate that did not pass, or a refusal of the intent. */
export interface NoEntry {
  readonly reason: string
  readonly verdict: 'BLOCKED' | 'UNKNOWN' | 'REFUSED'
  readonly bars: number
}

const ENTRY = INTENT_KINDS.indexOf('ENTRY')
const orNull = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value)

export interface Ran {
  readonly study: Study
  readonly params: StrategyParams
  readonly result: SimulationResult
  readonly trips: readonly RoundTrip[]
  readonly buffers: CellBuffers
}

function fillsOf({ records }: SimulationResult): ReadonlyMap<number, { qty: number; micros: number }> {
  const fills = new Map<number, { qty: number; micros: number }>()
  for (let at = 0; at < records.fills; at += 1) {
    const intent = records.fillIntent[at] as number
    const known = fills.get(intent) ?? { qty: 0, micros: 0 }
    known.qty += records.fillQty[at] as number
    known.micros += (records.fillQty[at] as number) * (records.fillPrice[at] as number)
    fills.set(intent, known)
  }
  return fills
}

/** Every entry that was sized, in the order they were decided, and the intents that were refused before. */
export function entriesOf({ study, params, result, buffers }: Ran): {
  readonly sized: readonly SizedEntry[]
  readonly refused: readonly NoEntry[]
} {
  const { market, account } = study
  const simulated = simulationOf(study, params, buffers).symbols
  const { records } = result
  const fills = fillsOf(result)
  const refused = new Map<string, number>()
  const sized: SizedEntry[] = []
  for (let at = 0; at < records.intents; at += 1) {
    if (records.intentKind[at] !== ENTRY) continue
    const index = records.intentSymbol[at] as number
    const { bars, filters } = present(market.symbols[index], 'the symbol of an intent')
    const bar = records.intentBar[at] as number
    const outcome = OUTCOMES[records.intentOutcome[at] as number] as string
    const qty = records.intentQty[at] as number
    if (qty === 0) {
      refused.set(outcome, (refused.get(outcome) ?? 0) + 1)
      continue
    }
    const filled = fills.get(at)
    sized.push({
      day: tradingDayOf(bars.opensAt[bar] as number),
      ...{ symbol: bars.symbol, side: (records.intentSide[at] as number) > 0 ? 'buy' : 'sell', qty, outcome },
      price: filled ? filled.micros / filled.qty / MICROS_PER_USD : null,
      probability: orNull(filters?.probability[bar]),
      fraction: simulated[index]?.signals.stake?.[bar] ?? account.stake,
    })
  }
  const told = [...refused].map(([reason, bars]) => ({ reason, verdict: 'REFUSED', bars }) as const)
  return { sized, refused: told }
}

/** Of every bar without a position and without an entry, the first gate that did not pass. */
export function noEntriesOf({ study, params, trips }: Omit<Ran, 'result' | 'buffers'>): readonly NoEntry[] {
  const counts = new Map<string, NoEntry>()
  for (const [index, { bars, tradeFrom }] of study.market.symbols.entries()) {
    const held = new Uint8Array(bars.length)
    for (const { symbol, entryBar, exitBar } of trips) if (symbol === index) held.fill(1, entryBar, exitBar)
    const reading = readStrategy(bars, present(study.views[index], 'the view of a symbol'), params)
    for (let bar = tradeFrom; bar < bars.length; bar += 1) {
      if (held[bar] === 1) continue
      const { action, gates } = decide(rowAt(reading, bar), { kind: 'flat' })
      const gate = gates.find(({ verdict }) => verdict !== 'PASS')
      if (action === 'enter' || !gate || gate.verdict === 'PASS') continue
      const key = `${gate.gate} ${gate.verdict}`
      counts.set(key, { reason: gate.gate, verdict: gate.verdict, bars: (counts.get(key)?.bars ?? 0) + 1 })
    }
  }
  return [...counts.values()].sort((a, b) => b.bars - a.bars)
}
