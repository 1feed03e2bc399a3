/** The call of `npm run sweep`: what it takes and what is wrong with it. */
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import type { SweepConfig } from '../../shared/contracts/sweep-config.ts'
import type { FieldError } from '../../shared/contracts/wire.ts'
import { cellsOf, type PlannedCell } from '../../shared/domain/research/index.ts'
import { readConfigText } from '../../shared/flows/lib/config-text.ts'
import { UsageError } from '../lib/desk.ts'
import { readOptions } from '../lib/read-options.ts'
import { FILES } from '../research/artefacts.ts'
import { exampleOf } from './example.ts'

const WORKERS_MAX = 64

const HELP = `Runs a strategy over every combination of its parameters and tells how likely the best one is luck.

  npm run sweep -- --config sweep.yaml --data <folder> [--workers 2] [--out-dir <folder>] [--json]
  npm run sweep -- --resume <folder> --data <folder>
  npm run sweep -- --example momentum > sweep.yaml

  --config   YAML or JSON: symbol, start, end, strategy, params and the rest, as POST /backtests/sweeps/jobs takes it
  --data     folder with bars for the vendor file: LEAN or plain CSV files, gzipped or not
  --workers  threads (default: max_workers of the configuration, else one for each processor); the result is the same
             for any number
  --out-dir  folder for the results (default: output_dir of the configuration, else .gatehouse/research/sweeps/<id>)
  --resume   goes on with a sweep that was stopped, in its folder: what is done is not run again
  --example  print a configuration of a strategy with its parameters, their ranges and units
  --json     print the summary as JSON

The probabilistic frame goes to BACKTEST_PROB_FRAME_DIR (default .gatehouse/research/frames). Every cell is counted in
the ledger of trials of its hypothesis (.gatehouse/research/trials.jsonl), also when its sweep is forgotten.

Exit code: 0 done, 1 a fault or a stop, 2 something to put right in the call.`

export interface Call {
  readonly config: SweepConfig
  readonly cells: readonly PlannedCell[]
  readonly dataDir: string | null
  readonly workers: number
  /** Null takes the folder that belongs to the configuration and its data. */
  readonly outDir: string | null
  readonly resumes: boolean
  readonly frameDir: string
  readonly home: string
  readonly json: boolean
}

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const
const OPTIONS = {
  config: text,
  data: text,
  workers: text,
  'out-dir': text,
  resume: text,
  example: text,
  json: flag,
  help: flag,
} as const

/** The faults of a configuration, one a line, each with the line it stands in. */
const faultsText = (file: string, errors: readonly (FieldError & { readonly line?: number })[]): string =>
  errors
    .map(({ field, message, line }) => `${file}${line === undefined ? '' : `:${line}`} ${field} ${message}`)
    .join('\n')

async function textOf(flagName: string, file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${flagName} ${file} cannot be read: ${error.code ?? error.message}`)
  })
}

function workersOf(given: string | undefined, config: SweepConfig): number {
  if (given === undefined) return config.maxWorkers ?? availableParallelism()
  const workers = Number(given)
  if (Number.isInteger(workers) && workers >= 1 && workers <= WORKERS_MAX) return workers
  throw new UsageError(`--workers ${given} is not a number of threads: 1 to ${WORKERS_MAX}`)
}

/** Throws UsageError with a line for each fault; a text where help or an example is asked for. */
export async function readCall(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Call | string> {
  const values = readOptions(args, OPTIONS)
  if (values.help) return HELP
  if (values.example !== undefined) return exampleOf(values.example)
  const { config: given, resume } = values
  if ((given === undefined) === (resume === undefined)) {
    throw new UsageError(
      `${given === undefined ? '--config is missing' : '--config and --resume exclude each other'}; see --help`,
    )
  }
  if (resume !== undefined && values['out-dir'] !== undefined) {
    throw new UsageError('--out-dir and --resume exclude each other: a sweep goes on in its own folder')
  }
  const file = given ?? join(resume ?? '', FILES.config)
  const read = readConfigText(await textOf(given === undefined ? '--resume' : '--config', file))
  if (read.kind === 'invalid') throw new UsageError(faultsText(file, read.errors))
  const { config } = read
  const planned = cellsOf(config)
  if (planned.kind === 'refused') {
    const placed = planned.errors.map((error) => ({ ...error, ...lineOf(read.lineOf(error.field)) }))
    throw new UsageError(faultsText(file, placed))
  }
  const home = env.GATEHOUSE_HOME || '.gatehouse'
  const outDir = resume ?? values['out-dir'] ?? config.outputDir
  return {
    ...{ config, cells: planned.cells, workers: workersOf(values.workers, config), json: values.json },
    dataDir: values.data ? resolve(values.data) : null,
    outDir: outDir === undefined ? null : resolve(outDir),
    resumes: resume !== undefined,
    frameDir: resolve(env.BACKTEST_PROB_FRAME_DIR || join(home, 'research', 'frames')),
    home,
  }
}

const lineOf = (line: number | undefined) => (line === undefined ? {} : { line })
