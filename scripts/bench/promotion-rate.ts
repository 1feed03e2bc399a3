/**
 * What the promotion gates do to sweeps whose truth is known: a thousand of pure noise, a thousand with a planted edge,
 * and a thousand families of true nulls that are correlated with their own past. Beside each rate stands what the same
 * sweeps come to when the best cell is judged as if it were the only one. Then the cost of judging a large sweep,
 * beside one pass over its returns.
 */
import { assess, type ReturnsMatrix } from '../../shared/domain/overfitting/index.ts'
import {
  edgeTruth,
  type Judgement,
  judgementOf,
  noiseTruth,
  plantedSweep,
  type SweepTruth,
} from '../testing/planted-sweeps.ts'
import { type Figure, figureOf } from './lib/figure.ts'
import { median, noisePercent } from './lib/spread.ts'

const SEEDS = 1_000
const SIZES = { from: 20, to: 200 }
const SIGNIFICANCE = 0.05
const LARGE_CELLS = 1_000
const ROUNDS = 5
const COST_MAX_MS = 300

export async function promotionRate(): Promise<Figure[]> {
  return [...promotions(), ...familyWiseErrors(), costOfJudging()]
}

function promotions(): Figure[] {
  const noise = judged((seed) => noiseTruth(seed, SIZES))
  const edge = judged((seed) => edgeTruth(seed, SIZES))
  const isPromoted = ({ verdict }: Judgement): boolean => verdict === 'PROMOTED'
  return [
    rateFigure('promotion.noise', noise, isPromoted, { on: 'value', atMost: 5 }),
    rateFigure('promotion.edge', edge, isPromoted, { on: 'value', atLeast: 80 }),
  ]
}

function familyWiseErrors(): Figure[] {
  const nulls = judged((seed) => ({ cells: noiseTruth(seed, SIZES).cells, autocorrelation: 0.2 }), SEEDS)
  const reaches = (pValue: number | null): boolean => pValue !== null && pValue <= SIGNIFICANCE
  return [
    rateFigure('fwer.holm', nulls, ({ overfitting }) => (overfitting.holmSurvivors ?? 0) > 0),
    rateFigure('fwer.fdr', nulls, ({ overfitting }) => (overfitting.fdrSurvivors ?? 0) > 0),
    rateFigure('fwer.spa', nulls, ({ overfitting }) => reaches(overfitting.spaPValue)),
    rateFigure('fwer.reality-check', nulls, ({ overfitting }) => reaches(overfitting.realityCheckPValue)),
  ]
}

const judged = (truthOf: (seed: number) => SweepTruth, firstSeed = 0): Judgement[] =>
  Array.from({ length: SEEDS }, (_, turn) => firstSeed + turn).map((seed) =>
    judgementOf(plantedSweep(seed, truthOf(seed)), { seed }),
  )

function rateFigure(
  name: string,
  sweeps: readonly Judgement[],
  counts: (sweep: Judgement) => boolean,
  aim?: { readonly on: 'value'; readonly atMost?: number; readonly atLeast?: number },
): Figure {
  const per = (count: number): number => (count / sweeps.length) * 100
  const alone = sweeps.filter(({ overfitting }) => (overfitting.probabilisticSharpe ?? 0) >= 1 - SIGNIFICANCE)
  const refused: Record<string, number> = {}
  for (const gate of sweeps.flatMap(({ refusals }) => refusals)) refused[gate] = (refused[gate] ?? 0) + 1
  return figureOf({
    name,
    value: per(sweeps.filter(counts).length),
    unit: '%',
    bound: { what: 'best cell judged as if it were the only one', value: per(alone.length) },
    ...(aim ? { aim } : {}),
    detail: { sweeps: sweeps.length, cells: `${SIZES.from}-${SIZES.to}`, refused_by_gate: refused },
  })
}

function costOfJudging(): Figure {
  const sweep = plantedSweep(1, { cells: LARGE_CELLS, autocorrelation: 0 })
  const [took, bare]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round += 1) {
    took.push(timed(() => void assess(sweep, { trials: LARGE_CELLS, seed: round })))
    bare.push(timed(() => void meanSquare(sweep)))
  }
  return figureOf({
    name: 'overfitting.cost',
    value: median(took),
    unit: 'ms',
    bound: { what: 'sum and square of every return', value: median(bare) },
    aim: { on: 'value', atMost: COST_MAX_MS },
    detail: { cells: sweep.cells, days: sweep.days, rounds: ROUNDS, noise_percent: noisePercent(took) },
  })
}

/** Processor time: one core, whatever else the machine does. */
function timed(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

function meanSquare({ values }: ReturnsMatrix): number {
  let [sum, square] = [0, 0]
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number
    sum += value
    square += value * value
  }
  return (square - (sum * sum) / values.length) / values.length
}
