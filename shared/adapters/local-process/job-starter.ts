/** Executions of the worker as processes of this machine: where a desk runs that has no container platform. */
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { SWEEP_ENV } from '../../contracts/sweeps.ts'
import type { JobStarter, ShardStart, Started } from '../../ports/sweeps.ts'

export interface LocalWorker {
  /** Program and arguments. */
  readonly command: readonly string[]
  /** The settings that a worker needs to find registry and lake. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** File that receives what workers print; nowhere when null. */
  readonly logFile: string | null
}

const EXECUTION = /^process-(\d{1,10})$/

export function createLocalJobStarter(worker: LocalWorker): JobStarter {
  /** Ended children of this process by their id; others are asked after by signal. */
  const ended = new Map<number, 'succeeded' | 'failed'>()
  return {
    start: (start) => launch(worker, start, (pid, code) => ended.set(pid, code === 0 ? 'succeeded' : 'failed')),
    stateOf: async (execution) => {
      const pid = Number(EXECUTION.exec(execution)?.[1] ?? Number.NaN)
      if (!Number.isInteger(pid)) return 'unknown'
      return ended.get(pid) ?? (isAlive(pid) ? 'running' : 'failed')
    },
  }
}

/** A worker outlives the desk that started it, as a container would. */
async function launch(
  { command, env, logFile }: LocalWorker,
  { jobId, shard, shards, configBlob }: ShardStart,
  onEnd: (pid: number, code: number | null) => void,
): Promise<Started> {
  const [program = '', ...args] = command
  const told = {
    [SWEEP_ENV.jobId]: jobId,
    [SWEEP_ENV.shard]: String(shard),
    [SWEEP_ENV.shards]: String(shards),
    [SWEEP_ENV.configBlob]: configBlob,
  }
  let log: number | 'ignore' = 'ignore'
  try {
    if (logFile !== null) log = openSync(logFile, 'a')
    const child = spawn(program, args, { env: { ...env, ...told }, detached: true, stdio: ['ignore', log, log] })
    return await new Promise<Started>((resolve) => {
      child.once('error', (error) => resolve({ kind: 'refused', detail: `cannot run ${program}: ${error.message}` }))
      child.once('spawn', () => {
        const { pid } = child
        child.unref()
        if (pid === undefined) return
        child.once('exit', (code) => onEnd(pid, code))
        resolve({ kind: 'started', execution: `process-${pid}` })
      })
    })
  } catch (error) {
    return { kind: 'refused', detail: `cannot run ${program}: ${(error as Error).message}` }
  } finally {
    if (typeof log === 'number') closeSync(log)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
