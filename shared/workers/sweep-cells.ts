/**
 * A worker thread that runs batches of a sweep's cells.
 *
 * It is started with the study, whose columns lie in shared memory, and then asked for one batch after another; each is
 * answered with rows and files, and nothing of a batch is kept.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { present } from '../base/assert.ts'
import type { Batch } from '../domain/research/index.ts'
import { batchRunner, type SweepStart } from './batch-runner.ts'

const port = present(parentPort, 'the thread that started this one')
const runBatch = batchRunner(workerData as SweepStart)
port.on('message', (batch: Batch) => {
  const result = runBatch(batch)
  port.postMessage(result, [result.trades.buffer, result.equity.buffer])
})
