import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { pageHeaders, securityHeadersOf } from '../guard/security.ts'
import { docsPage } from './docs-page.ts'
import { openAll } from './endpoints.ts'
import { openApiOf } from './openapi.ts'

/** The page as it is answered, and the same with what somebody slipped in behind its policy. */
const PAGE = docsPage(openApiOf(await openAll(), '1.2.3'))
const SLIPPED_IN =
  '<style>main{display:none}</style><script>document.title="taken"</script><img src=x onerror="alert(1)">'
const PAGES: Readonly<Record<string, string>> = {
  '/docs': PAGE,
  '/evil': PAGE.replace('</main>', `${SLIPPED_IN}</main>`),
}

let server: Server
let browser: Browser
beforeAll(async () => {
  server = createServer((request, response) => {
    const headers = { ...securityHeadersOf('http://desk'), ...pageHeaders(PAGE), 'content-type': 'text/html' }
    response.writeHead(200, headers).end(PAGES[request.url ?? ''] ?? '')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  server.close()
})

async function visit(path: string) {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
  const style = await page.evaluate<{ columns: string; main: string }>(
    `({ columns: getComputedStyle(document.querySelector('nav ul')).columnWidth,
        main: getComputedStyle(document.querySelector('main')).display })`,
  )
  const title = await page.title()
  await page.close()
  return { style, title, complaints }
}

test('the page of the API wears its own style sheet under its policy, without a complaint', async () => {
  const { style, title, complaints } = await visit('/docs')
  expect(style).toEqual({ columns: '320px', main: 'block' })
  expect(title).toBe('Gatehouse API 1.2.3')
  expect(complaints).toEqual([])
})

test('nothing that was slipped into it counts or runs', async () => {
  const { style, title, complaints } = await visit('/evil')
  expect(style.main).toBe('block')
  expect(title).toBe('Gatehouse API 1.2.3')
  expect(complaints.filter((text) => /Content Security Policy/i.test(text)).length).toBeGreaterThanOrEqual(3)
})
