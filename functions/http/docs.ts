/** The API's description: OpenAPI from the endpoints' own schemas, and a page of it that needs no script. */
import { type Door, door, type Endpoint } from '../guard/endpoint.ts'
import { pageHeaders } from '../guard/security.ts'
import { docsPage } from './docs-page.ts'
import { openApiOf } from './openapi.ts'

/** Doors that describe all of them, themselves too. */
export const docsDoors = (openAll: () => Promise<readonly Endpoint[]>): Readonly<Record<'openapi' | 'docs', Door>> => ({
  openapi: door({
    summary: 'This description as OpenAPI 3.1.',
    handle: async ({ context }) => ({ body: openApiOf(await openAll(), context.config.version), cacheable: true }),
  }),
  docs: door({
    summary: 'This description as a page.',
    handle: async ({ context }) => {
      const body = docsPage(openApiOf(await openAll(), context.config.version))
      return { body, contentType: 'text/html; charset=utf-8', cacheable: true, headers: pageHeaders(body) }
    },
  }),
})
