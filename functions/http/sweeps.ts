/** Sweep jobs: asking for one, what became of it, its cells and summary, cancelling it, and promoting a cell. */
import {
  cellsQuerySchema,
  cellsSchema,
  promotionRequestSchema,
  promotionRowSchema,
  promotionsSchema,
  sweepCountsSchema,
  sweepJobDetailSchema,
  sweepJobPathSchema,
  sweepJobSchema,
  sweepJobsQuerySchema,
  sweepJobsSchema,
  sweepRequestBodySchema,
} from '../../shared/contracts/api/sweeps.ts'
import { sweepSummarySchema } from '../../shared/contracts/research.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { door } from '../guard/endpoint.ts'
import { idempotencyKeyOf } from '../guard/idempotency.ts'
import { HttpProblem } from '../guard/problem.ts'
import { refusedConfig } from './refused-config.ts'

const noJob = (id: string): HttpProblem => new HttpProblem(404, 'NO_SUCH_JOB', `There is no sweep job ${id}.`)

export const sweepDoors = {
  'sweep-create': door({
    summary:
      'Ask for a sweep. Answered once its job is stored; the same job_id and configuration again is the same job.',
    body: sweepRequestBodySchema,
    answer: sweepJobSchema,
    needsKey: () => true,
    handle: async (call) => {
      const { createSweepJob } = await import('../../shared/flows/create-sweep-job.ts')
      const ports = { ...call.context, ...(await call.context.research()) }
      const made = await createSweepJob(ports, call.body, { actor: call.actor, key: idempotencyKeyOf(call) })
      if (made.kind === 'refused') throw refusedConfig('CONFIG_INVALID', made.errors)
      if (made.kind === 'conflict') {
        const detail = `Job ${made.jobId} has another configuration: take another job_id.`
        throw new HttpProblem(409, 'JOB_STANDS', detail)
      }
      const location = `/backtests/sweeps/jobs/${made.job.jobId}`
      return { status: 202, body: encodeWire(sweepJobSchema, made.job), headers: { location } }
    },
  }),
  'sweep-jobs': door({
    summary: 'Sweep jobs, newest first.',
    query: sweepJobsQuerySchema,
    answer: sweepJobsSchema,
    handle: async ({ context, query }) => {
      const { sweepReads } = await context.research()
      return { body: encodeWire(sweepJobsSchema, await sweepReads.jobs(query, context.clock.now())), cacheable: true }
    },
  }),
  'sweep-counts': door({
    summary: 'How many sweep jobs stand in each state, how long they take, and when the open ones will have ended.',
    answer: sweepCountsSchema,
    handle: async ({ context }) => {
      const { sweepReads } = await context.research()
      return { body: encodeWire(sweepCountsSchema, await sweepReads.counts(context.clock.now())), cacheable: true }
    },
  }),
  'sweep-job': door({
    summary: 'One sweep job with its history and its executions.',
    path: sweepJobPathSchema,
    answer: sweepJobDetailSchema,
    handle: async ({ context, path }) => {
      const job = await (await context.research()).sweepReads.job(path.id)
      if (!job) throw noJob(path.id)
      return { body: encodeWire(sweepJobDetailSchema, job), cacheable: true }
    },
  }),
  'sweep-cells': door({
    summary: 'The combinations of a sweep that have run, in the order of their number or of a metric.',
    path: sweepJobPathSchema,
    query: cellsQuerySchema,
    answer: cellsSchema,
    handle: async ({ context, path, query }) => {
      const { sweepReads } = await context.research()
      const page = await sweepReads.cells(path.id, query, context.clock.now())
      if (page.items.length === 0 && !(await sweepReads.job(path.id))) throw noJob(path.id)
      return { body: encodeWire(cellsSchema, page), cacheable: true }
    },
  }),
  'sweep-summary': door({
    summary: 'What a completed sweep came to, with how likely it is that its best cell was luck.',
    path: sweepJobPathSchema,
    answer: sweepSummarySchema,
    handle: async ({ context, path }) => {
      const { sweepReads } = await context.research()
      const summary = await sweepReads.summary(path.id)
      if (summary) return { body: encodeWire(sweepSummarySchema, summary), cacheable: true }
      const job = await sweepReads.job(path.id)
      if (!job) throw noJob(path.id)
      throw new HttpProblem(404, 'NO_SUMMARY', `Job ${path.id} is ${job.status}; a completed one has a summary.`)
    },
  }),
  'sweep-cancel': door({
    summary: 'Cancel a sweep. Its workers stop at their next sign of life; what they have written stays.',
    path: sweepJobPathSchema,
    answer: sweepJobSchema,
    handle: async ({ context, path, actor }) => {
      const { sweeps, sweepReads } = await context.research()
      const status = await sweeps.cancel(path.id, actor, context.clock.now())
      const job = status === null ? null : await sweepReads.job(path.id)
      if (!job) throw noJob(path.id)
      if (status !== 'cancelled') throw new HttpProblem(409, 'JOB_ENDED', `Job ${path.id} is ${status} already.`)
      const { events: _, executions: __, ...row } = job
      return { body: encodeWire(sweepJobSchema, row) }
    },
  }),
  'sweep-promote': door({
    summary: 'Ask to promote a cell. The decision is recorded with every gate, whichever way it falls.',
    path: sweepJobPathSchema,
    body: promotionRequestSchema,
    answer: promotionRowSchema,
    handle: async ({ context, path, body, actor }) => {
      const { promoteCell } = await import('../../shared/flows/promote-cell.ts')
      const ports = { ...context, ...(await context.research()) }
      const decided = await promoteCell(ports, { jobId: path.id, cell: body.cell, actor })
      if (decided.kind === 'no-job') throw noJob(path.id)
      if (decided.kind === 'refused')
        throw refusedConfig(decided.code, [{ field: decided.field, message: decided.message }])
      return { body: encodeWire(promotionRowSchema, decided.row) }
    },
  }),
  promotions: door({
    summary: 'The decisions on promoting cells of a sweep, newest first.',
    path: sweepJobPathSchema,
    answer: promotionsSchema,
    handle: async ({ context, path }) => {
      const { promotions, sweepReads } = await context.research()
      const items = [...(await promotions.of(path.id))]
      if (items.length === 0 && !(await sweepReads.job(path.id))) throw noJob(path.id)
      return { body: encodeWire(promotionsSchema, { items, asOf: context.clock.now() }), cacheable: true }
    },
  }),
}
