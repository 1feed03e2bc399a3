/** Seeded randomness. A generator is an argument; equal seeds give equal streams on every machine. */

/** Uniform number in [0, 1). */
export type Random = () => number

/** Mulberry32 (Tommy Ettinger, 2017): 32 bits of state, enough for simulated paths and test faults; not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Standard normal deviate by the Box–Muller transform (1958); draws two uniforms. */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()))
  return radius * Math.cos(2 * Math.PI * random())
}

/** Uniform integer in [low, high], both included. */
export function integerBetween(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1))
}

/** Murmur3's finaliser (Appleby, 2011): every bit of the input changes every bit of the output. */
function mixed32(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}

/**
 * Uniform number in [0, 1) by its place, not by its turn: equal (study, trial, draw) give the equal number on every
 * machine, in any order and by any number of workers.
 */
export function uniformAt(study: number, trial: number, draw: number): number {
  const key = mixed32(
    mixed32(mixed32(study + 0x9e3779b9) ^ Math.imul(trial + 1, 0x85ebca77)) ^ Math.imul(draw + 1, 0xc2b2ae3d),
  )
  return (mixed32(key + 0x27d4eb2f) >>> 0) / 4_294_967_296
}
