/** A desk that is reached from elsewhere by its operator token, and a site that does not say how to sign in. */
import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Desk, seriousFaults, sidewaysScroll, tabTo } from './testing/desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await Desk.open({ host: '0.0.0.0' })
})
afterAll(async () => await desk?.[Symbol.asyncDispose]())

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const LOOKS = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 375, height: 700 } },
] as const

test('a desk that nobody may read asks for its token once, by the keyboard, and then shows the very page', async () => {
  const { page } = await desk.page('positions?book=smoke')
  await heading(page, 'Operator token')
  expect(await page.getByLabel('Operator token').count()).toBe(1)
  await tabTo(page, page.getByLabel('Operator token'))
  await page.keyboard.type('wrong-token-000000')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('The operator token is not the right one.').waitFor()
  const withWrong: string[] = []
  page.on('request', (request) => {
    if (request.headers().authorization?.endsWith('wrong-token-000000')) withWrong.push(request.url())
  })
  await page.reload()
  await heading(page, 'Operator token')
  await tabTo(page, page.getByLabel('Operator token'))
  await page.keyboard.press('Control+a')
  await page.keyboard.type(desk.platform.operatorToken)
  await page.keyboard.press('Enter')
  await page.getByText('No positions in book smoke.').waitFor()
  expect(page.url()).toBe(`${desk.url}/ui/positions?book=smoke`)
  // What the first reads of a page come to; no poll repeats it.
  expect(withWrong.length).toBeLessThan(5)
  await page.context().close()
})

test('whether such a desk is ready is told without a token', async () => {
  const { page } = await desk.page('orders')
  await heading(page, 'Operator token')
  await page.getByRole('link', { name: 'Health' }).click()
  await page.getByText('Only the verdict is public.').waitFor()
  await page.context().close()
})

test('where the operator token is asked for, nothing of the sign-in library is loaded', async () => {
  const asked: string[] = []
  const { page } = await desk.page('orders', {}, async (context) => {
    context.on('request', (request) => asked.push(request.url()))
  })
  await heading(page, 'Operator token')
  expect(asked.length).toBeGreaterThan(2)
  expect(asked.filter((url) => /entra|msal|microsoftonline/.test(url))).toEqual([])
  await page.context().close()
})

const ENTRA = {
  kind: 'entra',
  authority: 'https://login.microsoftonline.com',
  tenant_id: '',
  client_id: '',
  scope: 'a',
}

describe('a site that does not say how to sign in shows nothing of the desk, but what is wrong:', () => {
  test.each<[string, (route: Route) => Promise<void>, RegExp]>([
    ['no file', (route) => route.fulfill({ status: 404 }), /sign-in\.json answered with status 404\./],
    ['a page in its place', (route) => route.fulfill({ body: '<!doctype html>' }), /sign-in\.json is not JSON\./],
    ['no answer', (route) => route.abort(), /sign-in\.json cannot be fetched: no connection\./],
    ['an unknown kind', (route) => route.fulfill({ json: { kind: 'none' } }), /sign-in\.json: kind /],
    ['not an object', (route) => route.fulfill({ body: 'null' }), /sign-in\.json: body /],
    [
      'empty ids',
      (route) => route.fulfill({ json: ENTRA }),
      /tenant_id must be the id of the directory; client_id must/,
    ],
    [
      'another authority',
      (route) => route.fulfill({ json: { ...ENTRA, authority: 'https://login.example.com' } }),
      /authority must be https:\/\/login\.microsoftonline\.com, which the security policy allows/,
    ],
  ])('%s', async (_, answer, words) => {
    const asked: string[] = []
    const { page } = await desk.page('orders', {}, async (context) => {
      await context.route('**/ui/sign-in.json', answer)
      context.on('request', (request) => asked.push(request.url()))
    })
    await heading(page, 'Signing in is not set up')
    await page.getByRole('alert').getByText(words).waitFor()
    expect(asked.filter((url) => new URL(url).pathname === '/orders' || url.includes('microsoftonline'))).toEqual([])
    await page.context().close()
  })
})

describe.each(LOOKS)('in $colorScheme colours at $viewport.width px', (look) => {
  test.each([
    ['Operator token', (route: Route) => route.continue()],
    ['Signing in is not set up', (route: Route) => route.fulfill({ json: ENTRA })],
  ])('the %s page passes axe, has no sideways scroll and breaks no policy', async (title, answer) => {
    const { page, complaints } = await desk.page('orders', look, (context) =>
      context.route('**/ui/sign-in.json', answer),
    )
    await heading(page, title)
    expect(await sidewaysScroll(page)).toBe(0)
    expect(await seriousFaults(page)).toEqual([])
    // The browser notes every 401 by itself.
    expect(complaints.filter((text) => !text.includes('status of 401'))).toEqual([])
    await page.context().close()
  })
})
