/** `POST /backtests/sweeps/jobs`: a configuration is read and judged whole, kept, and its job asked for, once by id. */
import { stringify } from 'yaml'
import { idOf } from '../base/digest.ts'
import { DAY_MS, type Instant, isoOf } from '../base/instant.ts'
import type { SweepJob, SweepRequestBody } from '../contracts/api/sweeps.ts'
import { type SweepConfig, sweepConfigSchema } from '../contracts/sweep-config.ts'
import { blobUrl, hypothesisOf, RESEARCH_CONTAINER, shardsOf, sweepConfigPath } from '../contracts/sweeps.ts'
import { encodeWire, type FieldError } from '../contracts/wire.ts'
import { configHash } from '../domain/research/index.ts'
import type { BarSource } from '../ports/bars.ts'
import {
  BlobTooLarge,
  type ConfigStore,
  type NewSweepJob,
  type SweepReads,
  type SweepRegistry,
} from '../ports/sweeps.ts'
import { CONFIG_TEXT_MAX, placed, type ReadConfig, readConfigObject, readConfigText } from './lib/config-text.ts'
import { type OutboxPorts, sendClaimed } from './lib/drain-outbox.ts'
import { planStudy } from './lib/plan-study.ts'

export interface CreateSweepPorts extends OutboxPorts {
  readonly sweeps: Pick<SweepRegistry, 'create'>
  readonly sweepReads: Pick<SweepReads, 'job'>
  readonly configs: ConfigStore
  /** Configured vendors by name. */
  readonly sources: ReadonlyMap<string, BarSource>
}

export type CreatedSweep =
  | { readonly kind: 'accepted'; readonly job: SweepJob }
  | { readonly kind: 'refused'; readonly errors: readonly FieldError[] }
  /** The id has a job of another configuration. */
  | { readonly kind: 'conflict'; readonly jobId: string }

/** Containers whose texts may be named as a configuration. */
const CONFIG_CONTAINERS: readonly string[] = ['configs', RESEARCH_CONTAINER]

/**
 * The configuration is written before the registry's row, so that no worker looks for it in vain. A crash in between
 * leaves a text that nothing names, and the next request with the id writes it anew.
 */
export async function createSweepJob(
  ports: CreateSweepPorts,
  body: SweepRequestBody,
  caller: { readonly actor: string; readonly key: string },
): Promise<CreatedSweep> {
  const read = await readConfig(ports, body)
  if (read.kind === 'invalid') return { kind: 'refused', errors: read.errors }
  const { config } = read
  const planned = await plan(ports, config)
  if (planned.kind === 'refused') return { kind: 'refused', errors: placed(planned.errors, read.lineOf) }
  const jobId = body.jobId ?? `sweep-${idOf('sweep', caller.actor, caller.key).slice(0, 12)}`
  const job = jobOf(config, { jobId, cells: planned.cells, metadata: body.metadata, requestedBy: caller.actor })
  const standing = await ports.sweepReads.job(jobId)
  if (standing) {
    const { events: _, executions: __, ...stored } = standing
    return answered(stored, job)
  }
  await ports.configs.write(sweepConfigPath(jobId), stringify(encodeWire(sweepConfigSchema, config)))
  const created = await ports.sweeps.create(job, ports.clock.now())
  // Whether the hub confirms or not, the outbox holds the request: the timer goes on trying.
  await sendClaimed(ports, created.claimed)
  return answered(created.job, job)
}

const answered = (stored: SweepJob, asked: NewSweepJob): CreatedSweep =>
  stored.configHash === asked.configHash ? { kind: 'accepted', job: stored } : { kind: 'conflict', jobId: stored.jobId }

async function readConfig({ configs }: CreateSweepPorts, body: SweepRequestBody): Promise<ReadConfig> {
  const { config, configPath, strategy, symbol } = body
  const over = { strategy, symbol }
  if (config !== undefined) {
    return typeof config === 'string' ? readConfigText(config, over) : readConfigObject(config, over)
  }
  const text = await textAt(configs, configPath ?? '')
  return text.kind === 'text'
    ? readConfigText(text.text, over)
    : { kind: 'invalid', errors: [{ field: 'config_path', message: text.message }] }
}

async function textAt(
  configs: ConfigStore,
  address: string,
): Promise<{ readonly kind: 'text'; readonly text: string } | { readonly kind: 'none'; readonly message: string }> {
  const [, container = '', path = ''] = /^blob:\/\/([^/]+)\/(.+)$/.exec(address) ?? []
  if (!CONFIG_CONTAINERS.includes(container)) {
    return { kind: 'none', message: `is in none of the containers ${CONFIG_CONTAINERS.join(' and ')}` }
  }
  try {
    const text = await configs.read(container, path, CONFIG_TEXT_MAX)
    return text === null ? { kind: 'none', message: 'names a blob that is not there' } : { kind: 'text', text }
  } catch (error) {
    if (!(error instanceof BlobTooLarge)) throw error
    return { kind: 'none', message: `names a blob of more than ${CONFIG_TEXT_MAX} bytes` }
  }
}

type Planned =
  | { readonly kind: 'ok'; readonly cells: number }
  | { readonly kind: 'refused'; readonly errors: readonly FieldError[] }

/** Days before and after the start in which a symbol must have a bar. */
const PROBED_DAYS = 14

/** The vendor's word on a symbol that it has no bars of around the start; nothing more is fetched here. */
async function symbolFaults(source: BarSource, config: SweepConfig, from: Instant): Promise<readonly FieldError[]> {
  const span = { from: from - PROBED_DAYS * DAY_MS, to: from + PROBED_DAYS * DAY_MS }
  const errors: FieldError[] = []
  for (const symbol of new Set([config.symbol].flat())) {
    const answer = await source.fetch({ symbol, interval: config.dal.interval, ...span })
    if (answer.kind === 'refused') errors.push({ field: 'symbol', message: answer.detail })
  }
  return errors
}

/** A plan with a glance at the bars of each symbol. Faults of the vendor are thrown as Unavailable. */
async function plan({ sources, clock }: CreateSweepPorts, config: SweepConfig): Promise<Planned> {
  const planned = planStudy(sources, config, clock.now())
  if (planned.kind === 'refused') return planned
  const errors = await symbolFaults(planned.source, config, planned.window.from)
  return errors.length > 0 ? { kind: 'refused', errors } : { kind: 'ok', cells: planned.cells.length }
}

const dayOrInstant = (at: string | number): string => (typeof at === 'string' ? at : isoOf(at))

function jobOf(
  config: SweepConfig,
  given: Pick<NewSweepJob, 'jobId' | 'cells' | 'metadata' | 'requestedBy'>,
): NewSweepJob {
  return {
    ...given,
    hypothesis: hypothesisOf(config),
    strategy: config.strategy,
    symbols: [config.symbol].flat(),
    vendor: config.dal.vendor,
    interval: config.dal.interval,
    from: dayOrInstant(config.start),
    to: config.end === undefined ? null : dayOrInstant(config.end),
    configBlob: blobUrl(sweepConfigPath(given.jobId)),
    configHash: configHash(config),
    shards: shardsOf(config, given.cells),
  }
}
