/** A door before a desk that does one thing wrong: it passes requests on, and bends what the test asks it to. */
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Certificate } from '../../testing/certificate.ts'

export interface Passing {
  method: string
  path: string
  headers: Record<string, string>
  body: string
}

export interface Passed {
  status: number
  headers: Record<string, string>
  body: string
}

export interface Bend {
  /** Answers in the desk's place. */
  readonly instead?: (passing: Passing) => Passed | undefined
  readonly request?: (passing: Passing) => void
  readonly answer?: (passed: Passed, passing: Passing) => void
  /** Speaks https, as a server on localhost. */
  readonly certificate?: Certificate
}

const OF_THE_CONNECTION = /^(connection|keep-alive|transfer-encoding|content-length|content-encoding|host)$/

const kept = (entries: Iterable<[string, string]>): Record<string, string> =>
  Object.fromEntries([...entries].filter(([name]) => !OF_THE_CONNECTION.test(name)))

export async function openCrookedDoor(target: string, bend: Bend): Promise<AsyncDisposable & { readonly url: string }> {
  const listener: RequestListener = async (request, response) => {
    const headers = kept(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const passing: Passing = {
      ...{ method: request.method ?? 'GET', path: request.url ?? '/', headers, body: await text(request) },
    }
    bend.request?.(passing)
    const passed = bend.instead?.(passing) ?? (await passOn(target, passing))
    bend.answer?.(passed, passing)
    response.writeHead(passed.status, passed.headers).end(passed.body)
  }
  const { certificate: tls } = bend
  const server = tls ? createSecureServer({ key: tls.key, cert: tls.certificate }, listener) : createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function passOn(target: string, { method, path, headers, body }: Passing): Promise<Passed> {
  const answer = await fetch(`${target}${path}`, {
    method,
    headers,
    ...(body === '' ? {} : { body }),
    redirect: 'manual',
  })
  return { status: answer.status, headers: kept(answer.headers), body: await answer.text() }
}
