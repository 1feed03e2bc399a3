/** Router runs. */
import * as z from 'zod'
import { idOf } from '../../shared/base/digest.ts'
import { PAGES, QUERIES } from '../../shared/contracts/api/lists.ts'
import { routeReportSchema, routeRequestSchema, runDetailSchema } from '../../shared/contracts/api/router.ts'
import { idSchema } from '../../shared/contracts/scalars.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { routeSymbol } from '../../shared/flows/route-symbol.ts'
import { endpoint } from '../guard/endpoint.ts'
import { idempotencyKeyOf } from '../guard/idempotency.ts'
import { HttpProblem } from '../guard/problem.ts'

export const routerEndpoints = [
  endpoint({
    name: 'router-run',
    method: 'POST',
    route: 'router/run',
    summary: 'Route one symbol: ingest, priors, strategy, risk, publish. Tells every gate it asked.',
    access: 'operate',
    body: routeRequestSchema,
    answer: routeReportSchema,
    needsKey: (body) => (body as z.output<typeof routeRequestSchema>).publishOrders,
    handle: async (call) => {
      const startedMs = performance.now()
      const { desk } = call.context.config
      const runId = idOf('run', 'manual', call.actor, idempotencyKeyOf(call))
      const report = await routeSymbol({ ...call.context, settings: desk }, call.body, runId)
      const latencyMs = Math.round((performance.now() - startedMs) * 100) / 100
      return {
        body: encodeWire(routeReportSchema, { ...report, latencyMs }),
        // The outbox goes on trying; repeating the request should tell how that went.
        repeatable: report.fallbackReason !== 'publish_failed',
      }
    },
  }),
  endpoint({
    name: 'router-runs',
    method: 'GET',
    route: 'router/runs',
    summary: 'Runs, newest first.',
    access: 'read',
    query: QUERIES.runs,
    answer: PAGES.runs,
    handle: async ({ context, query }) => ({
      body: encodeWire(PAGES.runs, await context.reads.runs(query, context.clock.now())),
      cacheable: true,
    }),
  }),
  endpoint({
    name: 'router-run-detail',
    method: 'GET',
    route: 'router/runs/{id}',
    summary: 'One run with its gates, its trail and the state of its order.',
    access: 'read',
    path: z.strictObject({ id: idSchema }),
    answer: runDetailSchema,
    handle: async ({ context, path }) => {
      const run = await context.reads.run(path.id)
      if (!run) throw new HttpProblem(404, 'NO_SUCH_RUN', `There is no run ${path.id}.`)
      return { body: encodeWire(runDetailSchema, run), cacheable: true }
    },
  }),
]
