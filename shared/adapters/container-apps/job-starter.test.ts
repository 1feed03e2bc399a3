/** The starter against a resource manager that answers as the documented one does. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createContainerJobStarter } from './job-starter.ts'

const RESOURCE = '/subscriptions/s/resourceGroups/desk/providers/Microsoft.App/jobs/sweep'
const START = { jobId: 'sweep-1a2b', shard: 2, shards: 4, configBlob: 'blob://trader-data/configs/sweep-1a2b.yaml' }

/** As the service describes a job: two containers, of which one runs the worker, and more than a start takes. */
const JOB = {
  id: RESOURCE,
  name: 'sweep',
  properties: {
    provisioningState: 'Succeeded',
    configuration: { triggerType: 'Manual', replicaTimeout: 3600 },
    template: {
      containers: [
        {
          name: 'sweep-job',
          image: 'desk.azurecr.io/worker:1.2',
          command: ['node'],
          args: ['sweep-worker.js'],
          env: [
            { name: 'STORAGE_ACCOUNT', value: 'deskdata' },
            { name: 'PGPASSWORD', secretRef: 'pg' },
            { name: 'SWEEP_JOB_ID', value: 'none' },
          ],
          resources: { cpu: 1, memory: '2Gi', ephemeralStorage: '4Gi' },
          volumeMounts: [{ volumeName: 'scratch', mountPath: '/outputs' }],
        },
        { name: 'otel', image: 'otel:1', resources: { cpu: 0.25, memory: '0.5Gi' } },
      ],
      initContainers: [{ name: 'init', image: 'init:1' }],
    },
  },
}

interface Asked {
  readonly method: string
  readonly url: string
  readonly token: string | undefined
  readonly body: unknown
}
type Answer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'silence'

let server: Server
let baseUrl = ''
let asked: Asked[] = []
/** Answers by method and last part of the path. */
let answers: Record<string, Answer> = {}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const text = await textOf(request)
    asked.push({ method, url, token: headers.authorization, body: text === '' ? null : JSON.parse(text) })
    const path = new URL(url, 'http://arm').pathname
    const answer = answers[`${method} ${path.slice(RESOURCE.length)}`] ?? { status: 404 }
    if (answer === 'silence') return
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  asked = []
  answers = { 'GET ': { status: 200, body: JOB }, 'POST /start': { status: 200, body: { name: 'sweep-x1', id: 'x' } } }
})

const starter = (over: { withinMs?: number; token?: () => Promise<string>; container?: string } = {}) =>
  createContainerJobStarter({
    ...{ resourceId: RESOURCE, container: 'sweep-job', apiVersion: '2024-03-01', baseUrl, token: async () => 'secret' },
    ...over,
  })

describe('a start', () => {
  test('reads the job first and sends its containers whole, the worker’s with what its shard is told', async () => {
    expect(await starter().start(START)).toEqual({ kind: 'started', execution: 'sweep-x1' })
    expect(asked.map(({ method, url, token }) => [method, url, token])).toEqual([
      ['GET', `${RESOURCE}?api-version=2024-03-01`, 'Bearer secret'],
      ['POST', `${RESOURCE}/start?api-version=2024-03-01`, 'Bearer secret'],
    ])
    expect(asked[1]?.body).toEqual({
      containers: [
        {
          name: 'sweep-job',
          image: 'desk.azurecr.io/worker:1.2',
          command: ['node'],
          args: ['sweep-worker.js'],
          env: [
            { name: 'STORAGE_ACCOUNT', value: 'deskdata' },
            { name: 'PGPASSWORD', secretRef: 'pg' },
            { name: 'SWEEP_JOB_ID', value: 'sweep-1a2b' },
            { name: 'SWEEP_SHARD', value: '2' },
            { name: 'SWEEP_SHARDS', value: '4' },
            { name: 'SWEEP_CONFIG_BLOB', value: 'blob://trader-data/configs/sweep-1a2b.yaml' },
          ],
          resources: { cpu: 1, memory: '2Gi' },
        },
        { name: 'otel', image: 'otel:1', env: [], resources: { cpu: 0.25, memory: '0.5Gi' } },
      ],
      initContainers: [{ name: 'init', image: 'init:1', env: [] }],
    })
  })

  test('that is accepted without a body takes its name from the address of the operation', async () => {
    answers['POST /start'] = { status: 202, headers: { location: `${baseUrl}${RESOURCE}/executions/sweep-x2?v=1` } }
    expect(await starter().start(START)).toEqual({ kind: 'started', execution: 'sweep-x2' })
    answers['POST /start'] = { status: 202 }
    expect(await starter().start(START)).toEqual({ kind: 'started', execution: 'unnamed' })
  })

  const fault = (status: number, code: string): Answer => ({ status, body: { error: { code, message: 'as it is' } } })
  test.each([
    ['POST /start', fault(409, 'Conflict'), 'busy', '409 Conflict as it is'],
    ['POST /start', fault(429, 'TooManyRequests'), 'busy', '429 TooManyRequests'],
    ['POST /start', fault(500, 'InternalServerError'), 'busy', '500'],
    ['POST /start', { status: 503 }, 'busy', '503'],
    ['POST /start', fault(400, 'InvalidRequest'), 'refused', '400 InvalidRequest'],
    ['POST /start', fault(403, 'AuthorizationFailed'), 'refused', 'grant the identity Microsoft.App/jobs/read'],
    ['GET ', fault(404, 'ResourceNotFound'), 'refused', '404 ResourceNotFound'],
    ['GET ', fault(429, 'TooManyRequests'), 'busy', '429'],
    ['GET ', { status: 200, body: { properties: {} } }, 'refused', 'has no containers'],
    ['GET ', { status: 200 }, 'refused', 'has no containers'],
  ] as const)('%s answered %o is %s', async (call, answer, kind, words) => {
    answers[call] = answer
    expect(await starter().start(START)).toEqual({ kind, detail: expect.stringContaining(words) })
    if (call === 'GET ') expect(asked.map(({ method }) => method)).toEqual(['GET'])
  })

  test('that nobody answers in time, or that has no token or no network, may be tried again', async () => {
    answers['POST /start'] = 'silence'
    expect(await starter({ withinMs: 30 }).start(START)).toMatchObject({ kind: 'busy' })
    const token = () => Promise.reject(new Error('no identity here'))
    expect(await starter({ token }).start(START)).toEqual({
      kind: 'busy',
      detail: 'resource manager: no identity here',
    })
  })

  test('of a container that the job does not have starts nothing', async () => {
    expect(await starter({ container: 'worker' }).start(START)).toEqual({
      kind: 'refused',
      detail: 'the job has no container worker, only sweep-job, otel',
    })
    expect(asked).toHaveLength(1)
  })
})

describe('an execution', () => {
  const execution = (status: string | null): Answer => ({ status: 200, body: { name: 'x1', properties: { status } } })
  test.each([
    [execution('Running'), 'running'],
    [execution('Processing'), 'running'],
    [execution('Succeeded'), 'succeeded'],
    [execution('Failed'), 'failed'],
    [execution('Stopped'), 'failed'],
    [execution('Degraded'), 'failed'],
    [execution('Unknown'), 'unknown'],
    [execution('toString'), 'unknown'],
    [execution(null), 'unknown'],
    [{ status: 404 }, 'unknown'],
    [{ status: 500 }, 'unknown'],
  ] as const)('answered %o is %s', async (answer, state) => {
    answers['GET /executions/x1'] = answer
    expect(await starter().stateOf('x1')).toBe(state)
  })

  test('whose name was not given by a start is not asked after', async () => {
    for (const name of ['', '../start', 'a/b', 'x?y']) expect(await starter().stateOf(name)).toBe('unknown')
    expect(asked).toEqual([])
  })
})
