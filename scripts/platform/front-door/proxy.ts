/**
 * Passes a request on to the functions host and streams the answer back.
 *
 * What only Azure's edge may say (x-azure-*, forwarded and original headers) is taken from no client; it is set here.
 */
import { Agent, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http'
import { type Refusal, refuse } from './problems.ts'

export interface ProxyOptions {
  /** Asked for each request, since a restarted host may listen elsewhere. */
  readonly functionsUrl: () => string
  readonly frontDoorId: string
}

export const REQUEST_BODY_BYTES_MAX = 8_388_608
/** Front Door's longest origin response timeout. */
const ORIGIN_ANSWERS_WITHIN_MS = 240_000
const ORIGIN_SOCKETS_MAX = 256
const RETRY_AFTER_SECONDS = '1'

const FROM_EDGE_ONLY = /^(?:x-azure-|x-forwarded-|x-original-|forwarded$)/
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

export class OriginProxy {
  readonly #options: ProxyOptions
  readonly #agent = new Agent({ keepAlive: true, maxSockets: ORIGIN_SOCKETS_MAX })

  constructor(options: ProxyOptions) {
    this.#options = options
  }

  pass(request: IncomingMessage, response: ServerResponse): void {
    if (Number(request.headers['content-length'] ?? 0) > REQUEST_BODY_BYTES_MAX) {
      refuse(response, TOO_LARGE)
      return
    }
    this.#send(request, response, true)
  }

  close(): void {
    this.#agent.destroy()
  }

  #send(request: IncomingMessage, response: ServerResponse, mayRepeat: boolean): void {
    const headers = this.#headers(request)
    const upstream = openRequest(`${this.#options.functionsUrl()}${request.url}`, {
      method: request.method ?? 'GET',
      headers,
      agent: this.#agent,
      timeout: ORIGIN_ANSWERS_WITHIN_MS,
    })
    let refusal: Refusal | undefined
    const stop = (why: Refusal): void => {
      refusal = why
      upstream.destroy(new Error(why.detail))
    }
    upstream.once('timeout', () => stop(TOO_LATE))
    let answer: IncomingMessage | undefined
    upstream.once('response', (given) => {
      answer = given
      relay(given, response)
    })
    upstream.on('error', (error: NodeJS.ErrnoException) => {
      if (answer?.complete) return // the answer is whole; what broke is the sending of a body nobody reads
      // A kept connection that the host closed meanwhile says nothing about the host; without a body, ask once more.
      const stale = upstream.reusedSocket && error.code === 'ECONNRESET' && !response.headersSent && !response.destroyed
      if (stale && mayRepeat && !sendsBody(request)) this.#send(request, response, false)
      else refuse(response, refusal ?? (error.code === 'ECONNREFUSED' ? AWAY : BROKEN_OFF))
    })
    response.once('close', () => upstream.destroy())
    if (sendsBody(request)) sendBody(request, upstream, stop)
    else upstream.end()
  }

  #headers(request: IncomingMessage): string[] {
    const named = new Set(String(request.headers.connection ?? '').split(/\s*,\s*/))
    const kept: string[] = []
    const raw = request.rawHeaders
    for (let index = 0; index + 1 < raw.length; index += 2) {
      const name = (raw[index] as string).toLowerCase()
      if (HOP_BY_HOP.has(name) || named.has(name) || FROM_EDGE_ONLY.test(name)) continue
      kept.push(name, raw[index + 1] as string)
    }
    if (request.headers['transfer-encoding'] !== undefined) kept.push('transfer-encoding', 'chunked')
    kept.push('x-azure-fdid', this.#options.frontDoorId)
    kept.push('x-azure-clientip', request.socket.remoteAddress ?? '')
    kept.push('x-azure-socketip', request.socket.remoteAddress ?? '')
    return kept
  }
}

const sendsBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0

/** Streams the body on, counting it: a chunked body does not say its length beforehand. */
function sendBody(
  request: IncomingMessage,
  upstream: ReturnType<typeof openRequest>,
  stop: (why: Refusal) => void,
): void {
  let bytes = 0
  let isAnswered = false
  // A host may answer before it has read everything. The rest is read and dropped, so that the connection serves on.
  upstream.once('response', () => {
    isAnswered = true
    request.resume()
  })
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > REQUEST_BODY_BYTES_MAX) {
      request.pause()
      stop(TOO_LARGE)
    } else if (!isAnswered && !upstream.write(chunk)) {
      request.pause()
      upstream.once('drain', () => request.resume())
    }
  })
  request.once('end', () => {
    if (!isAnswered) upstream.end()
  })
}

function relay(answer: IncomingMessage, response: ServerResponse): void {
  const kept: string[] = []
  const raw = answer.rawHeaders
  for (let index = 0; index + 1 < raw.length; index += 2) {
    if (!HOP_BY_HOP.has((raw[index] as string).toLowerCase())) kept.push(raw[index] as string, raw[index + 1] as string)
  }
  response.writeHead(answer.statusCode ?? 502, kept)
  answer.pipe(response)
  // An answer that breaks off must not look complete to the client.
  answer.once('error', () => response.destroy())
}

const again = { 'retry-after': RETRY_AFTER_SECONDS }
const AWAY: Refusal = {
  status: 503,
  code: 'HOST_AWAY',
  detail: 'the functions host is not running; try again shortly',
  headers: again,
}
const BROKEN_OFF: Refusal = {
  status: 502,
  code: 'HOST_BROKE_OFF',
  detail: 'the functions host broke off before it answered',
  headers: again,
}
const TOO_LATE: Refusal = {
  status: 504,
  code: 'HOST_TOO_LATE',
  detail: `the functions host did not answer within ${ORIGIN_ANSWERS_WITHIN_MS} ms`,
}
const TOO_LARGE: Refusal = {
  status: 413,
  code: 'BODY_TOO_LARGE',
  detail: `the request body is larger than ${REQUEST_BODY_BYTES_MAX} bytes`,
  headers: { connection: 'close' },
}
