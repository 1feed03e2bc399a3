/** `npm run consume -- orders`: runs one of the desk's hub consumers outside Functions, in the triggers' place. */
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { openContext } from '../functions/context.ts'
import type { Consumer } from '../functions/guard/hub.ts'
import { CONSUMERS } from '../functions/hubs/consumers.ts'
import { lastError } from '../shared/base/unavailable.ts'
import { ConfigError, SETTINGS } from '../shared/config/config.ts'
import { HubConsumer } from './consume/hub-consumer.ts'
import { openClient } from './consume/open-client.ts'
import { UsageError, withDesk } from './lib/desk.ts'
import { readSettings, settingsOver } from './lib/settings.ts'

const HELP = `Consumes a hub of the desk outside Functions, through the same code, until Ctrl-C.

  npm run consume -- <${CONSUMERS.map(({ name }) => name).join('|')}> [KEY=VALUE | --key value] …

Without settings it joins the desk that runs in GATEHOUSE_HOME. A lease keeps it and the desk's own triggers apart:
it waits while they have events, and they wait while it runs. Prints one JSON line per committed batch.

  EVENTS                 connection string of the Event Hubs, or
  EH_FQDN                its namespace, with a managed identity (AZURE_CLIENT_ID) or, with LOCAL_DEV=1, az login
  EH_HUB_ORDERS, …       name of the hub (default exec.orders, …)
  EH_CONSUMER_GROUP      consumer group (default orchestrator)
  DATABASE_URL           Postgres, or PGHOST, PGUSER and PGDATABASE for an Entra login
  AzureWebJobsStorage    connection string of the storage that keeps the checkpoints, or
  STORAGE_ACCOUNT        its account; with neither, checkpoints stay in memory
  CHECKPOINT_CONTAINER   container of the checkpoints (default eh-checkpoints)

Each may stand in the environment too; the command line wins. A new group starts at the earliest event.
Exit code: 0 stopped, 1 a fault of the desk, 2 something to put right in the call.`

const USAGE = 2
/** Whatever still hangs then is left: its events come again, its lease lapses. */
const STOP_WITHIN_MS = 9_000
const PARENT_CHECK_MS = 300

const say = (line: string): void => console.error(`${new Date().toISOString()} ${line}`)

function readCall(): { consumer: Consumer; settings: Record<string, string | undefined> } | null {
  const { words, settings, help, faults } = readSettings(process.argv.slice(2), [...SETTINGS, 'GATEHOUSE_HOME'])
  if (help) {
    console.log(HELP)
    return null
  }
  if (faults.length > 0) throw new ConfigError(faults)
  const known = CONSUMERS.map(({ name }) => name).join(', ')
  const [name, extra] = words
  const consumer = CONSUMERS.find((one) => one.name === name)
  if (!consumer) throw new UsageError(`${name ?? 'nothing'} is not a consumer; name one of ${known}`)
  if (extra !== undefined) throw new UsageError(`${extra}: is one word too many; settings are KEY=VALUE, see --help`)
  return { consumer, settings: withDesk(settingsOver(process.env, settings)) }
}

function stopOnSignal(): AbortSignal {
  const stopping = new AbortController()
  const stop = (): void => {
    if (stopping.signal.aborted) return // npm passes Ctrl-C on, so that it may come twice
    say('stopping')
    stopping.abort()
    setTimeout(() => process.exit(0), STOP_WITHIN_MS)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  process.stdout.on('error', stop) // whoever read the lines has gone
  if (process.env.npm_lifecycle_event) stopWithParent(stop)
  return stopping.signal
}

/** npm hands a signal to the shell between it and us; the shell dies of it and tells nobody. */
function stopWithParent(stop: () => void): void {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop(), PARENT_CHECK_MS).unref()
}

async function main(): Promise<void> {
  const call = readCall()
  if (!call) return
  const { consumer, settings } = call
  const context = openContext(settings, { storage: false })
  const stop = stopOnSignal()
  const client = await openClient(context, consumer, { stop, say })
  if (!client) return
  const holder = `consume on ${hostname()} (process ${process.pid}, ${randomBytes(4).toString('hex')})`
  const report = (batch: object): void => console.log(JSON.stringify(batch))
  await new HubConsumer({ context, consumer, client, holder, stop, report, say }).run()
  await client.close()
}

/** SQLSTATE classes of a login, a database or a table that is not there. */
const DATABASE_REFUSES = /^(28|3D|42)...$/

function fail(error: Error & { code?: unknown }): never {
  const isDatabase = DATABASE_REFUSES.test(String(error.code ?? ''))
  if (error instanceof ConfigError) for (const fault of error.faults) console.error(fault)
  else if (isDatabase) console.error(`DATABASE_URL: ${error.message}; name a database that a desk has migrated`)
  else console.error(lastError(error).message)
  process.exit(isDatabase || error instanceof ConfigError || error instanceof UsageError ? USAGE : 1)
}

await main().catch(fail)
// The SDK keeps token timers alive after its clients close.
process.exit(0)
