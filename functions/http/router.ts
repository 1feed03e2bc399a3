/** Router runs. */
import * as z from 'zod'
import { idOf } from '../../shared/base/digest.ts'
import { PAGES, QUERIES } from '../../shared/contracts/api/lists.ts'
import { routeReportSchema, routeRequestSchema, runDetailSchema } from '../../shared/contracts/api/router.ts'
import { idSchema } from '../../shared/contracts/scalars.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { door } from '../guard/endpoint.ts'
import { idempotencyKeyOf } from '../guard/idempotency.ts'
import { HttpProblem } from '../guard/problem.ts'

export const routerDoors = {
  'router-run': door({
    summary: 'Route one symbol: ingest, priors, strategy, risk, publish. Tells every gate it asked.',
    body: routeRequestSchema,
    answer: routeReportSchema,
    needsKey: (body) => (body as z.output<typeof routeRequestSchema>).publishOrders,
    handle: async (call) => {
      const startedMs = performance.now()
      // Strategies, risk and regimes are loaded by the first run; lists need none of them.
      const { routeSymbol } = await import('../../shared/flows/route-symbol.ts')
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
  'router-runs': door({
    summary: 'Runs, newest first.',
    query: QUERIES.runs,
    answer: PAGES.runs,
    handle: async ({ context, query }) => ({
      body: encodeWire(PAGES.runs, await context.reads.runs(query, context.clock.now())),
      cacheable: true,
    }),
  }),
  'router-run-detail': door({
    summary: 'One run with its gates, its trail and the state of its order.',
    path: z.strictObject({ id: idSchema }),
    answer: runDetailSchema,
    handle: async ({ context, path }) => {
      const run = await context.reads.run(path.id)
      if (!run) throw new HttpProblem(404, 'NO_SUCH_RUN', `There is no run ${path.id}.`)
      return { body: encodeWire(runDetailSchema, run), cacheable: true }
    },
  }),
}
