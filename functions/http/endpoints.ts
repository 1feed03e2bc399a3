/** Every endpoint of the API, in the order of its description. */
import { type Endpoint, endpoint } from '../guard/endpoint.ts'
import { HttpProblem } from '../guard/problem.ts'
import { docsEndpoints } from './docs.ts'
import { healthEndpoints } from './health.ts'
import { orderEndpoints } from './orders.ts'
import { routerEndpoints } from './router.ts'
import { signalEndpoints } from './signals.ts'

const described: readonly Endpoint[] = [...healthEndpoints, ...routerEndpoints, ...orderEndpoints, ...signalEndpoints]

export const ENDPOINTS: readonly Endpoint[] = [...described, ...docsEndpoints(described)]

/** What nobody serves is answered in the API's own words. */
export const NOT_FOUND: Endpoint = endpoint({
  name: 'not-found',
  method: 'GET',
  route: '{*path}',
  summary: 'Anything else.',
  access: 'public',
  handle: async ({ request }) => {
    throw new HttpProblem(
      404,
      'NO_SUCH_ROUTE',
      `There is no ${request.method} ${new URL(request.url).pathname}. See /docs.`,
    )
  },
})
