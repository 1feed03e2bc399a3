/** A desk whose sweeps run for real: its dispatcher starts workers, and each tells with which code it ended. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { ContainerClient } from '@azure/storage-blob'
import { Desk } from '../../../functions/testing/desk.ts'
import { createBlobService } from '../../../shared/adapters/blob/clients.ts'
import { sha256OfBytes } from '../../../shared/base/sha256.ts'
import { RESEARCH_CONTAINER, SWEEP_ENV } from '../../../shared/contracts/sweeps.ts'
import { COMPILE_CACHE } from '../../platform/child.ts'
import { sweepWorkerSettings } from '../../platform/settings.ts'
import { Gates } from './gates.ts'

const COMMIT = 'c0ffee'.padEnd(40, '0')

export interface ByHand {
  readonly code: number
  /** What it printed, an object a line. */
  readonly lines: readonly Readonly<Record<string, unknown>>[]
}

/** A file of a job as it lies in Blob. */
export interface Artefact {
  readonly path: string
  /** Changes with every write, also of the same bytes. */
  readonly etag: string
  readonly bytes: Buffer
  readonly sha256: string
}

export class WorkerDesk implements AsyncDisposable {
  readonly desk: Desk
  readonly gates: Gates
  readonly container: ContainerClient
  readonly #server: Server
  readonly #dir: string
  readonly #settings: Readonly<Record<string, string>>
  /** Exit codes by `job shard`, oldest first, until they are asked for. */
  readonly #exits: Map<string, number[]>

  private constructor(
    parts: Pick<WorkerDesk, 'desk' | 'gates' | 'container'>,
    around: { server: Server; dir: string; settings: Record<string, string>; exits: Map<string, number[]> },
  ) {
    this.desk = parts.desk
    this.gates = parts.gates
    this.container = parts.container
    this.#server = around.server
    this.#dir = around.dir
    this.#settings = around.settings
    this.#exits = around.exits
  }

  /** With the sources as its worker, or another program. */
  static async open(program?: string): Promise<WorkerDesk> {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-workers-'))
    mkdirSync(join(dir, 'logs'))
    mkdirSync(join(dir, 'bars'))
    const exits = new Map<string, number[]>()
    const server = createServer(async (socket) => {
      const [job, shard, code] = (await text(socket)).trim().split(' ')
      exits.set(`${job} ${shard}`, [...(exits.get(`${job} ${shard}`) ?? []), Number(code)])
      server.emit('exit')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const told = `"$${SWEEP_ENV.jobId} $${SWEEP_ENV.shard} $code" > /dev/tcp/127.0.0.1/${port}`
    const { SWEEP_WORKER_COMMAND = '[]', ...log } = sweepWorkerSettings(dir)
    const worker: readonly string[] = program ? [process.execPath, program] : JSON.parse(SWEEP_WORKER_COMMAND)
    const command = ['bash', '-c', `"$0" "$@"; code=$?; echo ${told}; exit $code`, ...worker]
    // One thread each and no look at the repository: what is shown here is who holds a shard, not how fast it runs.
    const settings = { SWEEP_WORKERS: '1', GIT_SHA: COMMIT, DATA_DIR: join(dir, 'bars') }
    const desk = await Desk.start({
      clock: { kind: 'stepped', nowMs: Date.now() },
      env: { ...settings, ...log, SWEEP_WORKER_COMMAND: JSON.stringify(command) },
    })
    const { platform } = desk
    const storage = await createBlobService({ connectionString: platform.blobConnectionString })
    const container = storage.getContainerClient(RESEARCH_CONTAINER)
    const gates = await Gates.install(platform.databaseUrl)
    return new WorkerDesk({ desk, gates, container }, { server, dir, settings, exits })
  }

  /** The exit code of the shard's oldest execution that was not asked for; waits for its end. */
  async exit(jobId: string, shard: number): Promise<number> {
    for (;;) {
      const code = this.#exits.get(`${jobId} ${shard}`)?.shift()
      if (code !== undefined) return code
      await once(this.#server, 'exit')
    }
  }

  /** The process that holds the shard, by the name that it has given to the registry. */
  async holder(jobId: string, shard: number): Promise<number> {
    const sql = 'select holder from research.sweep_shards where job_id = $1 and shard = $2'
    const [row] = await this.desk.rows<{ holder: string }>(sql, [jobId, shard])
    return Number(/-(\d+)$/.exec(row?.holder ?? '')?.[1])
  }

  /** Starts an execution as the runbook says it, and waits for its end. */
  async byHand(jobId: string, shard: number): Promise<ByHand> {
    const { databaseUrl, blobConnectionString, events } = this.desk.platform
    const [program = '', ...args]: readonly string[] = JSON.parse(sweepWorkerSettings('').SWEEP_WORKER_COMMAND ?? '[]')
    const env = {
      ...{ PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE, ...this.#settings },
      ...{ DATABASE_URL: databaseUrl, AzureWebJobsStorage: blobConnectionString, EVENTS: events },
      ...{ [SWEEP_ENV.jobId]: jobId, [SWEEP_ENV.shard]: String(shard) },
    }
    return await new Promise((resolve) => {
      const child = execFile(program, args, { env }, (_, stdout) => {
        const lines = stdout.split('\n').filter(Boolean)
        resolve({ code: child.exitCode ?? -1, lines: lines.map((line) => JSON.parse(line)) })
      })
    })
  }

  /** Every file of a job by its path below the job's folder. */
  async artefacts(jobId: string): Promise<ReadonlyMap<string, Artefact>> {
    const files = new Map<string, Artefact>()
    const prefix = `sweeps/${jobId}/`
    for await (const { name } of this.container.listBlobsFlat({ prefix })) {
      const blob = this.container.getBlobClient(name)
      const [{ etag = '' }, bytes] = await Promise.all([blob.getProperties(), blob.downloadToBuffer()])
      const path = name.slice(prefix.length)
      files.set(path, { path, etag, bytes, sha256: sha256OfBytes([bytes]) })
    }
    return files
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    await this.gates[Symbol.asyncDispose]()
    await this.desk[Symbol.asyncDispose]()
    rmSync(this.#dir, { recursive: true, force: true })
  }
}
