/** Writes what an HTTP function returned: an init object directly, anything richer through a fetch Response. */
import type { ServerResponse } from 'node:http'

export interface HttpResult {
  readonly status?: number
  readonly body?: unknown
  readonly jsonBody?: unknown
  readonly headers?: Headers | Record<string, string> | readonly (readonly [string, string])[]
  readonly cookies?: readonly Cookie[]
}

interface Cookie {
  readonly name: string
  readonly value: string
  readonly domain?: string
  readonly path?: string
  readonly expires?: Date | number
  readonly secure?: boolean
  readonly httpOnly?: boolean
  readonly sameSite?: 'Strict' | 'Lax' | 'None' | undefined
  readonly maxAge?: number
}

/** Statuses that fetch forbids a body for. */
const NULL_BODY = new Set([204, 205, 304])
/** Belong to one connection; the server decides them. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'])

/** Sends the whole answer; resolves when it is handed over or the client has gone. Nothing returned is an empty 200. */
export async function writeHttpResult(response: ServerResponse, result: unknown): Promise<void> {
  if (result === undefined || result === null) {
    response.end()
    return
  }
  if (typeof result !== 'object') {
    throw new TypeError(`an HTTP function returned a ${typeof result}; return an object with status, headers, body`)
  }
  const isResponse = 'arrayBuffer' in result && 'headers' in result
  const init = result as HttpResult
  const status = init.status ?? 200
  if (!isResponse && (!Number.isInteger(status) || status < 200 || status > 599)) {
    throw new RangeError(`an HTTP function returned status ${status}; use 200 to 599`)
  }
  const direct = isResponse ? undefined : directBody(init)
  if (direct === undefined) {
    await writeStream(response, isResponse ? (result as Response) : toResponse(init, status), init.cookies)
    return
  }
  response.statusCode = status
  setHeaders(response, init.headers, init.cookies)
  if (direct === null || NULL_BODY.has(status)) {
    response.end()
    return
  }
  if (!response.hasHeader('content-type') && direct.type !== '') response.setHeader('content-type', direct.type)
  const bytes = typeof direct.body === 'string' ? Buffer.byteLength(direct.body) : direct.body.byteLength
  response.setHeader('content-length', bytes)
  response.end(direct.body)
}

type Direct = { readonly body: string | Uint8Array; readonly type: string }

/** The body when it needs no conversion; null for none, undefined when fetch must convert it. */
function directBody({ jsonBody, body }: HttpResult): Direct | null | undefined {
  if (jsonBody !== undefined && jsonBody !== null) return { body: JSON.stringify(jsonBody), type: 'application/json' }
  if (body === undefined || body === null) return null
  if (typeof body === 'string') return { body, type: 'text/plain;charset=UTF-8' }
  if (body instanceof Uint8Array) return { body, type: '' }
  return undefined
}

function toResponse(init: HttpResult, status: number): Response {
  return new Response(NULL_BODY.has(status) ? null : (init.body as never), {
    status,
    ...(init.headers && { headers: init.headers as never }),
  })
}

async function writeStream(response: ServerResponse, source: Response, cookies: HttpResult['cookies']): Promise<void> {
  response.statusCode = source.status
  setHeaders(response, source.headers, cookies)
  const reader = source.body?.getReader()
  if (!reader || response.req.method === 'HEAD') {
    await reader?.cancel()
    response.end()
    return
  }
  // A client that goes away cancels the stream, so that its source can stop producing.
  const onClose = (): void => {
    reader.cancel(new Error('the client went away')).catch(() => {})
  }
  response.once('close', onClose)
  response.flushHeaders()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    if (!response.write(value)) await drained(response)
  }
  response.off('close', onClose)
  response.end()
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go)
      response.off('close', go)
      resolve()
    }
    response.once('drain', go)
    response.once('close', go)
  })
}

function setHeaders(response: ServerResponse, headers: HttpResult['headers'], cookies: HttpResult['cookies']): void {
  if (headers) {
    const pairs = Symbol.iterator in headers ? headers : Object.entries(headers)
    for (const [name, value] of pairs as Iterable<[string, string]>) {
      if (!HOP_BY_HOP.has(name.toLowerCase())) response.appendHeader(name, String(value))
    }
  }
  for (const cookie of cookies ?? []) response.appendHeader('set-cookie', cookieText(cookie))
}

function cookieText(cookie: Cookie): string {
  const parts = [`${cookie.name}=${encodeURIComponent(cookie.value)}`]
  if (cookie.maxAge !== undefined) parts.push(`Max-Age=${Math.floor(cookie.maxAge)}`)
  if (cookie.domain) parts.push(`Domain=${cookie.domain}`)
  if (cookie.path) parts.push(`Path=${cookie.path}`)
  if (cookie.expires !== undefined) parts.push(`Expires=${new Date(cookie.expires).toUTCString()}`)
  if (cookie.httpOnly) parts.push('HttpOnly')
  if (cookie.secure) parts.push('Secure')
  if (cookie.sameSite) parts.push(`SameSite=${cookie.sameSite}`)
  return parts.join('; ')
}
