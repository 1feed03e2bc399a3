/** Who may call what: every endpoint with every way of saying who one is, and the answer that must follow. */
import type { Directory } from '../../scripts/testing/directory.ts'
import { HOUR_MS } from '../../shared/base/instant.ts'
import type { Access, Endpoint } from '../guard/endpoint.ts'
import { type Desk, NOW, SMOKE } from './desk.ts'

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

const CREDENTIALS = [
  ...['no token', 'a wrong token', 'the operator token', 'the operator token as X-Ops-Token'],
  ...['Viewer', 'Operator', 'Approver', 'Viewer and Approver', 'nobody’s roles', 'an expired Operator'],
] as const

type Outcome = 'admitted' | 'not known' | 'lacks the role'
type Accesses = Readonly<Record<Access, Outcome>>

const ALL: Accesses = { public: 'admitted', read: 'admitted', operate: 'admitted', approve: 'admitted' }
const NOT_KNOWN: Accesses = { public: 'admitted', read: 'not known', operate: 'not known', approve: 'not known' }
const LOOKS: Accesses = { ...ALL, operate: 'lacks the role', approve: 'lacks the role' }
const OPERATES: Accesses = { ...ALL, approve: 'lacks the role' }
const APPROVES: Accesses = { ...ALL, operate: 'lacks the role' }

export interface Setup {
  readonly anonymousReads: boolean
  /** OPERATOR_TOKEN_ROLES */
  readonly operatorTokenRoles: 'Viewer,Operator,Approver' | 'Viewer,Operator' | 'Viewer'
}

/** What each caller meets: spelled out, so that it is no copy of the code that decides. */
function mattersOf({ anonymousReads, operatorTokenRoles }: Setup): Readonly<Record<string, Accesses>> {
  const operator = { 'Viewer,Operator,Approver': ALL, 'Viewer,Operator': OPERATES, Viewer: LOOKS }[operatorTokenRoles]
  return {
    'no token': { ...NOT_KNOWN, ...(anonymousReads ? { read: 'admitted' as const } : {}) },
    'a wrong token': NOT_KNOWN,
    'the operator token': operator,
    'the operator token as X-Ops-Token': operator,
    Viewer: LOOKS,
    Operator: OPERATES,
    Approver: APPROVES,
    'Viewer and Approver': APPROVES,
    'nobody’s roles': { ...LOOKS, read: 'lacks the role' },
    'an expired Operator': NOT_KNOWN,
  }
}

/** What every caller meets at the endpoint, by the name of what they bring. */
export function rowOf({ access }: Endpoint, setup: Setup): Readonly<Record<string, Outcome>> {
  const matters = mattersOf(setup)
  return Object.fromEntries(CREDENTIALS.map((name) => [name, matters[name]?.[access] ?? 'not known']))
}

/** The headers of every caller. */
export async function headersOf(desk: Desk, directory: Directory): Promise<Record<string, Record<string, string>>> {
  const { operatorToken } = desk.platform
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  const entra = async (...roles: readonly string[]) => bearer(await directory.token(NOW, roles))
  return {
    'no token': {},
    'a wrong token': bearer(`${operatorToken.slice(1)}x`),
    'the operator token': bearer(operatorToken),
    'the operator token as X-Ops-Token': { 'x-ops-token': operatorToken },
    Viewer: await entra('Viewer'),
    Operator: await entra('Operator'),
    Approver: await entra('Approver'),
    'Viewer and Approver': await entra('Viewer', 'Approver'),
    'nobody’s roles': await entra('Owner'),
    'an expired Operator': bearer(await directory.token(NOW - 2 * HOUR_MS, ['Operator'])),
  }
}

/** What every caller met: mutations carry a key, so that they could succeed. */
export async function askAll(
  desk: Desk,
  endpoint: Endpoint,
  callers: Readonly<Record<string, Record<string, string>>>,
): Promise<Record<string, string>> {
  const met: Record<string, string> = {}
  for (const [name, headers] of Object.entries(callers)) {
    const { status, body } = await desk.ask(addressOf(endpoint), {
      method: endpoint.method,
      ...(endpoint.body ? { json: BODIES[endpoint.name] } : {}),
      headers: { ...headers, ...(endpoint.method === 'GET' ? {} : { 'idempotency-key': `access-${endpoint.name}` }) },
      operator: false,
    })
    met[name] = outcomeOf(status, body.code)
  }
  return met
}

function outcomeOf(status: number, code: string | undefined): string {
  if (status === 401 && code === 'UNAUTHENTICATED') return 'not known'
  if (status === 403 && code === 'ROLE_REQUIRED') return 'lacks the role'
  // A path that is no route is 404 too, for everybody: what is missing behind one is told with a code of its own.
  const isMissing = status === 404 && code !== undefined && code !== 'NO_SUCH_ROUTE'
  return status === 200 || status === 202 || isMissing ? 'admitted' : `${status} ${code}`
}
