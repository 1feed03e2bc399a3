/** `npm run soak`: kills services at named points, seed after seed, for as long as one likes. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { KILL_POINTS } from '../shared/ports/faults.ts'
import { buildAll } from './build.ts'
import { runSeeds, type SeedsSummary } from './faults/run-seeds.ts'

const HELP = `usage: npm run soak -- --seeds 500 [--from 0] [--desks 3] [--dir <folder>]

Each seed kills the functions host, the hubs, Azurite or Postgres at a named point with orders and bars in flight,
restarts it, repeats what was not acknowledged, and compares the ledger with the answers and the hub's log.

  --seeds   how many seeds (default 100)
  --from    first seed (default 0); 56 consecutive seeds meet every pair of point and victim
  --desks   desks that run side by side, 1 to 16 (default 3)
  --dir     empty folder for the desks' homes (default: a temporary one, kept when a seed failed)

Ctrl-C ends it after the seeds under way and tells what was found.
Exit code: 0 no violation, 1 violations or a fault of the desk, 2 something to put right in the call.`

const USAGE = 2
const SEEDS_MAX = 1_000_000
const DESKS_MAX = 16

class UsageError extends Error {}

interface Call {
  readonly count: number
  readonly from: number
  readonly desks: number
  readonly dir: string
}

try {
  const call = readCall()
  if (call) process.exit(await run(call))
  console.log(HELP)
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error)
  process.exit(error instanceof UsageError ? USAGE : 1)
}

function readCall(): Call | null {
  const text = { type: 'string' } as const
  let values: { seeds?: string; from?: string; desks?: string; dir?: string; help?: boolean }
  try {
    const options = { seeds: text, from: text, desks: text, dir: text, help: { type: 'boolean', short: 'h' } } as const
    values = parseArgs({ options }).values
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; see npm run soak -- --help`)
  }
  if (values.help) return null
  const whole = (name: string, given: string | undefined, [fallback, min, max]: readonly [number, number, number]) => {
    const value = given === undefined ? fallback : Number(given)
    if (Number.isInteger(value) && value >= min && value <= max) return value
    throw new UsageError(`--${name} ${given} must be a whole number from ${min} to ${max}`)
  }
  return {
    count: whole('seeds', values.seeds, [100, 1, SEEDS_MAX]),
    from: whole('from', values.from, [0, 0, 2 ** 31]),
    desks: whole('desks', values.desks, [3, 1, DESKS_MAX]),
    dir: emptyFolder(values.dir),
  }
}

function emptyFolder(given: string | undefined): string {
  if (given === undefined) return mkdtempSync(join(tmpdir(), 'gatehouse-soak-'))
  const dir = resolve(given)
  if (existsSync(dir) && readdirSync(dir).length > 0)
    throw new UsageError(`--dir ${dir} is not empty; name a new folder`)
  mkdirSync(dir, { recursive: true })
  return dir
}

async function run({ count, from, desks, dir }: Call): Promise<number> {
  await buildAll()
  const startedMs = performance.now()
  let done = 0
  const stop = new AbortController()
  process.once('SIGINT', () => {
    console.log('stopping after the seeds under way; Ctrl-C again leaves at once')
    stop.abort()
  })
  const summary = await runSeeds({
    ...{ count, from, desks, dir, stop: stop.signal },
    onSeed: (seed, outcome) => {
      done += 1
      const rate = (done / (performance.now() - startedMs)) * 1_000
      const wrong = outcome instanceof Error ? [outcome.stack ?? outcome.message] : outcome.violations
      for (const message of wrong) console.log(`${process.stdout.isTTY ? '\r' : ''}seed ${seed}: ${message}`)
      const line = `${done}/${count} seeds, ${rate.toFixed(2)}/s`
      if (process.stdout.isTTY) process.stdout.write(`\r${line}\u001b[K`)
      else if (done % 50 === 0 || done === count) console.log(line)
    },
  })
  if (process.stdout.isTTY) process.stdout.write('\n')
  tell(summary)
  if (summary.failures.length > 0) return 1
  rmSync(dir, { recursive: true, force: true })
  return 0
}

function tell({ hits, missed, failures }: SeedsSummary): void {
  for (const point of KILL_POINTS) console.log(`${point.padEnd(22)} ${hits[point]} kills`)
  if (missed.length > 0) console.log(`never reached their point: seeds ${missed.join(', ')}`)
  const failed = new Map(failures.map(({ seed, home }) => [seed, home]))
  for (const [seed, home] of failed) {
    console.log(`again: npm run soak -- --seeds 1 --from ${seed}   (logs in ${home}/logs)`)
  }
  console.log(failed.size === 0 ? 'nothing lost, nothing doubled, nothing made up' : `${failed.size} seeds failed`)
}
