/** The answer where no endpoint is: which methods a path takes, or that there is no such path. */
import { type Door, door, type Route } from '../guard/endpoint.ts'
import { HttpProblem } from '../guard/problem.ts'

export const unservedDoor = (routes: readonly Route[]): Door =>
  door({
    summary: 'Anything else.',
    handle: async ({ request }) => {
      const path = new URL(request.url).pathname
      const allow = [...new Set(routes.filter(({ route }) => isAt(route, path)).map(({ method }) => method))]
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
