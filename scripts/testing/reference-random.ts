/**
 * Normal deviates as R draws them after `set.seed`: the Mersenne Twister (Matsumoto and Nishimura, 1998) and inversion
 * of two of its numbers. Worked examples that are published with their seed can be drawn again.
 */
import { normalQuantile } from '../../shared/base/normal.ts'

const WORDS = 624
const AHEAD = 397
const BIG = 134_217_728
const HALF_STEP = 2.328306437080797e-10

export function referenceNormals(seed: number, count: number): Float64Array {
  const uniform = twister(seed)
  return Float64Array.from({ length: count }, () => {
    const high = Math.floor(BIG * uniform())
    return normalQuantile((high + uniform()) / BIG)
  })
}

function twister(seed: number): () => number {
  const state = seededState(seed)
  let at = WORDS
  return () => {
    if (at === WORDS) {
      twist(state)
      at = 0
    }
    let word = state[at] as number
    at += 1
    word ^= word >>> 11
    word ^= (word << 7) & 0x9d2c5680
    word ^= (word << 15) & 0xefc60000
    word ^= word >>> 18
    return Math.min(1 - HALF_STEP, Math.max(HALF_STEP, (word >>> 0) * 2.3283064365386963e-10))
  }
}

/** A congruential generator fills the state; 51 of its numbers are thrown away first. */
function seededState(seed: number): Uint32Array {
  let word = seed >>> 0
  const next = (): number => {
    word = (Math.imul(69_069, word) + 1) >>> 0
    return word
  }
  for (let turn = 0; turn <= 50; turn += 1) next()
  return Uint32Array.from({ length: WORDS }, next)
}

function twist(state: Uint32Array): void {
  for (let index = 0; index < WORDS; index += 1) {
    const joined = ((state[index] as number) & 0x80000000) | ((state[(index + 1) % WORDS] as number) & 0x7fffffff)
    state[index] = (state[(index + AHEAD) % WORDS] as number) ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0)
  }
}
