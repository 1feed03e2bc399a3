/** Hands the batches of a sweep out to threads and takes what they come to. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Batch } from '../../shared/domain/research/index.ts'
import type { BatchResult, SweepStart } from '../../shared/workers/sweep-cells.ts'

const ENTRY = new URL('../../shared/workers/sweep-cells.ts', import.meta.url)
/** Bytes of indicator columns that all threads keep together. */
const COLUMN_BYTES_MAX = 192 * 1024 * 1024

export interface BatchesCall {
  readonly start: Omit<SweepStart, 'columnBytesMax'>
  readonly batches: readonly Batch[]
  readonly threads: number
  /** Keeps a result; the thread that made it goes on with its next batch meanwhile, and waits before the one after. */
  readonly keep: (result: BatchResult) => Promise<void>
  /** Stops at once: batches under way are lost, and run again when the sweep goes on. */
  readonly signal: AbortSignal
}

/** Runs a thread until nothing is left to hand out. Rejects when the thread dies or a result cannot be kept. */
async function drive(worker: Worker, left: Batch[], { keep, signal }: BatchesCall): Promise<void> {
  const death = new Promise<never>((_, reject) => worker.once('error', reject))
  let keeping: Promise<void> = Promise.resolve()
  // Both may fail while something else is awaited; they are awaited in their turn.
  death.catch(() => undefined)
  for (let batch = left.shift(); batch && !signal.aborted; batch = left.shift()) {
    worker.postMessage(batch)
    const [result] = (await Promise.race([once(worker, 'message', { signal }), death])) as [BatchResult]
    await keeping
    keeping = keep(result)
    keeping.catch(() => undefined)
  }
  await keeping
}

/**
 * Runs batches on so many threads, each as soon as one is free. What is kept is the same for any number of them.
 *
 * @throws what a thread died of, what `keep` rejected with, or the signal's reason
 */
export async function runBatches(call: BatchesCall): Promise<void> {
  const left = [...call.batches]
  const threads = Math.max(1, Math.min(call.threads, left.length))
  const workerData: SweepStart = { ...call.start, columnBytesMax: COLUMN_BYTES_MAX / threads }
  const workers = Array.from({ length: left.length === 0 ? 0 : threads }, () => new Worker(ENTRY, { workerData }))
  try {
    await Promise.all(workers.map((worker) => drive(worker, left, call)))
    call.signal.throwIfAborted()
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}
