/**
 * Executions of the worker as an Azure Container Apps job, over Azure Resource Manager.
 *
 * Start: https://learn.microsoft.com/rest/api/resource-manager/containerapps/jobs/start
 * What is given at a start stands in the place of the job's own containers: they are read first and sent whole.
 */
import * as z from 'zod'
import { jsonOf } from '../../base/json.ts'
import { SWEEP_ENV } from '../../contracts/sweeps.ts'
import type { ExecutionState, JobStarter, ShardStart, Started } from '../../ports/sweeps.ts'

export interface ContainerJob {
  /** `/subscriptions/…/resourceGroups/…/providers/Microsoft.App/jobs/…` */
  readonly resourceId: string
  /** Name of the container that runs the worker. */
  readonly container: string
  readonly apiVersion: string
  /** Default: the public cloud's resource manager. */
  readonly baseUrl?: string
  /** A token for `https://management.azure.com/.default`. */
  readonly token: () => Promise<string>
  /** Default: 10 seconds for each call. */
  readonly withinMs?: number
}

const PUBLIC_CLOUD = 'https://management.azure.com'
const WITHIN_MS = 10_000
const DETAIL_MAX = 300

const containerSchema = z.object({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).nullish(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string().nullish(), secretRef: z.string().nullish() })).nullish(),
  resources: z.object({ cpu: z.number().nullish(), memory: z.string().nullish() }).nullish(),
})
type Container = z.output<typeof containerSchema>
const jobSchema = z.object({
  properties: z.object({
    template: z.object({
      containers: z.array(containerSchema).min(1),
      initContainers: z.array(containerSchema).nullish(),
    }),
  }),
})
const executionSchema = z.object({ properties: z.object({ status: z.string().nullish() }).nullish() })
const startedSchema = z.object({ name: z.string().min(1) })
const faultSchema = z.object({ error: z.object({ code: z.string().nullish(), message: z.string().nullish() }) })

const STATES: ReadonlyMap<string, ExecutionState> = new Map([
  ['Running', 'running'],
  ['Processing', 'running'],
  ['Succeeded', 'succeeded'],
  ['Failed', 'failed'],
  ['Stopped', 'failed'],
  ['Degraded', 'failed'],
])

type Reply =
  | { readonly kind: 'answer'; readonly body: unknown; readonly headers: Headers }
  | Exclude<Started, { kind: 'started' }>

export function createContainerJobStarter(job: ContainerJob): JobStarter {
  return {
    start: async (start) => {
      const stored = await call(job, { method: 'GET', path: '' })
      if (stored.kind !== 'answer') return stored
      const parsed = jobSchema.safeParse(stored.body)
      if (!parsed.success)
        return { kind: 'refused', detail: `the job's description has no containers: ${wordsOf(parsed.error)}` }
      const { containers, initContainers } = parsed.data.properties.template
      if (!containers.some(({ name }) => name === job.container)) {
        const names = containers.map(({ name }) => name).join(', ')
        return { kind: 'refused', detail: `the job has no container ${job.container}, only ${names}` }
      }
      const body = {
        containers: containers.map((one) => sent(one, one.name === job.container ? envOf(start) : {})),
        ...(initContainers?.length ? { initContainers: initContainers.map((one) => sent(one, {})) } : {}),
      }
      const answer = await call(job, { method: 'POST', path: '/start', body })
      return answer.kind === 'answer' ? { kind: 'started', execution: nameOf(answer) } : answer
    },
    stateOf: async (execution) => {
      if (!EXECUTION_NAME.test(execution)) return 'unknown'
      const answer = await call(job, { method: 'GET', path: `/executions/${execution}` })
      if (answer.kind !== 'answer') return 'unknown'
      const parsed = executionSchema.safeParse(answer.body)
      return (parsed.success && STATES.get(parsed.data.properties?.status ?? '')) || 'unknown'
    },
  }
}

const EXECUTION_NAME = /^[\w.()-]{1,100}$/

const envOf = ({ jobId, shard, shards, configBlob }: ShardStart): Readonly<Record<string, string>> => ({
  [SWEEP_ENV.jobId]: jobId,
  [SWEEP_ENV.shard]: String(shard),
  [SWEEP_ENV.shards]: String(shards),
  [SWEEP_ENV.configBlob]: configBlob,
})

/** A container as a start takes it: what the job has, with these variables in the place of its own. */
function sent(
  { name, image, command, args, env, resources }: Container,
  over: Readonly<Record<string, string>>,
): object {
  const kept = (env ?? [])
    .filter((variable) => !Object.hasOwn(over, variable.name))
    .map(({ name, value, secretRef }) => ({
      name,
      ...(secretRef ? { secretRef } : { value: value ?? '' }),
    }))
  const added = Object.entries(over).map(([name, value]) => ({ name, value }))
  return {
    name,
    image,
    ...(command ? { command } : {}),
    ...(args ? { args } : {}),
    env: [...kept, ...added],
    ...(resources ? { resources: { cpu: resources.cpu ?? undefined, memory: resources.memory ?? undefined } } : {}),
  }
}

/** An accepted start may leave the name to the address where the operation is asked after. */
function nameOf({ body, headers }: Extract<Reply, { kind: 'answer' }>): string {
  const parsed = startedSchema.safeParse(body)
  if (parsed.success) return parsed.data.name
  return /\/executions\/([\w.()-]+)/.exec(headers.get('location') ?? '')?.[1] ?? 'unnamed'
}

async function call(
  job: ContainerJob,
  { method, path, body }: { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: object },
): Promise<Reply> {
  const { resourceId, apiVersion, baseUrl = PUBLIC_CLOUD, token, withinMs = WITHIN_MS } = job
  try {
    const response = await fetch(`${baseUrl}${resourceId}${path}?api-version=${encodeURIComponent(apiVersion)}`, {
      method,
      headers: {
        authorization: `Bearer ${await token()}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(withinMs),
    })
    const text = await response.text()
    if (response.ok) return { kind: 'answer', body: jsonOf(text), headers: response.headers }
    return fault(response.status, jsonOf(text))
  } catch (error) {
    // No token, no network, or no answer in time: the next try may fare better.
    return { kind: 'busy', detail: `resource manager: ${wordsOf(error)}`.slice(0, DETAIL_MAX) }
  }
}

/** Conflicts, too many requests and faults of the other side pass; what is forbidden or unknown does not. */
function fault(status: number, body: unknown): Exclude<Started, { kind: 'started' }> {
  const parsed = faultSchema.safeParse(body)
  const { code, message } = parsed.success ? parsed.data.error : {}
  const remedy =
    status === 403 ? '; grant the identity Microsoft.App/jobs/read and Microsoft.App/jobs/start/action' : ''
  const detail =
    `resource manager: ${status} ${[code, message].filter(Boolean).join(' ')}`.slice(0, DETAIL_MAX) + remedy
  return { kind: status === 408 || status === 409 || status === 429 || status >= 500 ? 'busy' : 'refused', detail }
}

const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, DETAIL_MAX)
