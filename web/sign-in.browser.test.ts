/** Signing in against a desk that takes no read without a name: its own directory, the vendor's library, a browser. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Directory } from '../scripts/testing/directory.ts'
import { DAY, storeDay } from './testing/day-rows.ts'
import { Desk, type OpenPage, seriousFaults, sidewaysScroll, tabTo } from './testing/desk.ts'
import { answerResearch } from './testing/research-answers.ts'
import { ENTRA_SIGN_IN, SignInService } from './testing/sign-in-service.ts'

const WEB_DIR = join(import.meta.dirname, '../dist/web')

let desk: Desk
let directory: Directory
let service: SignInService
let webDir: string

beforeAll(async () => {
  directory = await Directory.start()
  webDir = mkdtempSync(join(tmpdir(), 'gatehouse-site-'))
  cpSync(WEB_DIR, webDir, { recursive: true })
  writeFileSync(join(webDir, 'sign-in.json'), JSON.stringify(ENTRA_SIGN_IN))
  desk = await Desk.open({ host: '0.0.0.0', webDir, env: directory.settings })
})
afterAll(async () => {
  await desk?.[Symbol.asyncDispose]()
  await directory?.[Symbol.asyncDispose]()
  rmSync(webDir, { recursive: true, force: true })
})
beforeEach(() => {
  service = new SignInService(directory)
})

const timesAsked = (what: string): number => service.asked.filter((each) => each === what).length
const POLL_MS = 20_000

const visit = (path: string, look = {}): Promise<OpenPage> =>
  desk.page(path, look, async (context) => await service.attach(context))
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const alert = (page: Page, words: RegExp) => page.getByRole('alert').filter({ hasText: words }).waitFor()
const keysOf = (page: Page, storage: string) => page.evaluate<string[]>(`Object.keys(${storage}).sort()`)

test('the first visit signs in and comes back to the very page, and every read carries the token', async () => {
  const asked: string[] = []
  const tokens = new Set<string>()
  const { page, complaints } = await desk.page('orders?book=smoke&symbol=AAPL', {}, async (context) => {
    await service.attach(context)
    context.on('request', (request) => {
      if (!request.url().startsWith(desk.url)) return
      asked.push(request.url())
      const { authorization } = request.headers()
      if (new URL(request.url()).pathname === '/orders') tokens.add(authorization ?? 'nobody')
    })
  })
  await page.getByText('No orders in book smoke for AAPL.').waitFor()
  expect(page.url()).toBe(`${desk.url}/ui/orders?book=smoke&symbol=AAPL`)
  expect(service.asked).toEqual(['authorize', 'authorization_code'])
  expect([...tokens]).toEqual([expect.stringMatching(/^Bearer ey/)])
  expect(asked.filter((url) => /[?&](code|state|access_token)=/.test(url))).toEqual([])
  expect(await keysOf(page, 'localStorage')).not.toContainEqual(expect.stringMatching(/msal|token/))
  await page.getByText('Ada Lovelace').waitFor()
  expect(await page.locator('.account').textContent()).toContain('Viewer')
  expect(await page.getByLabel('Operator token').count()).toBe(0)
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a page that is loaded again stays signed in, and asks nobody', async () => {
  const { page } = await visit('positions?book=smoke')
  await page.getByText('No positions in book smoke.').waitFor()
  await page.reload()
  await page.getByText('No positions in book smoke.').waitFor()
  expect(service.asked).toEqual(['authorize', 'authorization_code'])
  await page.context().close()
})

test('a service that words the scope otherwise than it was asked for is not asked with every read', async () => {
  service.grantedScope = 'api://gatehouse/desk'
  const { page } = await visit('orders?book=smoke')
  for (let reads = 0; reads < 3; reads += 1) {
    await page.waitForResponse((response) => new URL(response.url()).pathname === '/orders')
  }
  expect(service.asked).toEqual(['authorize', 'authorization_code'])
  await page.context().close()
})

describe('what the roles of a person allow', () => {
  test.each([
    ['router', 'Run router', 'Operator'],
    ['watchlist', 'Write the list', 'Operator'],
    ['sweeps', 'Ask for the sweep', 'Operator'],
    ['?book=smoke&day=2014-06-06', 'Run now: Startup check of 03:58', 'Operator'],
    ['sweeps/momentum-running', 'Cancel the job…', 'Operator'],
    ['sweeps/momentum-spy/cells/12', 'Ask to promote cell 12…', 'Approver'],
  ])('a Viewer finds the control of %s shut, with the role that is missing', async (path, control, role) => {
    const { page } = await desk.page(path, {}, async (context) => {
      await service.attach(context)
      await answerResearch(context)
    })
    const button = page.getByRole('button', { name: control, exact: true })
    await button.waitFor()
    await page.getByText(`needs the role ${role}; you have Viewer.`).first().waitFor()
    expect(await button.isDisabled()).toBe(true)
    await page.context().close()
  })

  test('an Operator changes the desk and is named in the trail, but promotes nothing', async () => {
    service.roles = ['Operator']
    const { page } = await visit('router')
    await page.getByRole('button', { name: 'Fill in the smoke' }).click()
    await page.getByRole('button', { name: 'Run router' }).click()
    await page.getByRole('button', { name: 'Run and publish' }).click()
    await page.getByRole('region', { name: 'Result' }).getByText('✓ PUBLISHED').waitFor()
    await answerResearch(page.context())
    await page.goto(`${desk.url}/ui/sweeps/momentum-spy/cells/12`)
    await page.getByText('needs the role Approver; you have Operator.').waitFor()
    await page.context().close()
  })

  test('an Approver without the role Operator may ask for a promotion alone', async () => {
    service.roles = ['Viewer', 'Approver']
    const { page } = await visit('health')
    await answerResearch(page.context())
    await page.goto(`${desk.url}/ui/sweeps/momentum-spy/cells/12`)
    await page.getByRole('button', { name: 'Ask to promote cell 12…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Ask for it' }).click()
    await page.getByRole('region', { name: 'Gates of decision 2' }).waitFor()
    await page.goto(`${desk.url}/ui/router`)
    await page.getByText('needs the role Operator; you have Viewer and Approver.').waitFor()
    await page.context().close()
  })

  test('the desk has the last word: a role that it misses is told where the change was asked for', async () => {
    service.roles = ['Operator']
    const { page } = await visit('router')
    const detail = 'This needs the role Operator; the caller has Viewer.'
    const problem = { type: 'about:blank', title: 'Forbidden', status: 403, code: 'ROLE_REQUIRED', detail }
    await page.route(/\/router\/run$/, (route) => route.fulfill({ status: 403, json: { ...problem, request_id: 'r' } }))
    await page.getByRole('button', { name: 'Fill in the smoke' }).click()
    await page.getByRole('button', { name: 'Run router' }).click()
    await page.getByRole('button', { name: 'Run and publish' }).click()
    await alert(page, /This needs the role Operator; the caller has Viewer\./)
    await page.context().close()
  })

  test('somebody without any role sees who they are and a way out, not a page of faults', async () => {
    service.roles = []
    const { page } = await visit('orders')
    await heading(page, 'No role')
    expect(await page.getByRole('navigation').getByRole('link').count()).toBe(0)
    await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click()
    await heading(page, 'Sign in')
    await page.context().close()
  })
})

describe('a token that runs out', () => {
  /** Tokens are renewed five minutes early, so this one at once or after three seconds. */
  const EARLY_SECONDS = 300

  test('is renewed in the background, while what was typed stays', async () => {
    service.roles = ['Operator']
    service.lifeSeconds = EARLY_SECONDS + 3
    const { page, complaints } = await visit('router')
    await page.getByLabel('Symbol', { exact: true }).first().fill('NVDA')
    await expect.poll(() => timesAsked('refresh_token'), { timeout: POLL_MS }).toBeGreaterThan(1)
    expect(await page.getByLabel('Symbol', { exact: true }).first().inputValue()).toBe('NVDA')
    expect(timesAsked('authorize')).toBe(1)
    expect(await page.getByRole('button', { name: 'Sign in again' }).count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('and cannot be renewed keeps the page, asks nothing more, and signs in again to where one was', async () => {
    service.roles = ['Operator']
    service.lifeSeconds = EARLY_SECONDS + 3
    const { page } = await visit('router?book=smoke')
    await page.getByLabel('Symbol', { exact: true }).first().fill('NVDA')
    service.hasForgotten = true
    await alert(page, /Your sign-in has ended\./)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.getByRole('button', { name: 'Run router' }).click()
    await alert(page, /^Nothing was sent: Your sign-in has ended\./)
    expect(await page.getByLabel('Symbol', { exact: true }).first().inputValue()).toBe('NVDA')
    expect(asked).toEqual([])
    service.hasForgotten = false
    await page.getByRole('button', { name: 'Sign in again' }).click()
    await expect.poll(() => timesAsked('authorize'), { timeout: POLL_MS }).toBe(2)
    await heading(page, 'Router')
    expect(page.url()).toBe(`${desk.url}/ui/router?book=smoke`)
    await page.context().close()
  })

  test('is used to its end while the service is away, which is then told until it is back', async () => {
    service.lifeSeconds = 8
    const { page } = await visit('orders?book=smoke')
    await page.getByText('No orders in book smoke').or(page.getByRole('rowheader').first()).waitFor()
    service.isAway = true
    const read = await page.waitForResponse((response) => new URL(response.url()).pathname === '/orders')
    expect([200, 304]).toContain(read.status())
    await alert(page, /login\.microsoftonline\.com does not answer/)
    service.isAway = false
    await page
      .getByText(/login\.microsoftonline\.com does not answer/)
      .first()
      .waitFor({ state: 'detached' })
    expect(timesAsked('authorize')).toBe(1)
    await page.context().close()
  })

  test('and is not one for this desk is told once, and the desk is not asked again and again', async () => {
    service.audience = '55555555-5555-4555-8555-555555555555'
    const { page } = await visit('orders')
    await alert(page, /The desk does not accept this sign-in\. The token has a wrong "aud"/)
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    for (const name of ['Positions', 'Watchlist', 'Orders & Fills']) {
      await page.getByRole('link', { name }).click()
      await heading(page, name)
      await page.getByText('This could not be read.').first().waitFor()
    }
    expect(asked.filter((path) => !path.startsWith('/ui/'))).toEqual([])
    await page.context().close()
  })
})

describe('an attempt that leads nowhere', () => {
  test('is told in the service’s words, does not go round in circles, and can be made again', async () => {
    service.denies = true
    const { page } = await visit('orders?book=smoke')
    await heading(page, 'Sign in')
    await alert(page, /Signing in was refused: AADSTS65004: User declined to consent.* \(access_denied\)\./)
    expect(page.url()).toBe(`${desk.url}/ui/orders?book=smoke`)
    await page.reload()
    await heading(page, 'Sign in')
    expect(service.asked).toEqual(['authorize'])
    service.denies = false
    await tabTo(page, page.getByRole('button', { name: 'Sign in' }))
    await page.keyboard.press('Enter')
    await heading(page, 'Orders & Fills')
    expect(page.url()).toBe(`${desk.url}/ui/orders?book=smoke`)
    await page.context().close()
  })

  test('because the service is away ends on a page with a button, not in the browser’s own', async () => {
    service.isAway = true
    const { page } = await visit('health')
    await heading(page, 'Sign in')
    await alert(page, /login\.microsoftonline\.com does not answer/)
    service.isAway = false
    await page.getByRole('button', { name: 'Sign in' }).click()
    await heading(page, 'Health')
    await page.context().close()
  })
})

test('signing out leaves nothing in the tab, ends the session at the service, and waits for a hand', async () => {
  const { page, complaints } = await visit('positions?book=smoke')
  await page.evaluate("sessionStorage.setItem('gatehouse.pending-run', '{}')")
  await page.getByRole('button', { name: 'Sign out' }).click()
  await heading(page, 'Sign in')
  expect(service.asked).toEqual(['authorize', 'authorization_code', 'logout'])
  expect(page.url()).toBe(`${desk.url}/ui/`)
  // The library notes its own version when it starts again.
  expect(await keysOf(page, 'sessionStorage')).toEqual(['gatehouse.ask-before-sign-in', 'msal.version'])
  await page.reload()
  await heading(page, 'Sign in')
  expect(service.asked).toHaveLength(3)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await heading(page, 'Today')
  expect(complaints).toEqual([])
  await page.context().close()
})

test('what one person left unanswered is not asked for again under the name of the next', async () => {
  service.roles = ['Operator']
  const { page } = await visit('router')
  const pending = { path: '/router/run', body: {}, idempotencyKey: 'k' }
  await page.evaluate(`sessionStorage.setItem('gatehouse.pending-run', ${JSON.stringify(JSON.stringify(pending))})`)
  await page.reload()
  await page.getByText('The page was left before the last one was answered.').waitFor()
  service.personId = '66666666-6666-4666-8666-666666666666'
  service.name = 'Grace Hopper'
  await page.evaluate(
    'for (const key of Object.keys(sessionStorage)) if (/^msal/.test(key)) sessionStorage.removeItem(key)',
  )
  await page.reload()
  await page.getByText('Grace Hopper').waitFor()
  await heading(page, 'Router')
  expect(await page.getByText('The page was left before').count()).toBe(0)
  expect(await keysOf(page, 'sessionStorage')).not.toContain('gatehouse.pending-run')
  await page.context().close()
})

test('the page of a report is saved with the name of who asks, which a link could not say', async () => {
  await storeDay(desk.platform.databaseUrl)
  const { page, complaints } = await visit(`reports/${DAY}?book=smoke`)
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the page' }).click(),
  ])
  expect(saved.suggestedFilename()).toBe(`smoke-${DAY}.html`)
  expect(readFileSync(await saved.path(), 'utf8')).toMatch(/^<!doctype html>/)
  expect(complaints).toEqual([])
  await page.context().close()
})

const LOOKS = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 375, height: 700 } },
] as const

describe.each(LOOKS)('in $colorScheme colours at $viewport.width px', (look) => {
  test.each([
    ['Sign in', 'orders', () => Object.assign(service, { denies: true }), /AADSTS65004/],
    ['No role', 'orders', () => Object.assign(service, { roles: [] }), /no role at this desk/],
    ['Health', 'health', () => Object.assign(service, { name: 'Augusta Ada King, Countess of Lovelace' }), /Countess/],
  ])('the %s page passes axe, has no sideways scroll and breaks no policy', async (title, path, given, settled) => {
    given()
    const { page, complaints } = await visit(path, look)
    await heading(page, title)
    await page.getByText(settled).first().waitFor()
    expect(await sidewaysScroll(page)).toBe(0)
    expect(await seriousFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
