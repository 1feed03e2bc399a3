/** Child process entry of the functions host; argv[2] is HostOptions as JSON, app settings are the environment. */
import { type ParentLink, type ServedChild, serveParent } from '../serve-parent.ts'
import { type Arm, createFaults } from './faults.ts'
import { type HostOptions, hostLog, startHost } from './host.ts'

/** serve-parent ends the process by force a little later than this. */
const CLOSE_WITHIN_MS = 4_500

async function start(link: ParentLink): Promise<ServedChild> {
  const options = parseOptions(process.argv[2])
  const log = hostLog(options)
  const faults = createFaults(
    (point) => link.emit('reached', { point }),
    () => log.flushSync(),
  )
  process.on('uncaughtException', (error) => {
    log.line('critical', { kind: 'host', message: 'uncaught exception', error: error.stack ?? String(error) })
    log.flushSync()
    process.exit(1)
  })
  const host = await startHost(options, log, faults, process.env)
  return {
    ready: { port: host.port },
    methods: {
      advance: (nowMs: number) => host.clock.advance(nowMs),
      runDueTimers: () => host.timers.runDue(),
      nextTimerDueMs: () => host.timers.nextDueMs(),
      caughtUp: (positions: Record<string, number[]>, withinMs: number) => host.progress.caughtUp(positions, withinMs),
      progress: () => host.progress.report(),
      arm: (arm: Arm) => faults.arm(arm),
      disarm: () => faults.disarm(),
      release: () => faults.release(),
    },
    async close() {
      faults.disarm()
      const late = new Promise((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS).unref())
      await Promise.race([host.close(), late])
      log.flushSync()
    },
  }
}

function parseOptions(text: string | undefined): HostOptions {
  const options = JSON.parse(text ?? '{}') as Partial<HostOptions>
  const { appFile, hostJsonFile, port, clock } = options
  if (!appFile) throw new Error('appFile is missing; give the path of the app')
  if (!hostJsonFile) throw new Error('hostJsonFile is missing; give the path of host.json')
  if (port === undefined || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`port is ${port}; give 0 for a free port, or 1 to 65535`)
  }
  if (clock?.kind !== 'system' && !(clock?.kind === 'stepped' && Number.isSafeInteger(clock.nowMs))) {
    throw new Error(`clock is ${JSON.stringify(clock)}; give {"kind":"system"} or {"kind":"stepped","nowMs":…}`)
  }
  return { ...options, appFile, hostJsonFile, port, clock }
}

await serveParent(start)
