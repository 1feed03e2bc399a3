import { EventEmitter, once } from 'node:events'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HTTPS_ONLY_HEADER, SECURITY_HEADERS } from '../../../shared/contracts/security-headers.ts'
import { type FrontDoor, startFrontDoor } from './front-door.ts'
import { REQUEST_BODY_BYTES_MAX } from './proxy.ts'

const FRONT_DOOR_ID = '7d3c1a52-0000-4000-8000-000000000001'
const INDEX_HTML = `<!doctype html><title>Desk</title>${'<p>page</p>'.repeat(200)}`
const SECRET = 'outside the folder'
/** Parts that an allowed body would have. */
const PARTS_MAX = 8

const gate = new EventEmitter()
let origin: Server
let door: FrontDoor
let originUrl: string

/** Says what it was asked; /broken breaks off, /early answers before it has read, /drip answers in two parts. */
function startOrigin(): Server {
  return createServer(async (message, answer) => {
    if (message.url === '/broken') return void message.socket.destroy()
    if (message.url === '/early') return void answer.writeHead(413).end('too much')
    if (message.url === '/half') {
      answer.writeHead(200, { 'content-length': 100 }).write('part')
      return void setImmediate(() => message.socket.destroy())
    }
    if (message.url === '/drip') {
      answer.write('one ')
      await once(gate, 'go')
      return void answer.end('two')
    }
    let bytes = 0
    try {
      for await (const chunk of message) bytes += (chunk as Buffer).length
    } catch {
      return
    }
    answer.setHeader('set-cookie', ['a=1', 'b=2'])
    answer.writeHead(message.url === '/teapot' ? 418 : 200, { 'content-type': 'application/json' })
    answer.end(JSON.stringify({ method: message.method, url: message.url, headers: message.headers, bytes }))
  }).listen(0, '127.0.0.1')
}

beforeAll(async () => {
  const root = mkdtempSync(join(tmpdir(), 'front-door-'))
  const webDir = join(root, 'web')
  mkdirSync(join(webDir, 'assets'), { recursive: true })
  writeFileSync(join(webDir, 'index.html'), INDEX_HTML)
  writeFileSync(join(webDir, 'assets', 'index-1a2b.js'), `console.log(1)//${' '.repeat(3000)}`)
  writeFileSync(join(webDir, 'icon.svg'), '<svg/>')
  writeFileSync(join(root, 'secret.txt'), SECRET)
  origin = startOrigin()
  await once(origin, 'listening')
  originUrl = `http://127.0.0.1:${(origin.address() as AddressInfo).port}`
  door = await startFrontDoor({
    port: 0,
    host: '127.0.0.1',
    functionsUrl: originUrl,
    webDir,
    frontDoorId: FRONT_DOOR_ID,
  })
})
afterAll(async () => {
  await door.close()
  origin.closeAllConnections()
  origin.close()
})

/** Sends the path exactly as written; fetch would tidy it first. */
async function raw(
  path: string,
  options: { method?: string; headers?: Record<string, string>; port?: number } = {},
): Promise<{ status: number; headers: IncomingMessage['headers']; body: string }> {
  const client = request({ host: '127.0.0.1', port: options.port ?? door.port, path, ...options, agent: false }).end()
  const [answer] = (await once(client, 'response')) as [IncomingMessage]
  let body = ''
  for await (const chunk of answer.setEncoding('latin1')) body += chunk
  return { status: answer.statusCode ?? 0, headers: answer.headers, body }
}

describe('the dashboard', () => {
  it.each(['/', '/ui', '/ui/', '/ui/orders', '/ui/orders/7', '/ui/symbols/BRK.B', '/ui?book=practice'])(
    'is the page at %s',
    async (path) => {
      const answer = await raw(path)
      expect([answer.status, answer.body]).toEqual([200, INDEX_HTML])
      expect(answer.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringMatching(/^default-src 'self'; script-src 'self'; /),
      })
      const { [HTTPS_ONLY_HEADER]: _, ...overPlainHttp } = SECURITY_HEADERS
      expect(answer.headers).toMatchObject(overPlainHttp)
      expect(answer.headers).not.toHaveProperty(HTTPS_ONLY_HEADER)
    },
  )

  it('keeps hashed assets for ever and other files not at all', async () => {
    const asset = await raw('/ui/assets/index-1a2b.js')
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8')
    const icon = await raw('/ui/icon.svg')
    expect([icon.headers['cache-control'], icon.headers['content-type']]).toEqual(['no-store', 'image/svg+xml'])
  })

  it.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', undefined],
  ])('for a client that accepts %s comes as %s', async (accepted, encoding) => {
    const answer = await raw('/ui/assets/index-1a2b.js', { headers: { 'accept-encoding': accepted } })
    expect(answer.headers['content-encoding']).toBe(encoding)
    const text = await (await fetch(`${door.url}/ui/`, { headers: { 'accept-encoding': accepted } })).text()
    expect(text).toBe(INDEX_HTML)
  })

  it.each([
    '/ui/../secret.txt',
    '/ui/..%2fsecret.txt',
    '/ui/%2e%2e/secret.txt',
    '/ui/%2e%2e%2fsecret.txt',
    '/ui/..\\secret.txt',
    '/ui/..%5csecret.txt',
    '/ui//../secret.txt',
    '/ui/assets/../../secret.txt',
    '/ui/%00.txt',
    '/ui/%E0%A4%A',
    '/ui/absent.js',
  ])('never serves %s', async (path) => {
    const answer = await raw(path)
    expect(answer.status).toBe(404)
    expect(answer.body).not.toContain(SECRET)
  })

  it('takes only reads', async () => {
    const answer = await raw('/ui/', { method: 'POST' })
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD'])
    expect((await raw('/ui/', { method: 'HEAD' })).body).toBe('')
  })
})

describe('the proxy', () => {
  it('passes method, path, query, body, status and repeated headers', async () => {
    const answer = await fetch(`${door.url}/teapot`, { method: 'PUT', body: 'abc' })
    expect(answer.status).toBe(418)
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(await answer.json()).toMatchObject({ method: 'PUT', url: '/teapot', bytes: 3 })
    expect(await (await fetch(`${door.url}/orders/?limit=5`)).json()).toMatchObject({ url: '/orders/?limit=5' })
  })

  it('speaks for the edge alone', async () => {
    const forged = {
      'X-Azure-FDID': 'forged',
      'x-azure-clientip': '8.8.8.8',
      'X-Azure-SocketIP': '8.8.8.8',
      'X-Forwarded-For': '8.8.8.8',
      'x-forwarded-host': 'evil.example',
      Forwarded: 'for=8.8.8.8',
      'X-Original-URL': '/admin',
      'x-kept': 'yes',
    }
    const { headers } = JSON.parse((await raw('/who', { headers: forged })).body) as { headers: Record<string, string> }
    expect(headers).toMatchObject({ 'x-azure-fdid': FRONT_DOOR_ID, 'x-azure-clientip': '127.0.0.1', 'x-kept': 'yes' })
    expect(headers['x-azure-socketip']).toBe('127.0.0.1')
    expect(Object.keys(headers).filter((name) => /azure|forward|original/.test(name))).toHaveLength(3)
    expect(JSON.stringify(headers)).not.toMatch(/8\.8\.8\.8|evil|forged/)
  })

  it('streams: the first part arrives before the last is made', async () => {
    const client = request(`${door.url}/drip`).end()
    const [answer] = (await once(client, 'response')) as [IncomingMessage]
    expect(String((await once(answer, 'data'))[0])).toBe('one ')
    gate.emit('go')
    expect(String((await once(answer, 'data'))[0])).toBe('two')
  })

  it('does not let a broken answer look complete', async () => {
    await expect(fetch(`${door.url}/half`).then((answer) => answer.text())).rejects.toThrow()
  })

  it('bounds the body, whether its length is told or not', async () => {
    const told = await fetch(`${door.url}/big`, { method: 'POST', body: new Uint8Array(REQUEST_BODY_BYTES_MAX + 1) })
    expect(told.status).toBe(413)
    // Fetch goes on reading a stream whose connection was closed, so this one has an end.
    let parts = 0
    const body = new ReadableStream({
      pull: (controller) => {
        parts += 1
        if (parts > 4 * PARTS_MAX) controller.close()
        else controller.enqueue(new Uint8Array(REQUEST_BODY_BYTES_MAX / PARTS_MAX))
      },
    })
    const untold = await fetch(`${door.url}/big`, { method: 'POST', body, duplex: 'half' }).catch(() => undefined)
    expect([413, undefined]).toContain(untold?.status)
    const most = await fetch(`${door.url}/big`, { method: 'POST', body: new Uint8Array(REQUEST_BODY_BYTES_MAX) })
    expect(await most.json()).toMatchObject({ bytes: REQUEST_BODY_BYTES_MAX })
  })

  it('serves on after an answer that came before the body was read', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let turn = 0; turn < 3; turn += 1) {
      const client = request(`${door.url}/early`, { method: 'POST', agent })
      const [[answer]] = await Promise.all([
        once(client, 'response') as Promise<[IncomingMessage]>,
        finished(client.end(new Uint8Array(REQUEST_BODY_BYTES_MAX)), { readable: false }),
      ])
      expect([answer.statusCode, await text(answer)]).toEqual([413, 'too much'])
    }
    agent.destroy()
  })

  it('bounds the headers', async () => {
    expect((await raw('/who', { headers: { 'x-long': 'a'.repeat(20_000) } })).status).toBe(431)
  })

  it('says so when the host breaks off, and when it is away', async () => {
    const broken = await raw('/broken')
    expect([broken.status, broken.headers['retry-after'], broken.headers['content-type']]).toEqual([
      502,
      '1',
      'application/problem+json',
    ])
    const alone = await startFrontDoor({
      port: 0,
      host: '127.0.0.1',
      functionsUrl: () => 'http://127.0.0.1:1',
      webDir: '/nowhere',
      frontDoorId: FRONT_DOOR_ID,
    })
    const away = await raw('/orders', { port: alone.port })
    expect([away.status, away.headers['retry-after'], JSON.parse(away.body).status]).toEqual([503, '1', 503])
    const unbuilt = await raw('/ui/', { port: alone.port })
    expect([unbuilt.status, JSON.parse(unbuilt.body).detail]).toEqual([404, expect.stringContaining('npm run build')])
    await alone.close()
  })
})

describe('a Host header', () => {
  it.each([
    ['127.0.0.1', 200],
    ['localhost', 200],
    ['LOCALHOST', 200],
    ['[::1]', 200],
    ['evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['localhost.', 421],
  ])('of %s with the port gives %i', async (name, status) => {
    for (const path of ['/ui/', '/orders']) {
      const answer = await raw(path, { headers: { host: `${name}:${door.port}` } })
      expect(answer.status).toBe(status)
    }
  })

  it('without the port, or with another, is foreign', async () => {
    expect((await raw('/orders', { headers: { host: 'localhost' } })).status).toBe(421)
    expect((await raw('/orders', { headers: { host: 'localhost:1' } })).status).toBe(421)
  })

  it('cannot be slipped in by an absolute target', async () => {
    const socket = connect(door.port, '127.0.0.1')
    socket.end(`GET http://evil.example/orders HTTP/1.1\r\nHost: localhost:${door.port}\r\nConnection: close\r\n\r\n`)
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 400 /)
  })
})

describe('the front door tells of practice', () => {
  it('none where the desk has none, and what the desk says otherwise', async () => {
    expect(await (await fetch(`${door.url}/practice`)).json()).toEqual({ state: 'none', day: null, done: 0, total: 0 })
    const progress = { state: 'running', day: '2026-11-25', done: 7, total: 399 } as const
    const options = { port: 0, host: '127.0.0.1', functionsUrl: originUrl, webDir: '', frontDoorId: FRONT_DOOR_ID }
    const other = await startFrontDoor({ ...options, practice: () => progress })
    const reply = await fetch(`${other.url}/practice?book=practice`)
    expect([reply.status, reply.headers.get('cache-control'), await reply.json()]).toEqual([200, 'no-store', progress])
    const refused = await fetch(`${other.url}/practice`, { method: 'POST' })
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    await other.close()
  })
})
