import { describe, expect, test } from 'vitest'
import { routeRequestSchema } from '../../shared/contracts/api/router.ts'
import { docsPage } from './docs-page.ts'
import { openAll } from './endpoints.ts'
import { type JsonSchema, jsonSchemaOf, type OpenApi, openApiOf } from './openapi.ts'

const ENDPOINTS = await openAll()

/** Spelled here once more, so that nobody gains a role by a slip. */
const ROLES_THAT_MAY: Readonly<Record<string, readonly string[]>> = {
  public: [],
  read: ['Viewer', 'Operator', 'Approver'],
  operate: ['Operator'],
  approve: ['Approver'],
}

const api = openApiOf(ENDPOINTS, '1.2.3')
const wire: OpenApi = JSON.parse(JSON.stringify(api))
const operations = ENDPOINTS.map((endpoint) => ({
  title: `${endpoint.method} /${endpoint.route}`,
  endpoint,
  operation: wire.paths[`/${endpoint.route}`]?.[endpoint.method.toLowerCase()],
}))

/** Every object within a value, with the names that lead to it. */
function* nodesOf(
  value: unknown,
  path: readonly string[] = [],
): Generator<{ path: string; node: Record<string, unknown> }> {
  if (value === null || typeof value !== 'object') return
  yield { path: path.join('/'), node: value as Record<string, unknown> }
  for (const [name, item] of Object.entries(value)) yield* nodesOf(item, [...path, name])
}
const nodes = [...nodesOf(wire)]

function resolved(ref: string): unknown {
  let value: unknown = wire
  for (const step of ref.replace(/^#\//, '').split('/')) value = (value as Record<string, unknown> | undefined)?.[step]
  return value
}

describe('the OpenAPI description', () => {
  test('is of version 3.1 and lists every endpoint once, and nothing else', () => {
    expect(wire.openapi).toMatch(/^3\.1\.\d+$/)
    expect(wire.info).toMatchObject({ title: expect.any(String), version: '1.2.3' })
    const listed = Object.entries(wire.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(listed.toSorted()).toEqual(operations.map(({ title }) => title).toSorted())
    const ids = operations.map(({ operation }) => operation?.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('resolves every reference within itself', () => {
    const refs = nodes.flatMap(({ node }) => (typeof node.$ref === 'string' ? [node.$ref] : []))
    expect(refs.length).toBeGreaterThan(0)
    for (const ref of refs) expect(resolved(ref), ref).toBeTypeOf('object')
  })

  test('names every field as the wire does', () => {
    const named = nodes.filter(({ path }) => /(^|\/)properties$/.test(path))
    expect(named.length).toBeGreaterThan(20)
    for (const { path, node } of named) for (const name of Object.keys(node)) expect(name, path).toMatch(/^[a-z0-9_]+$/)
    for (const { path, node } of nodes) {
      const { required, properties } = node as JsonSchema
      if (!Array.isArray(required)) continue
      for (const name of required) expect(properties, `${path} requires ${name}`).toHaveProperty(name)
    }
  })

  test.each(operations)('$title declares its path, its answers and who may call', ({ endpoint, operation }) => {
    const inPath = [...endpoint.route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const declared = operation?.parameters.filter((parameter) => parameter.in === 'path') ?? []
    expect(declared.map(({ name }) => name)).toEqual(inPath)
    for (const parameter of operation?.parameters ?? []) {
      expect(parameter.schema).toMatchObject({})
      if (parameter.in === 'path') expect(parameter.required).toBe(true)
    }
    const names = operation?.parameters.map((parameter) => `${parameter.in} ${parameter.name}`) ?? []
    expect(new Set(names).size).toBe(names.length)
    const { responses = {}, requestBody, security, summary } = operation ?? {}
    expect(summary).toMatch(/\.$/)
    for (const [status, response] of Object.entries(responses)) {
      expect(status).toMatch(/^[2-5]\d\d$/)
      expect(response.description).not.toBe('')
    }
    expect(requestBody !== undefined).toBe(endpoint.body !== undefined)
    expect(security?.length).toBe(endpoint.access === 'public' ? 0 : 2)
    for (const status of ['401', '403']) {
      expect(Object.keys(responses).includes(status), status).toBe(endpoint.access !== 'public')
    }
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['414', '429', '503']))
    expect(operation?.['x-roles']).toEqual(ROLES_THAT_MAY[endpoint.access])
    if (endpoint.method !== 'GET') {
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '409', '413', '415', '422', '503']))
    }
  })

  test('keeps every change from those who only look, and promotions for the second person', () => {
    const changes = ENDPOINTS.filter(({ method }) => method !== 'GET')
    expect(changes.filter(({ access }) => access !== 'operate').map(({ name }) => name)).toEqual(['sweep-promote'])
    expect(ENDPOINTS.find(({ name }) => name === 'sweep-promote')?.access).toBe('approve')
    const open = ENDPOINTS.filter(({ access }) => access === 'public').map(({ name }) => name)
    expect(open).toEqual(['health-live', 'health-ready', 'openapi', 'docs'])
  })

  test.each(operations.filter(({ operation }) => operation?.security.length))(
    '$title names schemes that exist',
    ({ operation }) => {
      for (const scheme of operation?.security ?? []) {
        for (const name of Object.keys(scheme))
          expect(resolved(`#/components/securitySchemes/${name}`)).toBeTypeOf('object')
      }
    },
  )

  test('describes the body that the router takes', () => {
    const schema = jsonSchemaOf(routeRequestSchema)
    expect(schema.required).toEqual(expect.arrayContaining(['symbol', 'start']))
    expect(schema.properties).toHaveProperty('kill_switch_notional')
    expect(schema.additionalProperties).toBe(false)
  })
})

describe('the page', () => {
  const hostile = `<script>alert("1")</script><img src=x onerror='x'>&amp;`
  const evil: OpenApi = {
    ...api,
    info: { title: hostile, version: hostile, description: hostile },
    paths: {
      [`/${hostile}`]: {
        get: {
          operationId: 'evil',
          summary: hostile,
          'x-roles': [],
          security: [],
          parameters: [{ name: hostile, in: 'query', required: false, schema: { type: hostile, enum: [hostile] } }],
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: { properties: { [hostile]: { pattern: hostile, default: hostile } } } },
            },
          },
          responses: { 200: { description: hostile } },
        },
      },
    },
  }

  test('escapes whatever the description says', () => {
    const page = docsPage(evil)
    expect(page).not.toMatch(/<script|<img|onerror='/)
    expect(page).not.toContain('&amp;&')
    expect(page.match(/&#60;script&#62;/g)?.length).toBeGreaterThan(5)
  })

  test('needs no script and nothing from elsewhere, and leads to every endpoint', () => {
    const page = docsPage(api)
    expect(page).not.toMatch(/<script|\bon\w+=|<link|@import|url\(|https?:/)
    for (const { operation, endpoint } of operations) {
      expect(page).toContain(`href="#${operation?.operationId}"`)
      expect(page).toContain(`id="${operation?.operationId}"`)
      expect(page).toContain(`${endpoint.method} /${endpoint.route}`)
    }
  })

  test('has one heading of the first level and names its language', () => {
    const page = docsPage(api)
    expect(page).toMatch(/^<!doctype html><html lang="en">/)
    expect(page.match(/<h1>/g)).toHaveLength(1)
    expect(page.match(/<h2>/g)).toHaveLength(ENDPOINTS.length)
  })
})
