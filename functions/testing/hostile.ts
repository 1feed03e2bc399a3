/** Requests that nobody should send, made from what each endpoint says it takes. */
import fc from 'fast-check'
import { BODY_BYTES_MAX } from '../guard/body.ts'
import type { Endpoint } from '../guard/endpoint.ts'
import { type JsonSchema, jsonSchemaOf } from '../http/openapi.ts'
import type { Ask } from './desk.ts'

export interface HostileRequest {
  readonly path: string
  readonly ask: Ask
}

const TEXTS = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    '\udc00x',
    '\u202e',
    '🦆',
    'ß',
    'İ',
    '\n',
    '"',
    "'; drop table trading.runs; --",
  ],
  ...['NaN', 'Infinity', '-Infinity', '1e999', '0x10', '١٢٣', 'null', 'undefined', 'true', '[object Object]'],
  ...['../../etc/passwd', '%00', '$(reboot)', '<script>', '__proto__', 'constructor', 'toString'],
  ...['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59', '2025-02-30T00:00:00Z', '+275760-09-13T00:00:00Z'],
  ...['A'.repeat(300), 'AAPL', 'smoke', 'live', '1Min', 'synthetic', 'file', 'alpaca', '2025-01-02T00:00:00Z'],
]
const texts = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 40 }))
const numbers = fc.oneof(
  fc.constantFrom(0, -0, -1, 0.1, 5e-324, 1e308, -1e308, 2 ** 53, 1e21, 100, 10_000_000.000001),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const NAMES = [
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'hasOwnProperty',
    '',
    '\0',
    '\ud800',
    'Symbol',
    'offlineMode',
    'a_1',
    '🦆',
  ],
  ...['params', 'symbol', 'book', 'limit', 'cursor', 'x'.repeat(300)],
]
const names = fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 20 }))

/** JSON has no bound of its own to how deep it goes. */
const deep = fc
  .tuple(fc.constantFrom('symbol', 'params', 'no_such_field'), fc.integer({ min: 10, max: 20_000 }), fc.boolean())
  .map(([name, depth, isList]) => {
    const [open, close] = isList ? ['[', ']'] : ['{"a":', '}']
    return `{"${name}":${open.repeat(depth)}1${close.repeat(depth)}}`
  })

const values: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  leaf: fc.oneof(texts, numbers, fc.boolean(), fc.constant(null)),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.array(fc.tuple(names, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  value: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('leaf'), tie('list'), tie('object')),
})).value

const HONEST: Readonly<Record<string, readonly unknown[]>> = {
  symbol: ['AAPL', 'SPY', 'brk.b'],
  start: ['2025-01-02T00:00:00Z'],
  end: ['2026-02-02T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T00:00:00Z'],
  since: ['2025-01-02T00:00:00Z'],
  cursor: [Buffer.from(`1|${'0'.repeat(32)}`).toString('base64url')],
  params: [{}, { lookback: 5 }, { roc_lookback: 0 }],
  dal_vendor: ['alpaca', 'synthetic'],
  max_notional: [5_000],
  from: ['2026-01-02', '2099-12-31'],
  to: ['2026-02-02', '2029-01-31'],
  reason: ['Power failure'],
  symbols: [['AAPL'], ['SPY', 'brk.b', 'SPY']],
  tags: [[], ['Gap']],
  closes_minute: [null, 600, 780],
  config: [
    { symbol: 'SPY', start: '2025-01-02', dal: { vendor: 'synthetic' }, params: { lookback: [10, 20] } },
    'symbol: SPY\nstart: 2025-01-02\nparams: {lookback: [10, .nan]}',
  ],
  config_path: ['blob://configs/none.yaml', 'blob://trader-data/none'],
  job_id: ['sweep-1', 'summary'],
  metadata: [{}, { note: 'x' }],
  cell: [0],
  path: ['frames/none.parquet', 'blob://trader-data/sweeps/a/b.parquet'],
}

/** What a field honestly takes, as far as its schema says. */
function honest(name: string, schema: JsonSchema): fc.Arbitrary<unknown> {
  if (name in HONEST) return fc.constantFrom(...(HONEST[name] ?? []))
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]))
  if ('default' in schema && schema.type !== 'boolean') return fc.constant(schema.default)
  switch (schema.type) {
    case 'boolean':
      return fc.boolean()
    case 'number':
    case 'integer':
      return fc.integer({ min: 1, max: 500 })
    default:
      return fc.constantFrom('AAPL', '0'.repeat(32))
  }
}

/** Fields of a schema, most of them honest; the required ones are seldom left out. */
function fieldsOf(schema: Endpoint['body'], wrong: fc.Arbitrary<unknown>): fc.Arbitrary<[string, unknown][]> {
  const { properties = {}, required = [] } = schema ? jsonSchemaOf(schema) : {}
  const fields = Object.entries(properties).map(([name, property]) => {
    const value = fc.oneof({ weight: 40, arbitrary: honest(name, property) }, { weight: 1, arbitrary: wrong })
    return fc.option(fc.tuple(fc.constant(name), value), { freq: required.includes(name) ? 40 : 2 })
  })
  const strange = fc.oneof(
    { weight: 6, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.tuple(names, wrong), { minLength: 1, maxLength: 2 }) },
  )
  return fc
    .tuple(fc.tuple(...fields), strange)
    .map(([known, more]) => [...known.filter((entry) => entry !== null), ...more] as [string, unknown][])
}

const nearly = fc.string({ maxLength: 60 }).map((text) => `{"symbol":"AAPL",${text}`)
const numbersBeyond = fc.constantFrom('1e999', '-1e999', '1E400').map((number) => `{"min_notional":${number}}`)
const large = fc
  .integer({ min: BODY_BYTES_MAX - 50, max: 16 * BODY_BYTES_MAX })
  .map((size) => `{"a":"${'x'.repeat(size)}"}`)
const flood = fc
  .integer({ min: 100, max: 5_000 })
  .map((count) => `{${Array.from({ length: count }, (_, n) => `"k${n}":1`)}}`)

function bodiesOf({ body }: Endpoint): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 14, arbitrary: fieldsOf(body, values).map((fields) => JSON.stringify(Object.fromEntries(fields))) },
    { weight: 3, arbitrary: values.map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: fc.oneof(nearly, fc.string(), numbersBeyond) },
    {
      weight: 1,
      arbitrary: fc.oneof(deep, large, flood),
    },
  )
}

const types = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom('application/json', 'application/json; charset=utf-8', 'application/merge-patch+json'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('text/plain', 'application/x-www-form-urlencoded', 'json', 'application/jsonx', ''),
  },
)
const keys = fc.option(fc.oneof(fc.uuid(), fc.constantFrom('', 'short', 'x'.repeat(500), 'a b c d e f', "'; --------")))

/** Percent-encodes what a browser would, and halves of characters as the replacement they become. */
const escaped = (text: string): string => encodeURIComponent(text.toWellFormed())

function pathsOf({ route, path }: Endpoint): fc.Arbitrary<string> {
  const parameter = fc.oneof(
    texts.filter((text) => !/^\.{0,2}$/.test(text)),
    fc.constantFrom('0'.repeat(32), 'AAPL', 'BRK/B', '2026-11-03', '2026-11-27', 'opening', '20261103'),
  )
  if (!path) return fc.constant(`/${route}`)
  return parameter.map((value) => `/${route.replace(/\{\w+\}/g, () => escaped(value))}`)
}

/** Requests that are honest in most fields and hostile in some, so that every check behind the first is reached. */
export function hostileRequests(endpoint: Endpoint): fc.Arbitrary<HostileRequest> {
  const query = fieldsOf(endpoint.query, texts).map((fields) =>
    fields.map(([name, value]) => `${escaped(name)}=${escaped(String(value))}`).join('&'),
  )
  const target = fc
    .tuple(pathsOf(endpoint), query)
    .map(([path, search]) => (search === '' ? path : `${path}?${search}`))
  if (endpoint.method === 'GET') return target.map((path) => ({ path, ask: {} }))
  return fc
    .record({ path: pathsOf(endpoint), text: bodiesOf(endpoint), type: types, key: keys })
    .map(({ path, text, type, key }) => ({
      path,
      ask: {
        method: endpoint.method,
        text,
        headers: { 'content-type': type, ...(key === null ? {} : { 'idempotency-key': key }) },
      },
    }))
}

/** The same, with a field that no body may have. */
export function refusedBodies(endpoint: Endpoint): fc.Arbitrary<string> {
  return fieldsOf(endpoint.body, values).map((fields) =>
    JSON.stringify({ ...Object.fromEntries(fields), no_such_field: 1 }),
  )
}
