/** One execution of a sweep job, as a container or a process of this machine starts it. */
import { availableParallelism, hostname } from 'node:os'
import { openContext } from '../functions/context.ts'
import { createBlobArtefacts } from '../shared/adapters/blob/artefacts.ts'
import { createConfigStore } from '../shared/adapters/blob/sweep-configs.ts'
import { patient } from '../shared/adapters/postgres/patient.ts'
import { createFrameManifest } from '../shared/adapters/postgres/research.ts'
import { createSweepWork } from '../shared/adapters/postgres/sweep-work.ts'
import { MINUTE_MS, SECOND_MS } from '../shared/base/instant.ts'
import { lastError } from '../shared/base/unavailable.ts'
import { environment } from '../shared/config/env.ts'
import { RESEARCH_CONTAINER, SWEEP_ENV, sweepFolder, sweepJobIdSchema } from '../shared/contracts/sweeps.ts'
import { gitState } from './research/git-state.ts'
import { ENDS, FRAMES_FOLDER, runShard } from './sweep-worker/run-shard.ts'

const HELP = `Runs one shard of a sweep job that the desk has started, and gathers the job when it was the last.

  SWEEP_JOB_ID=<id> SWEEP_SHARD=<n> node scripts/sweep-worker.ts

  SWEEP_JOB_ID       the job in the registry
  SWEEP_SHARD        from 0; the number of the job's shards asks for the gathering alone (default 0)
  SWEEP_WORKERS      threads (default: one for each processor)
  and of the desk's settings DATABASE_URL or PG*, STORAGE_ACCOUNT or AzureWebJobsStorage, AZURE_CLIENT_ID, DATA_DIR;
  it sends nothing to a hub, for what it has to say waits in the outbox.

Exit code: ${Object.values(ENDS)
  .map(({ code, words }) => `${code} ${words}`)
  .join('; ')}; 1 a fault.`

const USAGE = 2
const STOPS_WITHIN_MS = 8_000
/**
 * A job may have more executions than the sweeper's login has connections: they take turns, and who has nothing to say
 * keeps nobody waiting. A sign of life is due three times a minute. Whoever gets no connection gives up before the desk
 * would start another in its place, which it does after 20 minutes without such a sign.
 */
const IDLE_WITHIN_MS = 250
const FOR_A_CONNECTION = { pauseMs: SECOND_MS, withinMs: 15 * MINUTE_MS }

const log = (event: string, about: Readonly<Record<string, unknown>>): void =>
  console.log(JSON.stringify({ at: new Date().toISOString(), event, ...about }))

/** The settings of the call, or what is wrong with them. */
function readCall(settings: ReturnType<typeof environment>) {
  const jobId = sweepJobIdSchema.safeParse(settings[SWEEP_ENV.jobId])
  const shard = Number(settings[SWEEP_ENV.shard] ?? 0)
  const workers = Number(settings.SWEEP_WORKERS ?? availableParallelism())
  if (!jobId.success) return `${SWEEP_ENV.jobId} ${settings[SWEEP_ENV.jobId] ?? ''} ${jobId.error.issues[0]?.message}`
  if (!Number.isInteger(shard) || shard < 0)
    return `${SWEEP_ENV.shard} ${settings[SWEEP_ENV.shard]} is not a shard: 0 or more`
  if (!Number.isInteger(workers) || workers < 1)
    return `SWEEP_WORKERS ${settings.SWEEP_WORKERS} is not a number of threads`
  return { jobId: jobId.data, shard, workers }
}

async function main(): Promise<number> {
  const settings = environment()
  const call = readCall(settings)
  if (typeof call === 'string') {
    console.error(`${call}; see --help`)
    return USAGE
  }
  const context = openContext(settings, { events: false, idleWithinMs: IDLE_WITHIN_MS })
  const stopping = new AbortController()
  const onSignal = (): void => {
    stopping.abort()
    // A neighbour that does not answer must not hold the process longer than its platform waits.
    setTimeout(() => process.exit(ENDS.stopped.code), STOPS_WITHIN_MS).unref()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, onSignal)
  const database = patient(context.database, {
    ...FOR_A_CONNECTION,
    onWait: () => log('waiting', { ...call, for: 'a connection of Postgres: all of the login are taken' }),
  })
  const openContainer = () => context.openContainer(RESEARCH_CONTAINER)
  const ports = {
    work: createSweepWork(database),
    configs: createConfigStore(context.openContainer),
    sources: context.sources,
    storeOf: (jobId: string) => createBlobArtefacts(openContainer, sweepFolder(jobId)),
    frameStore: createBlobArtefacts(openContainer, FRAMES_FOLDER),
    frames: createFrameManifest(database),
    clock: context.clock,
    gitState,
  }
  const holder = `${settings.CONTAINER_APP_REPLICA_NAME ?? hostname()}-${process.pid}`
  // Executions of one desk share a log.
  const tell: typeof log = (event, about) => log(event, { jobId: call.jobId, shard: call.shard, ...about })
  const { end, detail } = await runShard(ports, { ...call, holder, signal: stopping.signal, log: tell })
  tell('end', { end, detail, workers: call.workers })
  return ENDS[end].code
}

if (process.argv.includes('--help')) console.log(HELP)
else {
  try {
    process.exit(await main())
  } catch (error) {
    log('fault', { error: lastError(error).stack })
    process.exit(1)
  }
}
