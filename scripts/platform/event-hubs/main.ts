/**
 * The local Event Hubs as a child process. Options come as JSON in the first argument; see event-hubs.ts for its
 * methods.
 */
import { CONSUMER_GROUPS, HUBS } from '../../../shared/contracts/hubs.ts'
import { serveParent } from '../serve-parent.ts'
import { type ClockOptions, HubClock } from './clock.ts'
import { EventHub, type HubShape } from './event-hub.ts'
import { claimFolder } from './folder.ts'
import { RETENTION_CHECK_MS } from './limits.ts'
import { HubServer } from './server.ts'

export interface EventHubsOptions {
  /** Folder of the logs, one folder per hub in it. */
  readonly dir: string
  /** 0 lets the system choose. */
  readonly port: number
  /** Default: the system's. */
  readonly clock?: ClockOptions
  /** Default: the hubs of the contract. */
  readonly hubs?: readonly HubShape[]
  /** How often retention is applied; a stepped clock applies it at every step besides. */
  readonly retentionCheckMs?: number
}

await serveParent(async () => {
  const options = JSON.parse(process.argv[2] ?? '{}') as EventHubsOptions
  const clock = new HubClock(options.clock ?? { kind: 'system' })
  await claimFolder(options.dir)
  const hubs = (options.hubs ?? Object.values(HUBS)).map((shape) => new EventHub(options.dir, shape, CONSUMER_GROUPS))
  const expire = (): void => {
    for (const hub of hubs) hub.expire(clock.now())
  }
  expire()
  const server = new HubServer(hubs, clock)
  const port = await server.listen(options.port)
  const timer = setInterval(expire, options.retentionCheckMs ?? RETENTION_CHECK_MS)
  return {
    ready: { port },
    methods: {
      positions: () => Object.fromEntries(hubs.map((hub) => [hub.name, hub.partitions.map((log) => log.end.sequence)])),
      throttle: ({ hub, count }: { hub: string; count: number }) => server.throttle(hub, count),
      dropConnections: () => server.dropConnections(),
      advance: (nowMs: number) => {
        clock.advance(nowMs)
        expire()
      },
    },
    close: async () => {
      clearInterval(timer)
      await server.close()
      for (const hub of hubs) hub.close()
    },
  }
})
