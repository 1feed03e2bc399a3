/** Liveness touches nothing; readiness asks every neighbour and says what is wrong. */
import { liveSchema, readySchema } from '../../shared/contracts/api/health.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { checkReadiness } from '../../shared/flows/check-readiness.ts'
import { endpoint } from '../guard/endpoint.ts'

export const healthEndpoints = [
  endpoint({
    name: 'health-live',
    method: 'GET',
    route: 'health/live',
    summary: 'The process answers.',
    access: 'public',
    answer: liveSchema,
    handle: async ({ context }) => ({ body: { ok: true, service: 'gatehouse', version: context.config.version } }),
  }),
  endpoint({
    name: 'health-ready',
    method: 'GET',
    route: 'health/ready',
    summary:
      'Database, trading state, hubs, blob and consumer lag; 503 when one of them fails. Detail for readers only.',
    access: 'public',
    answer: readySchema,
    handle: async ({ context, mayRead }) => {
      const { ready, checkedAt, checks } = await checkReadiness(context)
      const body = encodeWire(readySchema, { ready, checkedAt, ...(mayRead ? { checks: [...checks] } : {}) })
      return { status: ready ? 200 : 503, body, ...(ready ? {} : { headers: { 'retry-after': '2' } }) }
    },
  }),
]
