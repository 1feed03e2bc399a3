/** The practice universe: forty made-up symbols whose names say how they behave. */

export type Character = 'gapper' | 'riser' | 'faller' | 'chop' | 'halted' | 'one-sided' | 'illiquid'

const named = (stem: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => stem + String.fromCharCode('A'.charCodeAt(0) + index))

const MEMBERS: Readonly<Record<Character, readonly string[]>> = {
  /** Opens far above the previous close on some days, on heavy volume. */
  gapper: named('GAP', 10),
  /** Rises steadily for more than a year, then falls back within a quarter. */
  riser: named('RISE', 8),
  faller: named('FALL', 5),
  /** Swings around one level. */
  chop: named('CHOP', 7),
  /** Trading stops for a part of some days, across the open or within the session. */
  halted: named('HALT', 4),
  /** Only bids, or only asks: the spread is UNKNOWN. */
  'one-sided': ['ASKA', 'BIDA'],
  /** Few shares, wide spreads, minutes without a trade. */
  illiquid: named('THIN', 4),
}

export interface Member {
  readonly character: Character
  /** Place among those of the same character, in [0, 1). */
  readonly place: number
}

const members = new Map<string, Member>(
  (Object.keys(MEMBERS) as Character[]).flatMap((character) =>
    MEMBERS[character].map(
      (symbol, index) => [symbol, { character, place: index / MEMBERS[character].length }] as const,
    ),
  ),
)

/** All symbols of the practice universe, by name. */
export const PRACTICE_SYMBOLS: readonly string[] = [...members.keys()].sort()

/** Null for a symbol of any other market. */
export const practiceMember = (symbol: string): Member | null => members.get(symbol) ?? null
