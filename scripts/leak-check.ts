/** `npm run leak-check`: proves that no strategy knows a bar before it has closed. */
import { type StrategyName, strategySchema } from '../shared/contracts/scalars.ts'
import { syntheticBars } from '../shared/domain/market/index.ts'
import { checkForLeaks, type LeakVerdict } from './leak-check/check.ts'
import type { LeakTarget } from './leak-check/target.ts'
import { cleanTargets, targetOf } from './leak-check/targets.ts'
import { UsageError } from './lib/desk.ts'
import { paramPair } from './lib/param-pair.ts'
import { readOptions } from './lib/read-options.ts'
import { textTable } from './lib/text-table.ts'

const USAGE = 2
const FROM = Date.UTC(2022, 0, 3)
const TO = Date.UTC(2025, 0, 1)
const HELP = `Replaces what follows sampled bars by noise and wants bit-equal measures, signals and orders up to them.

  npm run leak-check
  npm run leak-check -- --strategy momentum --param roc_lookback=20 --param min_rank=0.9

  --strategy  one of ${strategySchema.options.join(', ')} (default: all of them, in several variants)
  --param     a parameter of the strategy, key=value; may be repeated
  --samples   bars that are tried (default 25)
  --seed      of the noise and of the bars tried (default 1)
  --json      one JSON line per strategy instead of a table

Runs on three years of the synthetic market. Exit code: 0 clean, 1 a leak, 2 something to put right in the call.`

interface Call {
  readonly targets: readonly LeakTarget[]
  readonly samples: number
  readonly seed: number
  readonly json: boolean
}

const integer = (option: string, text: string, least: number): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least)
    throw new UsageError(`--${option} ${text} is not a whole number from ${least} on`)
  return value
}

/** Throws UsageError, one line that names the option; null when help is asked for. */
function readCall(): Call | null {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const options = {
    strategy: text,
    param: { type: 'string', multiple: true },
    samples: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
    json: flag,
    help: flag,
  } as const
  const values = readOptions(process.argv.slice(2), options)
  if (values.help) return null
  const { strategy, param = [] } = values
  const known = strategySchema.safeParse(strategy)
  if (strategy !== undefined && !known.success) {
    throw new UsageError(`--strategy ${strategy} is not one of ${strategySchema.options.join(', ')}`)
  }
  if (strategy === undefined && param.length > 0) throw new UsageError('--param needs --strategy')
  const raw = Object.fromEntries(param.map(paramPair))
  const one = (name: StrategyName) => [targetOf(name, raw, false), targetOf(name, raw, true)]
  return {
    targets: known.success ? one(known.data) : cleanTargets(),
    samples: integer('samples', values.samples, 1),
    seed: integer('seed', values.seed, 0),
    json: values.json,
  }
}

function print(verdicts: readonly LeakVerdict[]): void {
  const rows = verdicts.map(({ target, samples, values, orders, leak }) => [
    target,
    String(samples),
    String(values),
    String(orders),
    leak ? `LEAK ${leak.where} of bar ${leak.bar} knows what came after bar ${leak.knownUpTo}` : 'clean',
  ])
  console.log(textTable([['strategy', 'samples', 'values', 'orders', 'verdict'], ...rows]))
}

function main(): void {
  let call: Call | null
  try {
    call = readCall()
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = USAGE
    return
  }
  if (!call) {
    console.log(HELP)
    return
  }
  const bars = syntheticBars({ symbol: 'SYNTH', interval: '1Day', seed: call.seed }, FROM, TO)
  const { samples, seed } = call
  const verdicts = call.targets.map((target) => checkForLeaks(target, bars, { samples, seed }))
  if (call.json) for (const verdict of verdicts) console.log(JSON.stringify(verdict))
  else print(verdicts)
  process.exitCode = verdicts.some(({ leak }) => leak !== null) ? 1 : 0
}

main()
