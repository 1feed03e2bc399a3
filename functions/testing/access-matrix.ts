/** Who may call what: every endpoint with every way of saying who one is, and the answer that must follow. */
import type { Endpoint } from '../guard/endpoint.ts'
import { openAll } from '../http/endpoints.ts'
import { type Desk, SMOKE } from './desk.ts'

const ENDPOINTS = await openAll()

/** An id that no row has. */
export const NO_ID = '0'.repeat(32)

/** What stands for each parameter of a path. */
const PARAMETERS: Readonly<Record<string, string>> = {
  id: NO_ID,
  symbol: 'NOBODY',
  day: '2026-11-03',
  date: '2026-11-03',
  bucket: 'intraday-core',
  yyyymmdd: '20261103',
  name: 'session-open',
  cell: '0',
}

/** A path that the endpoint understands. */
export const pathOf = ({ route }: Endpoint): string =>
  `/${route.replace(/\{(\w+)\}/g, (whole, name: string) => PARAMETERS[name] ?? whole)}`

/** What an endpoint must be asked for besides its path, by its name. */
const QUERIES: Readonly<Record<string, string>> = { 'frame-preview': '?path=frames/none.parquet' }

/** The path with what must stand behind it. */
export const addressOf = (endpoint: Endpoint, slash: '' | '/' = ''): string =>
  `${pathOf(endpoint)}${slash}${QUERIES[endpoint.name] ?? ''}`

/** A body that each mutation takes, by the name of its endpoint. */
const BODIES: Readonly<Record<string, object>> = {
  'router-run': { ...SMOKE, publish_orders: false },
  'calendar-close': { reason: 'Power failure' },
  'watchlist-write': { symbols: ['AAPL'] },
  'task-run': { book: 'practice' },
  'sweep-create': { config: { symbol: 'SPY', start: '2025-01-02', dal: { vendor: 'synthetic' } } },
  'sweep-promote': { cell: 0 },
  'backtest-run': {
    config: {
      ...{ symbol: 'SPY', start: '2025-01-02', end: '2025-02-03', strategy: 'sma_cross' },
      ...{ use_probabilistic: false, dal: { vendor: 'synthetic' } },
    },
  },
}

const CREDENTIALS = ['no token', 'a wrong token', 'Bearer', 'X-Ops-Token'] as const
type Credential = (typeof CREDENTIALS)[number]

export interface Row {
  readonly title: string
  readonly endpoint: Endpoint
  readonly credential: Credential
  readonly isAdmitted: boolean
}

export function accessMatrix(anonymousReads: boolean): Row[] {
  return ENDPOINTS.flatMap((endpoint) =>
    CREDENTIALS.map((credential) => {
      const isAdmitted =
        endpoint.access === 'public' ||
        credential === 'Bearer' ||
        credential === 'X-Ops-Token' ||
        (credential === 'no token' && endpoint.access === 'read' && anonymousReads)
      const verb = isAdmitted ? 'admits' : 'refuses'
      return { title: `${endpoint.method} /${endpoint.route} ${verb} ${credential}`, endpoint, credential, isAdmitted }
    }),
  )
}

/** Asks as the row says; mutations carry a key, so that they could succeed. */
export async function askAs(desk: Desk, { endpoint, credential }: Row, origin = ''): Promise<number> {
  const { operatorToken } = desk.platform
  const headers: Record<Credential, Record<string, string>> = {
    'no token': {},
    'a wrong token': { authorization: `Bearer ${operatorToken.slice(1)}x` },
    Bearer: { authorization: `Bearer ${operatorToken}` },
    'X-Ops-Token': { 'x-ops-token': operatorToken },
  }
  const key = { 'idempotency-key': `access-${endpoint.name}` }
  const reply = await desk.ask(origin + addressOf(endpoint), {
    method: endpoint.method,
    ...(endpoint.body ? { json: BODIES[endpoint.name] } : {}),
    headers: { ...headers[credential], ...(endpoint.access === 'operate' ? key : {}) },
    operator: false,
  })
  return reply.status
}
