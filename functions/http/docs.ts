/** The API's description: OpenAPI from the endpoints' own schemas, and a page of it that needs no script. */
import type { Endpoint } from '../guard/endpoint.ts'
import { endpoint } from '../guard/endpoint.ts'

/** Loaded when somebody reads it: a cold start has other things to do. */
const describe = async (endpoints: readonly Endpoint[], version: string) =>
  (await import('./openapi.ts')).openApiOf(endpoints, version)

/** Endpoints that describe the others and themselves. */
export function docsEndpoints(endpoints: readonly Endpoint[]): Endpoint[] {
  const all: Endpoint[] = [...endpoints]
  all.push(
    endpoint({
      name: 'openapi',
      method: 'GET',
      route: 'openapi.json',
      summary: 'This description as OpenAPI 3.1.',
      access: 'public',
      handle: async ({ context }) => ({ body: await describe(all, context.config.version), cacheable: true }),
    }),
    endpoint({
      name: 'docs',
      method: 'GET',
      route: 'docs',
      summary: 'This description as a page.',
      access: 'public',
      handle: async ({ context }) => {
        const { docsPage } = await import('./docs-page.ts')
        return {
          body: docsPage(await describe(all, context.config.version)),
          contentType: 'text/html; charset=utf-8',
          cacheable: true,
          headers: { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" },
        }
      },
    }),
  )
  return all.slice(endpoints.length)
}
