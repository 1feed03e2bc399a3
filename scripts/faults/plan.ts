/**
 * What one seed does: which work is under way, and who is killed at which point of it. Equal seeds give equal plans.
 *
 * Points and victims go round, so that a run of consecutive seeds meets every point about equally often, and 56 of them
 * meet every pair; the rest is drawn from the seed.
 */
import { integerBetween, type Random, seededRandom } from '../../shared/base/random.ts'
import type { Book } from '../../shared/contracts/books.ts'
import type { Side } from '../../shared/contracts/scalars.ts'
import { KILL_POINTS, type KillPoint } from '../../shared/ports/faults.ts'

const VICTIMS = ['functions', 'eventHubs', 'blob', 'postgres'] as const
export type Victim = (typeof VICTIMS)[number]

export interface OrderCall {
  /** The call's Idempotency-Key, the same at every attempt. */
  readonly key: string
  readonly symbol: string
  readonly book: Book
  readonly side: Side
  readonly execute: boolean
  /** How many times the client sends it at once; all but one find it running or done. */
  readonly copies: number
}

/** Work that is sent together. */
export interface Wave {
  readonly orders: readonly OrderCall[]
  /** Minute bars of each symbol with bars, in the replay book. */
  readonly bars: number
}

export interface Plan {
  readonly seed: number
  readonly victim: Victim
  readonly point: KillPoint
  /** 1 kills at the first time the point is reached. */
  readonly nth: number
  /** Dies together with the victim; in most seeds nobody does. */
  readonly also: Victim | null
  /** Whether the victim comes back at once, or after every call under way has its answer or refusal. */
  readonly restart: 'at once' | 'when answered'
  /** The first holds what is killed; the others follow only while the point was not reached. */
  readonly waves: readonly [Wave, ...Wave[]]
}

/** Seeds that one desk can take: each has a listed symbol of its own, and a list is no longer. */
export const SEEDS_PER_DESK = 200
const WAVES = 3
const ALSO_PROBABILITY = 0.15

/** Symbol on the desk's list: its bars are routed. */
export const listedSymbol = (seed: number): string => `LIST${seed % SEEDS_PER_DESK}`
/** Symbol of the replay book that is on no list: clients order it, and its bars fill the orders. */
export const tradedSymbol = (seed: number): string => `R${seed.toString(36).toUpperCase()}`

/** Largest n for which a wave reaches the point n times, whatever is batched together. */
const NTH_MAX: Readonly<Record<KillPoint, number>> = {
  before_intent_commit: 5,
  after_intent_commit: 5,
  before_send: 4,
  after_send: 4,
  before_mark: 4,
  after_mark: 4,
  before_upsert: 2,
  after_upsert: 2,
  before_fill: 2,
  after_fill: 2,
  before_position: 2,
  after_position: 2,
  before_checkpoint: 4,
  after_checkpoint: 4,
}

export function planOf(seed: number): Plan {
  const random = seededRandom(seed)
  const point = KILL_POINTS[seed % KILL_POINTS.length] ?? KILL_POINTS[0]
  const round = Math.floor(seed / KILL_POINTS.length)
  const victim = VICTIMS[(seed + round) % VICTIMS.length] ?? VICTIMS[0]
  const wave = (index: number): Wave => waveOf(seed, index, random)
  return {
    seed,
    victim,
    point,
    nth: integerBetween(random, 1, NTH_MAX[point]),
    also: random() < ALSO_PROBABILITY ? otherThan(victim, random) : null,
    restart: random() < 0.5 ? 'at once' : 'when answered',
    waves: [wave(0), ...Array.from({ length: WAVES - 1 }, (_, index) => wave(index + 1))],
  }
}

function otherThan(victim: Victim, random: Random): Victim | null {
  const others = VICTIMS.filter((one) => one !== victim)
  return others[integerBetween(random, 0, others.length - 1)] ?? null
}

type Kind = 'intent' | 'smoke' | 'replay'

/** An intent alone, two orders that fill at once, one that fills on bars, and up to two of any kind. */
function waveOf(seed: number, index: number, random: Random): Wave {
  const smoke = [0, 1].map((n) => `S${seed.toString(36).toUpperCase()}.${n}`)
  const call = (kind: Kind, number: number): OrderCall => ({
    key: `soak-${seed}-${index}-${number}`,
    symbol: kind === 'replay' ? tradedSymbol(seed) : (smoke[integerBetween(random, 0, 1)] ?? ''),
    book: kind === 'replay' ? 'replay' : 'smoke',
    // A seller of nothing is refused, which is an answer like any other.
    side: number > 3 && random() < 0.3 ? 'sell' : 'buy',
    execute: kind !== 'intent',
    copies: random() < 0.2 ? 2 : 1,
  })
  const more = Array.from({ length: integerBetween(random, 0, 2) }, () => (random() < 0.5 ? 'smoke' : 'replay'))
  const kinds: readonly Kind[] = ['intent', 'smoke', 'smoke', 'replay', ...more]
  const orders = kinds.map(call)
  return { orders, bars: integerBetween(random, 2, 4) }
}
