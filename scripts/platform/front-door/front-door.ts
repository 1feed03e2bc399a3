/**
 * The one origin of the local desk: the dashboard under /ui/ and at /, everything else from the functions host.
 *
 * It stands where Azure Front Door stands. Bound to loopback it also refuses a foreign Host header, so that a page from
 * elsewhere cannot reach the desk by rebinding its own name to 127.0.0.1.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PracticeProgress } from '../../../shared/contracts/api/practice.ts'
import { Dashboard } from './dashboard.ts'
import { answerPractice, NO_PRACTICE } from './practice.ts'
import { refuse } from './problems.ts'
import { OriginProxy } from './proxy.ts'

export interface FrontDoorOptions {
  /** 0 takes a free port. */
  readonly port: number
  /** Address to bind, such as 127.0.0.1 or ::1. */
  readonly host: string
  /** Where the functions host listens; a function when it may move. */
  readonly functionsUrl: string | (() => string)
  /** Folder of the built dashboard; may be absent. */
  readonly webDir: string
  /** Sent to the app as x-azure-fdid. */
  readonly frontDoorId: string
  /** Told at /practice; none when absent. */
  readonly practice?: () => PracticeProgress
}

export interface FrontDoor {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

const HEADER_BYTES_MAX = 16_384
const HEADERS_WITHIN_MS = 15_000
const REQUEST_WITHIN_MS = 120_000
const KEEP_ALIVE_MS = 65_000
const CLOSE_WITHIN_MS = 2_000
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/

/** Listens and resolves with the address. Rejects when the port is taken. */
export async function startFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const { functionsUrl, frontDoorId, practice = () => NO_PRACTICE } = options
  const dashboard = new Dashboard(options.webDir)
  const proxy = new OriginProxy({
    functionsUrl: typeof functionsUrl === 'string' ? () => functionsUrl : functionsUrl,
    frontDoorId,
  })
  let allowedHosts: ReadonlySet<string> | undefined
  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX }, (request, response) => {
    if (isRefused(request, response, allowedHosts)) return
    const path = (request.url ?? '/').split('?', 1)[0] as string
    if (path === '/' || path === '/ui' || path.startsWith('/ui/')) {
      dashboard.answer(request, response, path.slice('/ui/'.length)).catch((error: Error) => {
        refuse(response, {
          status: 500,
          code: 'DASHBOARD_UNREADABLE',
          detail: `the dashboard cannot be read: ${error.message}`,
        })
      })
    } else if (path === '/practice') answerPractice(request, response, practice())
    else proxy.pass(request, response)
  })
  server.headersTimeout = HEADERS_WITHIN_MS
  server.requestTimeout = REQUEST_WITHIN_MS
  server.keepAliveTimeout = KEEP_ALIVE_MS
  const port = await listen(server, options)
  if (LOOPBACK.test(options.host)) allowedHosts = loopbackHosts(port)
  return {
    port,
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const timer = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS)
      await closed
      clearTimeout(timer)
      proxy.close()
    },
  }
}

async function listen(server: Server, options: FrontDoorOptions): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  return (server.address() as AddressInfo).port
}

const loopbackHosts = (port: number): Set<string> =>
  new Set(['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${port}`))

/** Answers what may not pass; false lets the request on. */
function isRefused(
  request: IncomingMessage,
  response: ServerResponse,
  allowedHosts: ReadonlySet<string> | undefined,
): boolean {
  const host = (request.headers.host ?? '').toLowerCase()
  if (allowedHosts && !allowedHosts.has(host)) {
    const detail = `this desk answers only to ${[...allowedHosts].join(', ')}, not to "${host}"`
    refuse(response, { status: 421, code: 'FOREIGN_HOST', detail, headers: { connection: 'close' } })
    return true
  }
  if (!request.url?.startsWith('/')) {
    const detail = 'the request target must be a path'
    refuse(response, { status: 400, code: 'INVALID_TARGET', detail, headers: { connection: 'close' } })
    return true
  }
  return false
}
