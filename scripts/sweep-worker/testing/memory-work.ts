/** The registry as workers see it, in memory: shards held by a token, rows once each, one end. */
import type { Cell, SweepSummary } from '../../../shared/contracts/research.ts'
import type { GoOn, ShardFence, SweepEnd, SweepWork } from '../../../shared/ports/sweeps.ts'

interface Shard {
  token: number
  holder: string | null
  until: number
  done: boolean
}

export interface MemoryJob {
  readonly jobId: string
  readonly hypothesis: string
  readonly configBlob: string
  readonly configHash: string
  readonly requestedAt: number
  readonly shards: number
  readonly cells: number
}

export interface MemoryWork extends SweepWork {
  status: 'running' | 'completed' | 'failed' | 'cancelled'
  end: SweepEnd | null
  summary: SweepSummary | null
  readonly rows: ReadonlyMap<number, Cell>
  /** Times that a row was offered that was there already. */
  repeated: number
  /** Called after each write of rows. */
  onPut: (rows: number) => void
}

export function createMemoryWork(job: MemoryJob): MemoryWork {
  const shards: Shard[] = Array.from({ length: job.shards + 1 }, () => ({
    token: 0,
    holder: null,
    until: 0,
    done: false,
  }))
  const rows = new Map<number, Cell>()
  const trials = new Map<string, number | null>()
  const held = ({ shard, token }: ShardFence): GoOn => {
    if (work.status !== 'running') return 'cancelled'
    return shards[shard]?.token === token && !shards[shard]?.done ? 'go on' : 'lost'
  }
  const work: MemoryWork = {
    ...{ status: 'running', end: null, summary: null, rows, repeated: 0, onPut: () => undefined },
    claimShard: async ({ jobId, shard }, { holder, forMs }, now) => {
      const one = shards[shard]
      if (jobId !== job.jobId || !one) return { kind: 'none', why: 'unknown' }
      if (work.status !== 'running') return { kind: 'none', why: 'ended' }
      if (one.done) return { kind: 'none', why: 'done' }
      if (shard === job.shards && shards.slice(0, -1).some(({ done }) => !done)) return { kind: 'none', why: 'early' }
      if (one.holder !== null && one.holder !== holder && one.until > now) return { kind: 'none', why: 'held' }
      Object.assign(one, { token: one.token + 1, holder, until: now + forMs })
      const fence = { jobId, shard, token: one.token }
      const { hypothesis, configBlob, configHash, requestedAt, cells } = job
      const done = [...rows.keys()].sort((a, b) => a - b)
      const about = { hypothesis, configBlob, configHash, requestedAt, shards: job.shards, cells }
      return { kind: 'claimed', fence, ...about, done }
    },
    heartbeat: async (fence, forMs, now) => {
      const answer = held(fence)
      const one = shards[fence.shard]
      if (answer === 'go on' && one) one.until = now + forMs
      return answer
    },
    putCells: async (fence, cells) => {
      const answer = held(fence)
      if (answer !== 'go on') return answer
      for (const { cell, trial, sharpePerDay } of cells) {
        if (rows.has(cell.cell)) work.repeated += 1
        else rows.set(cell.cell, cell)
        if (!trials.has(trial)) trials.set(trial, sharpePerDay)
      }
      work.onPut(rows.size)
      return held(fence)
    },
    finishShard: async (fence) => {
      const answer = held(fence)
      const one = shards[fence.shard]
      if (answer === 'go on' && one) one.done = true
      return answer
    },
    allCells: async () => [...rows.values()].sort((a, b) => a.cell - b.cell),
    trials: async () => ({ count: trials.size, sharpesPerDay: [...trials.values()].flatMap((sharpe) => sharpe ?? []) }),
    complete: async (fence, summary) => {
      const answer = held(fence)
      if (answer === 'go on') Object.assign(work, { status: 'completed', summary })
      return answer
    },
    failJob: async (fence, end) => {
      const answer = held(fence)
      if (answer === 'go on') Object.assign(work, { status: 'failed', end })
      return answer
    },
  }
  return work
}
