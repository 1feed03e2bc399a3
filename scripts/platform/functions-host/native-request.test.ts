import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HttpRequest } from '@azure/functions'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NativeRequest } from './native-request.ts'

type Ask = (request: HttpRequest) => Promise<unknown>

let server: Server
let url: string
let asked: Ask

beforeAll(async () => {
  server = createServer((message, answer) => {
    asked(requestOf(message)).then(
      (value) => answer.end(JSON.stringify(value)),
      (error: Error) => answer.end(JSON.stringify(error.name)),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
})

const requestOf = (message: IncomingMessage): HttpRequest =>
  new HttpRequest({ nativeRequest: new NativeRequest(message), params: {} } as never)

async function ask(question: Ask, init: RequestInit = {}, path = '/'): Promise<unknown> {
  asked = question
  return await (await fetch(`${url}${path}`, { method: 'POST', ...init })).json()
}

describe('a request', () => {
  it.each<[string, Ask, unknown]>([
    ['text', (request) => request.text(), '{"a":"ü"}'],
    ['JSON', (request) => request.json(), { a: 'ü' }],
    ['bytes', async (request) => (await request.arrayBuffer()).byteLength, 10],
    ['a blob', async (request) => (await request.blob()).size, 10],
    ['a stream', async (request) => (await new Response(request.body as never).text()).length, 9],
    [
      'a clone, and itself',
      async (request) => [await request.clone().text(), await request.json()],
      ['{"a":"ü"}', { a: 'ü' }],
    ],
    [
      'text after its body was looked at',
      async (request) => [request.body !== null, await request.text()],
      [true, '{"a":"ü"}'],
    ],
  ])('gives its body as %s', async (_, question, expected) => {
    expect(await ask(question, { body: '{"a":"ü"}' })).toEqual(expected)
  })

  it('gives its body once', async () => {
    const twice: Ask = async (request) => {
      const unused = request.bodyUsed
      await request.text()
      return [unused, request.bodyUsed, await request.text().catch((error: Error) => error.name)]
    }
    expect(await ask(twice, { body: 'x' })).toEqual([false, true, 'TypeError'])
    expect(await ask(async (request) => [await request.text(), request.clone()], { body: 'x' })).toBe('TypeError')
  })

  it('reads a form', async () => {
    const body = new URLSearchParams({ a: '1' })
    expect(await ask(async (request) => [...(await request.formData())], { body })).toEqual([['a', '1']])
  })

  it('without a body is empty, and broken JSON is a SyntaxError', async () => {
    expect(await ask((request) => request.text(), { method: 'GET' })).toBe('')
    expect(await ask(async (request) => request.body, { method: 'GET' })).toBeNull()
    expect(await ask((request) => request.json(), { body: '{' })).toBe('SyntaxError')
  })

  it('knows its method, address, query and headers', async () => {
    const facts: Ask = async (request) => [
      request.method,
      new URL(request.url).pathname,
      request.query.getAll('q'),
      request.headers.get('X-One'),
    ]
    const init = { headers: { 'x-one': 'a' } }
    expect(await ask(facts, init, '/p%20q?q=1&q=2')).toEqual(['POST', '/p%20q', ['1', '2'], 'a'])
  })
})
