import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ask, shown, Unanswered } from './ask.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  closing.push(
    () => server.closeAllConnections(),
    () => void server.close(),
  )
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a question to a desk', () => {
  test('never follows a redirect, which could carry the token elsewhere', async () => {
    const seen: (string | undefined)[] = []
    const elsewhere = await serve((request, response) => {
      seen.push(request.headers.authorization)
      response.end()
    })
    const url = await serve((_, response) => response.writeHead(307, { location: elsewhere }).end())
    expect(await ask(url, { json: {}, token: 'secret-token' })).toMatchObject({ status: 307 })
    expect(seen).toEqual([])
  })

  test('ends with words when the answer does not end', async () => {
    const url = await serve((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        response.once('drain', more)
      }
      more()
    })
    await expect(ask(url)).rejects.toThrow(new Unanswered('an answer of more than 8388608 bytes'))
  })

  test('ends with words when the answer breaks off', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('part', () => response.destroy())
    })
    await expect(ask(url)).rejects.toThrow(Unanswered)
  })

  test('is shown as one line that says what came', async () => {
    const url = await serve((_, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('<p>\n  no </p>'),
    )
    expect(shown(await ask(url))).toBe('404 text/html <p> no </p>')
  })
})
