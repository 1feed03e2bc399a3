/** Hands the batches of a sweep out to workers and takes what they come to. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Batch } from '../../shared/domain/research/index.ts'
import type { BatchResult, SweepStart } from '../../shared/workers/batch-runner.ts'

const ENTRY = new URL('../../shared/workers/sweep-cells.ts', import.meta.url)

/** Short-lived objects of a thread. With the usual bound it holds 140 MiB more, and a sweep would pass its ceiling. */
const YOUNG_MIB = 8

/** Runs one batch at a time. */
export interface BatchWorker {
  /** Rejects when the worker dies of it, or when it is stopped. */
  run(batch: Batch): Promise<BatchResult>
  stop(): Promise<void>
}

/** A thread of its own. */
export function openThread(start: SweepStart): BatchWorker {
  const worker = new Worker(ENTRY, { workerData: start, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB } })
  const death = new Promise<never>((_, reject) => {
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the thread is gone')))
  })
  // It may die while nobody waits for it; whoever asks next is told.
  death.catch(() => undefined)
  return {
    run: async (batch) => {
      worker.postMessage(batch)
      const [result] = (await Promise.race([once(worker, 'message'), death])) as [BatchResult]
      return result
    },
    stop: async () => {
      await worker.terminate()
    },
  }
}

export interface BatchesCall {
  readonly batches: readonly Batch[]
  readonly workers: number
  readonly openWorker: () => BatchWorker
  /** Keeps a result; its worker goes on with the next batch meanwhile, and waits before the one after. */
  readonly keep: (result: BatchResult) => Promise<void>
  /** Stops at once: batches under way are lost, and run again when the sweep goes on. */
  readonly signal: AbortSignal
}

/** Drives a worker until nothing is left to hand out. Rejects when it dies or a result cannot be kept. */
async function drive(worker: BatchWorker, left: Batch[], { keep, signal }: BatchesCall): Promise<void> {
  let keeping: Promise<void> = Promise.resolve()
  for (let batch = left.shift(); batch && !signal.aborted; batch = left.shift()) {
    const result = await worker.run(batch)
    await keeping
    keeping = keep(result)
    // It is awaited in its turn; until then its failure is nobody's surprise.
    keeping.catch(() => undefined)
  }
  await keeping
}

/**
 * Runs batches on so many workers, each as soon as one is free. What is kept is the same for any number of them.
 *
 * @throws what a worker died of, what `keep` rejected with, or the signal's reason
 */
export async function runBatches(call: BatchesCall): Promise<void> {
  const { batches, signal } = call
  const left = [...batches]
  const open = Array.from({ length: Math.min(call.workers, left.length) }, () => call.openWorker())
  const stop = (): void => {
    for (const worker of open) void worker.stop()
  }
  signal.addEventListener('abort', stop)
  try {
    await Promise.all(open.map((worker) => drive(worker, left, call)))
  } catch (error) {
    // A worker that was stopped rejects; why it was stopped is what matters.
    signal.throwIfAborted()
    throw error
  } finally {
    // Nobody takes another batch while the others are stopped.
    left.length = 0
    signal.removeEventListener('abort', stop)
    await Promise.all(open.map((worker) => worker.stop()))
  }
  signal.throwIfAborted()
}
