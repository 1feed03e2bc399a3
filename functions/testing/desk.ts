/** The whole desk as the tests of its doors drive it: requests, rows, and what lies on the hubs. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  EventHubConsumerClient,
  EventHubProducerClient,
  earliestEventPosition,
  type ReceivedEventData,
} from '@azure/event-hubs'
import pg from 'pg'
import { Platform, type PlatformOptions } from '../../scripts/platform/platform.ts'
import { createBlobService } from '../../shared/adapters/blob/clients.ts'
import { createBlobLake } from '../../shared/adapters/blob/lake.ts'
import { HUBS, type HubKey } from '../../shared/contracts/hubs.ts'
import type { Lake } from '../../shared/ports/bars.ts'

/** A Wednesday in winter, half an hour into the session: nothing moves until a test steps the clock. */
export const NOW = Date.parse('2026-03-04T15:00:00Z')

/** The runbook's smoke request, word for word. */
export const SMOKE = {
  symbol: 'AAPL',
  start: '2025-01-02T00:00:00Z',
  strategy: 'breakout',
  offline_mode: true,
  publish_orders: true,
  execute_orders: false,
  kill_switch_active: false,
  kill_switch_notional: 10_000,
} as const

export interface Ask {
  readonly method?: string
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it stands. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sends the operator token, which is the default for anything but GET. */
  readonly operator?: boolean
}

/** A JSON answer, loosely: what tests take out of it by name is typed, the rest is compared whole. */
export interface Body {
  readonly [name: string]: unknown
  readonly code?: string
  readonly detail?: string
  readonly run_id?: string
  readonly order_intent?: { readonly id: string } | null
  readonly events?: readonly (string | object)[]
  readonly items?: readonly Readonly<Record<string, unknown>>[]
  readonly next_cursor?: string | null
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Empty when the answer is not a JSON object. */
  readonly body: Body
}

export class Desk implements AsyncDisposable {
  readonly platform: Platform
  readonly #dir: string
  readonly #database: pg.Client

  private constructor(platform: Platform, dir: string, database: pg.Client) {
    this.platform = platform
    this.#dir = dir
    this.#database = database
  }

  static async start(options: Partial<PlatformOptions> = {}): Promise<Desk> {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-api-'))
    const clock = { kind: 'stepped', nowMs: NOW } as const
    const platform = await Platform.create({ dir, durable: false, clock, ...options })
    const database = new pg.Client({ connectionString: platform.databaseUrl })
    database.on('error', () => undefined) // a test kills the server; the next query tells
    await database.connect()
    return new Desk(platform, dir, database)
  }

  /** The file that a service logs to. */
  log(service: string): string {
    return join(this.#dir, 'logs', `${service}.log`)
  }

  /** Asks the front door, or with a full address whoever is there. */
  async ask(target: string, { method, json, text, headers = {}, operator }: Ask = {}): Promise<Reply> {
    const body = text ?? (json === undefined ? undefined : JSON.stringify(json))
    const verb = method ?? (body === undefined ? 'GET' : 'POST')
    const token = (operator ?? verb !== 'GET') ? { authorization: `Bearer ${this.platform.operatorToken}` } : {}
    const response = await fetch(target.startsWith('http') ? target : this.platform.url + target, {
      method: verb,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...token, ...headers },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
    })
    const answer = await response.text()
    return { status: response.status, headers: response.headers, text: answer, body: objectOf(answer) }
  }

  /** Asks the router for the smoke with these changes, under a key of the test's own. */
  run(changes: object = {}, key?: string): Promise<Reply> {
    const headers = key === undefined ? {} : { 'idempotency-key': key }
    return this.ask('/router/run', { json: { ...SMOKE, ...changes }, headers })
  }

  async rows<T extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.#database.query<T>(sql, [...values])).rows
  }

  /** Every row of every table of ours, as text: equal snapshots mean that nothing was written in between. */
  async snapshot(): Promise<Record<string, string>> {
    const tables = await this.rows<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname in ('trading', 'market', 'ops', 'research') order by 1`,
    )
    const content: Record<string, string> = {}
    for (const { name } of tables) {
      const [row] = await this.rows<{ all: string }>(`select coalesce(json_agg(t order by t::text), '[]')::text as all
        from ${name} t`)
      content[name] = row?.all ?? ''
    }
    return content
  }

  /** Bodies of everything that lies on a hub, read from its beginning without a checkpoint. */
  async eventsOn(hub: HubKey): Promise<readonly Body[]> {
    const { name } = HUBS[hub]
    const positions = await this.platform.call<Record<string, number[]>>('eventHubs', 'positions')
    const expected = (positions[name] ?? []).reduce((sum, next) => sum + next, 0)
    if (expected === 0) return []
    const client = new EventHubConsumerClient('diagnostics', this.platform.events, name)
    const events: ReceivedEventData[] = []
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    client.subscribe(
      {
        processEvents: async (batch) => {
          events.push(...batch)
          if (events.length >= expected) resolve()
        },
        processError: async (error) => reject(error),
      },
      { startPosition: earliestEventPosition, maxWaitTimeInSeconds: 0.2 },
    )
    await promise.finally(() => client.close())
    return events.map((event) => event.body as Body)
  }

  /** Sends events as an outsider would. */
  async sendTo(hub: HubKey, bodies: readonly unknown[]): Promise<void> {
    const client = new EventHubProducerClient(this.platform.events, HUBS[hub].name)
    await client.sendBatch(
      bodies.map((body) => ({ body })),
      { partitionKey: 'test' },
    )
    await client.close()
  }

  /** The desk's own lake, from outside. */
  lake(): Lake {
    return createBlobLake(async () => {
      const service = await createBlobService({ connectionString: this.platform.blobConnectionString })
      return service.getContainerClient('trader-data')
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.end().catch(() => undefined)
    await this.platform[Symbol.asyncDispose]()
    rmSync(this.#dir, { recursive: true, force: true })
  }
}

function objectOf(text: string): Body {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' ? (value as Body) : {}
  } catch {
    return {}
  }
}
