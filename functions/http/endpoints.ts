/** Every endpoint of the API, in the order of its description. */
import { type Endpoint, endpoint } from '../guard/endpoint.ts'
import { HttpProblem } from '../guard/problem.ts'
import { calendarEndpoints } from './calendar.ts'
import { docsEndpoints } from './docs.ts'
import { healthEndpoints } from './health.ts'
import { orderEndpoints } from './orders.ts'
import { overviewEndpoints } from './overview.ts'
import { reportEndpoints } from './reports.ts'
import { routerEndpoints } from './router.ts'
import { scheduleEndpoints } from './schedule.ts'
import { signalEndpoints } from './signals.ts'
import { watchlistEndpoints } from './watchlists.ts'

const described: readonly Endpoint[] = [
  ...healthEndpoints,
  ...routerEndpoints,
  ...orderEndpoints,
  ...signalEndpoints,
  ...watchlistEndpoints,
  ...scheduleEndpoints,
  ...overviewEndpoints,
  ...reportEndpoints,
  ...calendarEndpoints,
]

export const ENDPOINTS: readonly Endpoint[] = [...described, ...docsEndpoints(described)]

/** Methods whose refusal is told in the API's own words; the rest are the host's to refuse. */
export const REFUSED_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** What nobody serves, and paths that are served by another method. */
export const UNSERVED: Endpoint = endpoint({
  name: 'unserved',
  method: 'GET',
  route: '{*path}',
  summary: 'Anything else.',
  access: 'public',
  handle: async ({ request }) => {
    const path = new URL(request.url).pathname
    const allow = [...new Set(ENDPOINTS.filter(({ route }) => isAt(route, path)).map(({ method }) => method))]
    if (allow.length === 0) {
      throw new HttpProblem(404, 'NO_SUCH_ROUTE', `There is no ${request.method} ${path}. See /docs.`)
    }
    throw new HttpProblem(405, 'METHOD_NOT_ALLOWED', `${path} takes ${allow.join(' and ')}, not ${request.method}.`, {
      headers: { allow: allow.join(', ') },
    })
  },
})

/** Compares as the host does: by segment, without a trailing slash, in any case. */
function isAt(route: string, path: string): boolean {
  const parts = path.toLowerCase().replace(/\/$/, '').split('/').slice(1)
  const segments = route.split('/')
  return segments.length === parts.length && segments.every((one, at) => one.startsWith('{') || one === parts[at])
}
