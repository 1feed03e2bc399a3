/** The HTTP trigger: routes, keys and bodies on one Node server. */
import { randomUUID, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { format } from 'node:util'
import { HttpRequest, InvocationContext } from '@azure/functions'
import type { Binding, RegisteredFunction } from './core-api.ts'
import type { HostConfig } from './host-json.ts'
import { writeHttpResult } from './http-response.ts'
import type { InvocationFacts, Invoker } from './invocation.ts'
import type { LogLevel } from './log.ts'
import { BODY_BYTES_MAX, BodyTooLarge, NativeRequest } from './native-request.ts'
import { bindingsOf, type OutputSender } from './outputs.ts'
import { RequestLine } from './request-line.ts'
import { matchRoute, parseRoute, type Route, sortRoutes } from './routes.ts'

/** Keys for routes of level "function" and "admin"; without a key nobody passes. The admin key opens both. */
export interface HostKeys {
  readonly function?: string
  readonly admin?: string
}

interface HttpTarget {
  readonly registered: RegisteredFunction
  readonly authLevel: string
  readonly options: object
}

export interface HttpSetup {
  readonly functions: readonly RegisteredFunction[]
  readonly routePrefix: string
  readonly http: HostConfig['http']
  readonly keys: HostKeys
  readonly invoker: Invoker
  readonly outputs: OutputSender
}

const HEADERS_WITHIN_MS = 20_000
const REQUEST_WITHIN_MS = 300_000
const KEEP_ALIVE_MS = 65_000
const DRAIN_WITHIN_MS = 3_000
const HEADER_BYTES_MAX = 32_768
const LOOPBACK = '127.0.0.1'

export class HttpTrigger {
  readonly #setup: HttpSetup
  readonly #routes: readonly Route<HttpTarget>[]
  readonly #server: Server
  readonly #line: RequestLine

  constructor(setup: HttpSetup) {
    this.#setup = setup
    this.#line = new RequestLine(setup.http.outstandingMax, setup.http.concurrentMax)
    this.#routes = sortRoutes(setup.functions.map((one) => routeOf(one, setup.routePrefix)))
    this.#server = createServer({ maxHeaderSize: HEADER_BYTES_MAX }, (request, response) => {
      void this.#answer(request, response)
    })
    this.#server.headersTimeout = HEADERS_WITHIN_MS
    this.#server.requestTimeout = REQUEST_WITHIN_MS
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS
  }

  /** Listens on loopback and resolves with the port. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, LOOPBACK, resolve)
    })
    return (this.#server.address() as AddressInfo).port
  }

  /** Takes no new request and waits a bounded time for those under way. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    const timer = setTimeout(() => this.#server.closeAllConnections(), DRAIN_WITHIN_MS)
    await closed
    clearTimeout(timer)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET'
    const url = request.url ?? '/'
    const query = url.indexOf('?')
    const path = query < 0 ? url : url.slice(0, query)
    try {
      const match = matchRoute(this.#routes, method === 'HEAD' ? 'GET' : method, path)
      if (!match) return refuse(request, response, 404)
      if (!this.#admits(match.target.authLevel, request, query < 0 ? '' : url.slice(query))) {
        return refuse(request, response, 401)
      }
      if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) return refuse(request, response, 413)
      const facts: InvocationFacts = { trigger: 'http', method, path }
      const { target, params } = match
      const taken = this.#line.take(() => this.#invoke(target, params, { request, response, facts }))
      if (taken) await taken
      else refuse(request, response, 429)
    } catch (error) {
      // The invocation's line already tells the failure; what is left is an answer, if none was begun.
      if (response.headersSent) response.destroy()
      else refuse(request, response, statusOf(error))
    }
  }

  async #invoke(
    target: HttpTarget,
    params: Readonly<Record<string, string>>,
    exchange: { request: IncomingMessage; response: ServerResponse; facts: InvocationFacts },
  ): Promise<void> {
    const { invoker, outputs } = this.#setup
    const { registered } = target
    const invocationId = randomUUID()
    const native = new NativeRequest(exchange.request)
    await invoker.logged(registered, invocationId, exchange.facts, async () => {
      const input = new HttpRequest({ nativeRequest: native, params } as never)
      const context = new InvocationContext({
        invocationId,
        functionName: registered.metadata.name,
        options: target.options,
        logHandler: (level: LogLevel, ...args: unknown[]) =>
          invoker.userLog(registered, invocationId, level, format(...args)),
      } as never)
      const given = { context, inputs: [input] }
      const result = await invoker.withHooks(registered, given, (inputs, callback) => callback(...inputs, context))
      await outputs.sendExtra(registered, (name) => context.extraOutputs.get(name))
      await writeHttpResult(exchange.response, result)
      native.drop()
      exchange.facts.status = exchange.response.statusCode
    })
  }

  #admits(authLevel: string, request: IncomingMessage, search: string): boolean {
    if (authLevel === 'anonymous') return true
    const header = request.headers['x-functions-key']
    const given = typeof header === 'string' ? header : new URLSearchParams(search).get('code')
    if (!given) return false
    const { keys } = this.#setup
    return sameKey(given, keys.admin) || (authLevel === 'function' && sameKey(given, keys.function))
  }
}

function routeOf(registered: RegisteredFunction, prefix: string): Route<HttpTarget> {
  const { trigger, ...bindings } = bindingsOf(registered.metadata)
  const own = typeof trigger.route === 'string' ? trigger.route : registered.metadata.name
  const template = [prefix, own.replace(/^\/+|\/+$/g, '')].filter((part) => part !== '').join('/')
  const authLevel = String(trigger.authLevel ?? 'anonymous').toLowerCase()
  return parseRoute(template, methodsOf(trigger), { registered, authLevel, options: { trigger, ...bindings } })
}

const methodsOf = (trigger: Binding): string[] =>
  Array.isArray(trigger.methods) ? trigger.methods.map(String) : ['GET', 'POST']

function sameKey(given: string, key: string | undefined): boolean {
  if (!key) return false
  const [a, b] = [Buffer.from(given), Buffer.from(key)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const statusOf = (error: unknown): number =>
  error instanceof BodyTooLarge ? 413 : error instanceof URIError ? 400 : 500

/** The host's own refusals have no body, as in Azure. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  response.statusCode = status
  response.setHeader('content-length', 0)
  // An unread body would have to be received to the end before the connection could serve again.
  if (!request.readableEnded && hasBody(request)) response.setHeader('connection', 'close')
  response.end()
}

const hasBody = (request: IncomingMessage): boolean =>
  request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
