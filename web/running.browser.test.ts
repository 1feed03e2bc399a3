import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Desk, tabTo } from './testing/desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await Desk.open()
})
afterAll(async () => await desk?.[Symbol.asyncDispose]())

const SMOKE_EVENTS = ['ingest:synthetic', 'priors:computed', 'risk:fractional_kelly', 'order:published']

const formOf = (page: Page) => page.getByRole('form', { name: 'Run the router' })
const resultOf = (page: Page) => page.getByRole('region', { name: 'Result' })
const ordersOf = (symbol: string) => desk.read<{ items: { status: string }[] }>(`/orders?book=smoke&symbol=${symbol}`)

async function fillInSmoke(page: Page, symbol: string): Promise<void> {
  await page.getByRole('button', { name: 'Fill in the smoke' }).click()
  await formOf(page).getByLabel('Symbol').fill(symbol)
  await page.getByLabel('Operator token').fill(desk.platform.operatorToken)
}

async function runAndPublish(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run router' }).click()
  await page.getByRole('button', { name: 'Run and publish' }).click()
}

test('the smoke from the form publishes an intent that appears on Orders with its trail', async () => {
  const { page, complaints } = await desk.page('router')
  await fillInSmoke(page, 'AAPL')
  await page.getByRole('button', { name: 'Run router' }).click()
  const dialog = page.getByRole('dialog', { name: 'Publish an order intent for AAPL in book smoke?' })
  expect(await dialog.getByText('A published intent cannot be called back from here.').count()).toBe(1)
  await dialog.getByRole('button', { name: 'Run and publish' }).click()

  const result = resultOf(page)
  await result.getByText('✓ PUBLISHED').waitFor()
  for (const event of SMOKE_EVENTS) expect(await result.getByText(event, { exact: true }).count()).toBe(1)
  expect(await page.getByRole('status').textContent()).toMatch(/^PUBLISHED\. Intent to buy/)

  await result.getByRole('link', { name: /^Follow the order/ }).click()
  await page.getByText('Stored as an intent; no broker has it.').first().waitFor()
  expect(await page.evaluate<string>('document.activeElement.tagName')).toBe('H1')
  await page.getByRole('link', { name: 'Orders & Fills' }).first().click()
  await page.getByRole('rowheader', { name: /^AAPL/ }).waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a run needs nothing but the keyboard', async () => {
  const { page } = await desk.page('router')
  await tabTo(page, page.getByRole('link', { name: 'Skip to the page' }))
  await page.keyboard.press('Enter')
  await tabTo(page, formOf(page).getByLabel('Symbol'))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('QQQ')
  await tabTo(page, page.getByLabel('Publish orders'))
  await page.keyboard.press('Space')
  await tabTo(page, page.getByLabel('Operator token'))
  await page.keyboard.type(desk.platform.operatorToken)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  // The focus is back where it was, so that Enter asks again.
  await page.locator('[name=operator-token]:focus').waitFor()
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('button', { name: 'Run and publish' }))
  await page.keyboard.press('Enter')
  await resultOf(page).getByText('✓ PUBLISHED').waitFor()
  await desk.platform.processAll()
  expect((await ordersOf('QQQ')).items).toHaveLength(1)
  await page.context().close()
})

test('a job is run by hand with nothing but the keyboard, and the ledger tells how it ended', async () => {
  // A day with slots, whatever day the test runs on.
  const { page, complaints } = await desk.page('?book=smoke&day=2014-06-06')
  await page.getByText('2014-06-06: session 09:30 to 16:00 ET.').waitFor()
  await tabTo(page, page.getByRole('button', { name: 'Run now: Startup check of 03:58' }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Run “Startup check” now in book smoke?' })
  await dialog.getByText('A job that has begun cannot be stopped from here.').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('[aria-label="Run now: Startup check of 03:58"]:focus').waitFor()
  await page.keyboard.press('Enter')
  await dialog.waitFor()
  await page.locator('[name=operator-token]:focus').waitFor()
  await page.keyboard.type(desk.platform.operatorToken)
  await tabTo(page, page.getByRole('button', { name: 'Run it now' }))
  await page.keyboard.press('Enter')
  await page.getByRole('status').getByText('Startup check by hand: ✓ COMPLETED').waitFor()
  await page.getByRole('row', { name: /Startup check by hand COMPLETED/ }).waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a list is written with nothing but the keyboard, and what is no symbol is named by the desk', async () => {
  const { page } = await desk.page('watchlist?book=smoke&bucket=mine')
  await page.getByText('Book smoke has no list “mine”.').waitFor()
  await tabTo(page, page.getByLabel('Symbols'))
  await page.keyboard.type('aapl, B$D msft')
  await tabTo(page, page.getByLabel('Operator token'))
  await page.keyboard.type(desk.platform.operatorToken)
  await tabTo(page, page.getByRole('button', { name: 'Write the list' }))
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('button', { name: 'Write it' }))
  await page.keyboard.press('Enter')
  await page
    .getByText(/"B\$D" is not a symbol/)
    .first()
    .waitFor()
  await page.locator('[name=symbols]:focus').waitFor()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('aapl, msft')
  await tabTo(page, page.getByRole('button', { name: 'Write the list' }))
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('button', { name: 'Write it' }))
  await page.keyboard.press('Enter')
  await page.getByText('Written: 2 symbols are in “mine”.').waitFor()
  const list = page.getByRole('region', { name: 'Symbols in mine' })
  await list.getByRole('rowheader', { name: 'MSFT' }).waitFor()
  expect(await list.getByRole('rowheader').allTextContents()).toEqual(['AAPL', 'MSFT'])
  await page.context().close()
})

test('what is wrong with the form is said at the field and nothing is sent', async () => {
  const { page } = await desk.page('router')
  await page.getByLabel('Start').fill('2025-02-30')
  await page.getByLabel('Notional limit, USD').fill('-1')
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.method()))
  await page.getByRole('button', { name: 'Run router' }).click()
  const start = page.getByLabel('Start')
  expect(await start.getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByLabel('Notional limit, USD').getAttribute('aria-invalid')).toBe('true')
  await page.getByText('is not an instant').waitFor()
  await page.locator('[name=start]:focus').waitFor()
  expect(requests).not.toContain('POST')
  await page.context().close()
})

test('a missing or wrong token is said at the token, and what anyone may read is still read', async () => {
  const { page } = await desk.page('router')
  await page.getByRole('button', { name: 'Run router' }).click()
  await page.getByText('A run needs a token that is valid here.').waitFor()
  await page.locator('[name=operator-token]:focus').waitFor()
  await page.getByLabel('Operator token').fill('wrong-token-000000')
  await page.getByRole('button', { name: 'Run router' }).click()
  await page.getByText('The token is not the right one.').waitFor()
  await page.getByText(/no older ones|No runs in book/).waitFor()
  await page.context().close()
})

test('a refusal that comes late is of the token that was sent, not of the one that was given meanwhile', async () => {
  const { page } = await desk.page('router')
  const gate = Promise.withResolvers<void>()
  await page.route('**/router/run', async (route) => {
    await gate.promise
    await route.continue()
  })
  await page.getByLabel('Operator token').fill('wrong-token-000000')
  await page.getByRole('button', { name: 'Run router' }).click()
  await page.getByRole('button', { name: 'Running…' }).waitFor()
  await page.getByLabel('Operator token').fill(desk.platform.operatorToken)
  await page.keyboard.press('Tab')
  gate.resolve()
  await page.getByText('The token is not the right one.').waitFor()
  const right = `Bearer ${desk.platform.operatorToken}`
  await page.waitForRequest((request) => request.method() === 'GET' && request.headers().authorization === right)
  await page.context().close()
})

test('a parameter that the strategy does not know is told at its field, by the desk', async () => {
  const { page } = await desk.page('router')
  await page.getByLabel('Operator token').fill(desk.platform.operatorToken)
  await page.getByLabel('Strategy', { exact: true }).selectOption('momentum')
  await page.getByText('More: book, side, sizes, data, parameters').click()
  await page.getByLabel('Strategy parameters').fill('{"no_such_parameter": 1}')
  await page.getByRole('button', { name: 'Run router' }).click()
  await page
    .getByText(/no_such_parameter is not a known field/)
    .first()
    .waitFor()
  await page.context().close()
})

test('a blocked run says why in words', async () => {
  const { page } = await desk.page('router')
  await fillInSmoke(page, 'SPY')
  await page.getByLabel('Active').check()
  await runAndPublish(page)
  const result = resultOf(page)
  await result.getByText('BLOCKED').first().waitFor()
  expect(await result.getByText('The kill switch is on.').count()).toBeGreaterThan(0)
  await desk.platform.processAll()
  expect((await ordersOf('SPY')).items).toEqual([])
  await page.context().close()
})

test('a run left before its answer is asked for again with its key and makes one order', async () => {
  const { page } = await desk.page('router')
  await fillInSmoke(page, 'NVDA')
  const isHeld = new Promise<void>((resolve) => {
    const stop = desk.platform.onReached(() => {
      stop()
      resolve()
    })
  })
  await desk.platform.arm({ point: 'after_intent_commit', nth: 1, action: 'wait' })
  await runAndPublish(page)
  await isHeld
  await page.reload()
  await page.getByText('The page was left before the last one was answered.').waitFor()
  expect(await page.getByRole('button', { name: 'Run router' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Ask again' }).click()
  await page.getByText(/is still running/).waitFor()
  await desk.platform.release()
  await expect
    .poll(async () => {
      const again = page.getByRole('button', { name: 'Ask again' })
      if (await again.count()) await again.click()
      return await resultOf(page).getByText('This is the stored answer of an earlier request').count()
    })
    .toBe(1)
  await desk.platform.processAll()
  expect((await ordersOf('NVDA')).items).toHaveLength(1)
  await page.context().close()
})

test('a lost server is told with the screen’s age, a run is then uncertain, and its return mends both', async () => {
  const { page } = await desk.page('router')
  await page.getByRole('rowheader', { name: /^NVDA/ }).waitFor()
  await fillInSmoke(page, 'MSFT')
  await desk.platform.kill('functions')
  await page.getByText('The server does not answer. It is asked again every few seconds.').waitFor()
  await page.getByText(/What is on the screen was read .* and may no longer be true\./).waitFor()
  expect(await page.getByRole('rowheader', { name: /^NVDA/ }).count()).toBe(1)
  await runAndPublish(page)
  await page.getByText('It is not known whether the run happened. No answer came').waitFor()
  await desk.platform.restart('functions')
  await page.getByText('The server does not answer.').first().waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Ask again' }).click()
  await resultOf(page).getByText('✓ PUBLISHED').waitFor()
  await desk.platform.processAll()
  expect((await ordersOf('MSFT')).items).toHaveLength(1)
  await page.context().close()
})
