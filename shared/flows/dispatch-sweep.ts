/** `backtest.jobs`: requests start the executions of their jobs. Results, and all else, start nothing. */
import type { Envelope } from '../contracts/envelope.ts'
import { type StartPorts, startShards } from './lib/start-shards.ts'

export type SweepEvent = Envelope<'gatehouse.sweep.request.v1'> | Envelope<'gatehouse.sweep.result.v1'>

/** Takes a batch in its order. An event only names its job: what that is, and whether it waits, the registry says. */
export async function dispatchSweeps(ports: StartPorts, events: readonly SweepEvent[]): Promise<void> {
  for (const event of events) {
    if (event.type === 'gatehouse.sweep.request.v1') await startShards(ports, event.data.jobId)
  }
}
