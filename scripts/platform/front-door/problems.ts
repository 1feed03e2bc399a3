/** The front door's own refusals, as problem+json (RFC 9457) in the shape the API gives. */
import { randomUUID } from 'node:crypto'
import { type ServerResponse, STATUS_CODES } from 'node:http'

export interface Refusal {
  readonly status: number
  /** Stable machine code. */
  readonly code: string
  readonly detail: string
  readonly headers?: Readonly<Record<string, string>>
}

export function refuse(response: ServerResponse, { status, code, detail, headers }: Refusal): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const given = response.req.headers['x-request-id']
  const requestId = typeof given === 'string' && given !== '' ? given : randomUUID()
  const problem = { type: 'about:blank', title: STATUS_CODES[status], status, code, detail, request_id: requestId }
  const body = JSON.stringify(problem)
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...headers,
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
