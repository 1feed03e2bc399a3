/** One book at a glance. */
import { overviewQuerySchema, overviewSchema } from '../../shared/contracts/api/overview.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { door } from '../guard/endpoint.ts'

export const overviewDoors = {
  overview: door({
    summary: 'A book at a glance: trading state, session, exposure, profit of the day, ages. UNKNOWN is null.',
    query: overviewQuerySchema,
    answer: overviewSchema,
    handle: async ({ context, query }) => {
      const { readOverview } = await import('../../shared/flows/read-overview.ts')
      const overview = await readOverview({ ...context, settings: context.config.desk }, query.book ?? 'paper')
      return { body: encodeWire(overviewSchema, overview), cacheable: true }
    },
  }),
}
