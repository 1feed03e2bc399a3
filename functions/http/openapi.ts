/** OpenAPI 3.1 from the endpoints: paths, parameters, bodies and answers come from the schemas that check them. */
import * as z from 'zod'
import { problemSchema } from '../../shared/contracts/api/problem.ts'
import { BOOKS } from '../../shared/contracts/books.ts'
import type { Role } from '../../shared/contracts/roles.ts'
import { snakeOf } from '../../shared/contracts/wire.ts'
import { type Endpoint, isChange, ROLES_OF } from '../guard/endpoint.ts'

export interface OpenApi {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: unknown
}

export interface Operation {
  readonly operationId: string
  readonly summary: string
  /** Any one of them is enough; none is needed where there is none. */
  readonly 'x-roles': readonly Role[]
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly required: true; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly schema: JsonSchema
  readonly description?: string
}

type Content = Readonly<Record<string, { readonly schema: unknown }>>
export interface JsonSchema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly [keyword: string]: unknown
}

/** The wire's JSON schema: input side of the codecs, names in snake_case. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return renamed(json) as JsonSchema
}

function renamed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(renamed)
  if (node === null || typeof node !== 'object') return node
  return Object.fromEntries(
    Object.entries(node).map(([keyword, value]) => {
      if (keyword === 'properties') {
        return [
          keyword,
          Object.fromEntries(Object.entries(value as object).map(([name, item]) => [snakeOf(name), renamed(item)])),
        ]
      }
      if (keyword === 'required' && Array.isArray(value)) return [keyword, value.map((name) => snakeOf(String(name)))]
      return [keyword, renamed(value)]
    }),
  )
}

const problems = (statuses: readonly number[]): Record<string, { description: string; content: Content }> =>
  Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: DESCRIPTIONS[status] ?? 'Problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'A field is wrong; the answer names it.',
  401: 'The token is missing or wrong.',
  403: 'The caller is known and has none of the roles.',
  404: 'There is no such thing.',
  409: 'The key was used with another body, or its first use is still running.',
  413: 'The body is too large.',
  414: 'The address is too long.',
  415: 'The body is not sent as JSON.',
  422: 'The request is well formed but cannot be done; the answer names the field.',
  429: 'Too much at once, or too many wrong tokens. Retry-After says when to try again.',
  503: 'A neighbour is away; nothing was done. Retry-After says when to try again.',
}

function parametersOf(endpoint: Endpoint): Parameter[] {
  const list = (schema: z.ZodType | undefined, where: 'path' | 'query'): Parameter[] => {
    if (!schema) return []
    const { properties = {}, required = [] } = jsonSchemaOf(schema)
    return Object.entries(properties).map(([name, property]) => ({
      name,
      in: where,
      required: where === 'path' || (required.includes(name) && !('default' in property)),
      schema: property,
    }))
  }
  const key: Parameter = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    schema: { type: 'string', minLength: 8, maxLength: 100 },
    description: 'The same key and body give the same answer. Required when the call publishes.',
  }
  return [...list(endpoint.path, 'path'), ...list(endpoint.query, 'query'), ...(isChange(endpoint) ? [key] : [])]
}

function operationOf(endpoint: Endpoint): Operation {
  const statuses = [
    ...(endpoint.path || endpoint.query || endpoint.body ? [400] : []),
    ...(endpoint.access === 'public' ? [] : [401, 403]),
    ...(endpoint.path ? [404] : []),
    ...(isChange(endpoint) ? [409, 413] : []),
    414,
    ...(isChange(endpoint) ? [415, 422] : []),
    429,
    503,
  ]
  const content = endpoint.answer ? { 'application/json': { schema: jsonSchemaOf(endpoint.answer) } } : undefined
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    'x-roles': ROLES_OF[endpoint.access],
    security: endpoint.access === 'public' ? [] : [{ bearer: [] }, { opsToken: [] }],
    parameters: parametersOf(endpoint),
    ...(endpoint.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: jsonSchemaOf(endpoint.body) } } } }
      : {}),
    responses: { 200: { description: 'Done.', ...(content ? { content } : {}) }, ...problems(statuses) },
  }
}

export function openApiOf(endpoints: readonly Endpoint[], version: string): OpenApi {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const endpoint of endpoints) {
    const path = `/${endpoint.route}`
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gatehouse',
      version,
      description: [
        `Every row belongs to one book: ${BOOKS.join(', ')}.`,
        'A null value is UNKNOWN, never zero. Lists are paged by cursor.',
      ].join(' '),
    },
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of Entra ID with the roles of its owner, or the operator token.',
        },
        opsToken: { type: 'apiKey', in: 'header', name: 'X-Ops-Token' },
      },
      schemas: { Problem: jsonSchemaOf(problemSchema) },
    },
  }
}
