/** From judged symbols to the list: rank those that passed every gate, cut, and keep the story of the rest. */
import type { Bar } from '../../contracts/bars.ts'
import type { ReasonCode, ScanReason } from '../../contracts/reasons.ts'
import type { Snapshot } from '../../contracts/snapshot.ts'
import type { Candidate, ScanGate } from '../../contracts/watchlists.ts'
import { asked } from './gates.ts'
import type { Measures } from './measures.ts'

/** A symbol with what the vendor gave of it, or why it gave nothing. */
export type ScanInput = Seen | Unseen

export interface Seen {
  readonly kind: 'seen'
  readonly snapshot: Snapshot
  /** Oldest first. */
  readonly dailies: readonly Bar[]
}

interface Unseen {
  readonly kind: 'unseen'
  readonly symbol: string
  readonly reason: ReasonCode | ScanReason
  /** The vendor's words. */
  readonly detail: string
}

export interface Judged {
  readonly measures: Omit<Candidate, 'kept' | 'rank' | 'gates'>
  readonly gates: readonly ScanGate[]
  /** What ranks the symbol, the weightiest first and larger before smaller; UNKNOWN comes last. */
  readonly order: readonly (number | null)[]
}

const DETAIL_MAX = 300

/** Every input as a candidate: the kept ones by rank, then those beyond the cut, then the others by symbol. */
export function candidatesOf(
  inputs: readonly ScanInput[],
  listMax: number,
  judge: (input: Seen) => Judged,
): readonly Candidate[] {
  const judged = inputs.map((input) => (input.kind === 'seen' ? judge(input) : unseen(input)))
  const passes = ({ gates }: Judged): boolean => gates.every(({ verdict }) => verdict === 'PASS')
  const ranked = judged.filter(passes).sort(byOrder)
  const out = judged.filter((one) => !passes(one)).sort(bySymbol)
  return [
    ...ranked.map((one, index) => listed(one, index + 1, listMax)),
    ...out.map(({ measures, gates }) => ({ ...measures, kept: false, rank: null, gates: [...gates] })),
  ]
}

function listed({ measures, gates }: Judged, place: number, listMax: number): Candidate {
  const kept = place <= listMax
  const threshold = `<= ${listMax}`
  const cut = asked({
    ...{ gate: 'place', value: place, threshold, passes: kept },
    ...{ drop: 'LIST_FULL', unknown: 'LIST_FULL' },
  })
  return { ...measures, kept, rank: kept ? place : null, gates: [...gates, cut] }
}

const bySymbol = (a: Judged, b: Judged): number => (a.measures.symbol < b.measures.symbol ? -1 : 1)

function byOrder(a: Judged, b: Judged): number {
  for (const [index, mine] of a.order.entries()) {
    const [left, right] = [mine ?? Number.NEGATIVE_INFINITY, b.order[index] ?? Number.NEGATIVE_INFINITY]
    if (left !== right) return left > right ? -1 : 1
  }
  return bySymbol(a, b)
}

function unseen({ symbol, reason, detail }: Unseen): Judged {
  const unknown = { price: null, bid: null, ask: null, spreadPercent: null, gapPercent: null, pricedAt: null }
  return {
    measures: { symbol, ...unknown, relativeVolume: null, volume: null, dollarVolume: null },
    gates: [
      {
        gate: 'vendor',
        verdict: 'UNKNOWN',
        value: detail.slice(0, DETAIL_MAX),
        threshold: 'a snapshot and daily bars',
        reason,
      },
    ],
    order: [],
  }
}

/** The candidate's measures, with those that each scan takes in its own way. */
export function measuresFor(
  { symbol, bid, ask, spreadPercent, gapPercent, volume, pricedAt }: Measures,
  { price, relativeVolume, dollarVolume }: Pick<Candidate, 'price' | 'relativeVolume' | 'dollarVolume'>,
): Judged['measures'] {
  return { symbol, price, bid, ask, spreadPercent, gapPercent, relativeVolume, volume, dollarVolume, pricedAt }
}
