/** Liveness touches nothing; readiness asks every neighbour and says what is wrong. */
import { liveSchema, readySchema } from '../../shared/contracts/api/health.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { checkReadiness } from '../../shared/flows/check-readiness.ts'
import { door } from '../guard/endpoint.ts'

export const healthDoors = {
  'health-live': door({
    summary: 'The process answers.',
    answer: liveSchema,
    handle: async ({ context }) => ({ body: { ok: true, service: 'gatehouse', version: context.config.version } }),
  }),
  'health-ready': door({
    summary:
      'Database, trading state, hubs, blob and consumer lag; 503 when one of them fails. Detail for readers only.',
    answer: readySchema,
    handle: async ({ context, mayRead }) => {
      const { ready, checkedAt, checks } = await checkReadiness(context)
      const body = encodeWire(readySchema, { ready, checkedAt, ...(mayRead ? { checks: [...checks] } : {}) })
      return { status: ready ? 200 : 503, body, ...(ready ? {} : { headers: { 'retry-after': '2' } }) }
    },
  }),
}
