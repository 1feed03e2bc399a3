/** `npm run practice`: adds a session of the synthetic market to the practice book of a home in which no desk runs. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DEFAULT_SEED } from '../shared/adapters/vendors/synthetic/synthetic-source.ts'
import { buildAll } from './build.ts'
import { DayError } from './day/session.ts'
import { createProgressBar } from './lib/progress.ts'
import { HomeTaken, readAddresses } from './platform/home.ts'
import { Platform } from './platform/platform.ts'
import { endPractice, runPractice, SessionThere, startingClock } from './practice/run.ts'
import { practiceDay, requireOver } from './practice/session.ts'
import { deskSettings, sessionSettings } from './practice/settings.ts'
import { newState, type PracticeState, readState, writeState } from './practice/state.ts'

const HELP = `Adds a session of the synthetic market to the practice book.

  npm run practice -- --date 2026-11-20 [--seed 7] [--home .gatehouse]

  --date   trading day that is over, YYYY-MM-DD; one that the book has already is refused
  --seed   which market, 0 to 4294967295 (default the market of the home's newest session)
  --home   folder of the desk (GATEHOUSE_HOME, default .gatehouse); stop the desk first

Exit code: 0 done, 1 a fault of the desk, 2 something to put right in the call.`

const SEED_MAX = 0xffff_ffff
const USAGE = 2

interface Call {
  readonly home: string
  readonly state: PracticeState
}

try {
  const call = readCall()
  if (call) await practise(call)
  else console.log(HELP)
  // Clients of the hubs keep timers alive after they close.
  process.exit(0)
} catch (error) {
  const isUsage = error instanceof DayError || error instanceof SessionThere || error instanceof HomeTaken
  if (error instanceof HomeTaken) console.error(`stop the desk first: ${error.message}`)
  else console.error(isUsage ? error.message : error)
  process.exit(isUsage ? USAGE : 1)
}

function readCall(): Call | null {
  const text = { type: 'string' } as const
  const options = { date: text, seed: text, home: text, help: { type: 'boolean', short: 'h' } } as const
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values']
  try {
    values = parseArgs({ options }).values
  } catch (error) {
    throw new DayError(`${(error as Error).message.split('\n', 1)[0]}; see --help`)
  }
  if (values.help) return null
  if (!values.date) throw new DayError('--date is missing; see --help')
  practiceDay(values.date)
  requireOver(values.date, Date.now())
  const elsewhere = ['DATABASE_URL', 'AzureWebJobsStorage', 'EVENTS'].find((name) => process.env[name])
  if (elsewhere) throw new DayError(`${elsewhere} is set: practice steps the clock, and only of a desk all its own`)
  const home = resolve(values.home ?? (process.env.GATEHOUSE_HOME || '.gatehouse'))
  const desk = readAddresses(home)
  if (desk) throw new DayError(`a desk (process ${desk.pid}) runs on ${home}: stop it first`)
  return { home, state: stateOf(home, values.date, values.seed) }
}

/** A new session; or the same one again, when it was broken off. */
function stateOf(home: string, day: string, seedText: string | undefined): PracticeState {
  if (seedText !== undefined && !(/^\d{1,10}$/.test(seedText) && Number(seedText) <= SEED_MAX))
    throw new DayError(`--seed ${seedText} is not a whole number from 0 to ${SEED_MAX}`)
  const newest = existsSync(join(home, 'postgres')) ? readState(home) : null
  const seed = seedText === undefined ? (newest?.seed ?? DEFAULT_SEED) : Number(seedText)
  if (newest?.state !== 'running') return newState(day, seed)
  if (newest.day === day && newest.seed === seed) return newest
  const remedy = `npm start, or npm run practice -- --date ${newest.day} --seed ${newest.seed}`
  throw new DayError(`practice ${newest.day} was broken off: finish it first with ${remedy}`)
}

async function practise({ home, state }: Call): Promise<void> {
  const env = { ...process.env }
  const progress = createProgressBar(process.stderr, `practice ${state.day}`, 'minutes')
  const save = (now: PracticeState): void => {
    writeState(home, now)
    if (now.done > 0) progress.update(now.done, now.total)
  }
  await buildAll()
  const startedMs = performance.now()
  await using platform = await Platform.create({
    ...{ dir: home, clock: startingClock(state), env: sessionSettings(env, state.seed) },
  })
  const done = await runPractice({ platform, state, save, env })
  await endPractice({ platform, state: done, env: deskSettings(env, state.seed) }, Date.now())
  save(done)
  progress.end()
  console.log(
    `practice ${state.day} done in ${Math.round((performance.now() - startedMs) / 1_000)} s, seed ${state.seed}`,
  )
}
