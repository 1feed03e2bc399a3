/** Starts the local Event Hubs for one folder and speaks to it. */
import { join } from 'node:path'
import { Child } from '../child.ts'
import type { EventHubsOptions } from './main.ts'

export interface LocalEventHubsOptions extends Partial<Omit<EventHubsOptions, 'dir'>> {
  readonly dir: string
  /** Inherited output when absent. */
  readonly logFile?: string
}

export class LocalEventHubs {
  readonly child: Child
  readonly port: number

  private constructor(child: Child, port: number) {
    this.child = child
    this.port = port
  }

  static async start({ logFile, ...options }: LocalEventHubsOptions): Promise<LocalEventHubs> {
    const child = await Child.start({
      name: 'event-hubs',
      entry: join(import.meta.dirname, 'main.ts'),
      args: [JSON.stringify({ port: 0, ...options })],
      ...(logFile === undefined ? {} : { logFile }),
    })
    return new LocalEventHubs(child, (child.ready as { port: number }).port)
  }

  /** For the SDK's clients. The key is of no use: only this machine can connect. */
  get connectionString(): string {
    const endpoint = `sb://127.0.0.1:${this.port}`
    return `Endpoint=${endpoint};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true;`
  }

  /** Next sequence number of every partition by hub; 0 while a partition has had no event. */
  positions(): Promise<Record<string, number[]>> {
    return this.child.call('positions')
  }

  /** Answers the next `count` publications to a hub with ServerBusy; 0 ends it. */
  throttle(hub: string, count: number): Promise<void> {
    return this.child.call('throttle', { hub, count })
  }

  /** Cuts every connection without a word. */
  dropConnections(): Promise<void> {
    return this.child.call('dropConnections')
  }

  /** Moves a stepped clock forward, epoch milliseconds, and applies the retention. */
  advance(nowMs: number): Promise<void> {
    return this.child.call('advance', nowMs)
  }
}
