/**
 * Is the best of many cells better than cash by more than luck? White's reality check (Econometrica 68, 2000) and
 * Hansen's test of superior predictive ability (Journal of Business and Economic Statistics 23, 2005) by the stationary
 * bootstrap.
 *
 * A draw resamples fortnights, so it is a count for each fortnight, and every cell's mean in it a weighted sum. The
 * seen values are compared on the scale of `scoresOf`, because a draw takes the standard errors for known: that only
 * makes p-values larger, and without it a twentieth of true nulls becomes a fourteenth.
 */
import { uniformAt } from '../../base/random.ts'
import { type Fortnights, scoresOf } from './fortnights.ts'

const DRAWS = 1_000
/** Cells whose fortnights stay in a processor's cache while all draws pass. */
const TILE = 256

export interface RealityCheck {
  /** Of the best mean return (White). */
  readonly realityCheckPValue: number
  /** Of the best mean in units of its standard error, hopeless cells set aside (Hansen's consistent p-value). */
  readonly spaPValue: number
}

/** How often each fortnight is in a draw, for those that are in it. */
interface Sample {
  readonly fortnights: Int32Array
  readonly counts: Float64Array
}

/** Highest values over the cells so far, for every draw. */
interface Highest {
  readonly plain: Float64Array
  readonly studentised: Float64Array
}

/**
 * Both p-values: (1 + draws that reach what was seen) / (1 + draws).
 *
 * @param seed equal seeds give equal p-values, whatever else is drawn
 */
export function realityCheck(fortnights: Fortnights, seed: number, draws = DRAWS): RealityCheck {
  const { cells, count, means, deviations, restart } = fortnights
  const scales = deviations.map((deviation) => (deviation === 0 ? 0 : Math.sqrt(count) / deviation))
  const hopeless = -Math.sqrt(2 * Math.log(Math.log(count)))
  const handicaps = means.map((mean, cell) => (mean * (scales[cell] as number) <= hopeless ? mean : 0))
  const samples = Array.from({ length: draws }, (_, draw) => {
    return sampleOf(count, restart, (turn) => uniformAt(seed, draw, turn))
  })
  const highest = { plain: new Float64Array(draws).fill(-Infinity), studentised: new Float64Array(draws) }
  for (let first = 0; first < cells; first += TILE) {
    raise(highest, { fortnights, scales, handicaps, first, size: Math.min(TILE, cells - first) }, samples)
  }
  const seen = { plain: highestOf(means, -Infinity), studentised: highestOf(scoresOf(fortnights), 0) }
  return {
    realityCheckPValue: (1 + reaching(highest.plain, seen.plain)) / (1 + draws),
    spaPValue: (1 + reaching(highest.studentised, seen.studentised)) / (1 + draws),
  }
}

const highestOf = (values: Float64Array, atLeast: number): number => values.reduce((a, b) => Math.max(a, b), atLeast)
const reaching = (values: Float64Array, bound: number): number => values.filter((value) => value >= bound).length

/** One fortnight after the other, round the end to the start, and with chance `restart` a leap to any. */
function sampleOf(count: number, restart: number, uniform: (turn: number) => number): Sample {
  const counts = new Float64Array(count)
  let at = Math.floor(uniform(0) * count)
  counts[at] = 1
  for (let turn = 1; turn < count; turn += 1) {
    const chance = uniform(turn)
    // A number below `restart` is uniform there, and picks the fortnight too.
    at = chance < restart ? Math.floor((chance / restart) * count) : (at + 1) % count
    counts[at] = (counts[at] as number) + 1
  }
  const drawn = new Int32Array(count)
  let size = 0
  for (let index = 0; index < count; index += 1) {
    if ((counts[index] as number) === 0) continue
    drawn[size] = index
    counts[size] = counts[index] as number
    size += 1
  }
  return { fortnights: drawn.subarray(0, size), counts: counts.subarray(0, size) }
}

interface Tile {
  readonly fortnights: Fortnights
  /** From a mean to units of its standard error. */
  readonly scales: Float64Array
  /** What a draw of a hopeless cell is held back by: its own mean below 0. */
  readonly handicaps: Float64Array
  readonly first: number
  readonly size: number
}

function raise(highest: Highest, tile: Tile, samples: readonly Sample[]): void {
  const { scales, handicaps, first, size } = tile
  const sums = new Float64Array(size)
  for (const [draw, sample] of samples.entries()) {
    weightedSums(tile, sample, sums)
    let [plain, studentised] = [highest.plain[draw] as number, highest.studentised[draw] as number]
    for (let index = 0; index < size; index += 1) {
      const mean = (sums[index] as number) / tile.fortnights.count
      const score = (mean + (handicaps[first + index] as number)) * (scales[first + index] as number)
      if (mean > plain) plain = mean
      if (score > studentised) studentised = score
    }
    highest.plain[draw] = plain
    highest.studentised[draw] = studentised
  }
}

/** Σ count · fortnight over a draw for each cell of the tile, four fortnights in a pass. */
function weightedSums({ fortnights, first, size }: Tile, sample: Sample, sums: Float64Array): void {
  const { centred, cells } = fortnights
  const { counts } = sample
  const from = sample.fortnights.map((fortnight) => fortnight * cells + first)
  sums.fill(0)
  let turn = 0
  for (; turn + 4 <= from.length; turn += 4) {
    const [atA, countA] = [from[turn] as number, counts[turn] as number]
    const [atB, countB] = [from[turn + 1] as number, counts[turn + 1] as number]
    const [atC, countC] = [from[turn + 2] as number, counts[turn + 2] as number]
    const [atD, countD] = [from[turn + 3] as number, counts[turn + 3] as number]
    for (let index = 0; index < size; index += 1) {
      sums[index] =
        (sums[index] as number) +
        countA * (centred[atA + index] as number) +
        countB * (centred[atB + index] as number) +
        countC * (centred[atC + index] as number) +
        countD * (centred[atD + index] as number)
    }
  }
  for (; turn < from.length; turn += 1) {
    const [at, count] = [from[turn] as number, counts[turn] as number]
    for (let index = 0; index < size; index += 1) {
      sums[index] = (sums[index] as number) + count * (centred[at + index] as number)
    }
  }
}
