import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Desk, type OpenPage, seriousFaults, sidewaysScroll } from './testing/desk.ts'

let desk: Desk
let runId: string
let orderId: string

interface Order {
  readonly id: string
  readonly status: string
}

beforeAll(async () => {
  desk = await Desk.open()
  runId = await desk.run('MSFT', { execute_orders: true })
  await desk.run('AAPL', {})
  await desk.run('NVDA', { kill_switch_active: true })
  await desk.platform.processAll()
  const { items } = await desk.read<{ items: Order[] }>('/orders?book=smoke&symbol=MSFT')
  orderId = items[0]?.id ?? ''
  const fills = await desk.read<{ items: { filled_at: string; price: number }[] }>(`/fills?order_id=${orderId}`)
  const [fill] = fills.items
  if (!fill) throw new Error('the executed smoke run has no fill')
  await desk.publishBarsAround('MSFT', Date.parse(fill.filled_at), fill.price)
})
afterAll(async () => await desk?.[Symbol.asyncDispose]())

/** Each page with a text that it shows only once its data is there. */
const PAGES: readonly (readonly [name: string, path: () => string, settled: RegExp])[] = [
  ['router', () => 'router?book=smoke', /The kill switch is on\./],
  ['run', () => `router/${runId}`, /Published the intent to exec\.orders/],
  ['orders', () => 'orders?book=smoke', /2 rows, no older ones/],
  ['fills', () => 'orders?book=smoke&tab=fills', /24 bars, no older ones/],
  ['positions', () => 'orders?book=smoke&tab=positions', /1 row, no older ones/],
  ['no orders', () => 'orders?book=live', /No orders in book live\./],
  ['order', () => `orders/${orderId}`, /24 bars, no older ones/],
  ['unknown order', () => `orders/${'0'.repeat(32)}`, /The desk has no order with this id\./],
  ['readiness', () => 'readiness', /Runs are taken and orders are kept\./],
  ['no such page', () => 'nothing', /Nothing is at this address\./],
]
const WIDE = { width: 1280, height: 800 }
const NARROW = { width: 375, height: 700 }
const LOOKS = [
  { colorScheme: 'light', viewport: WIDE, other: NARROW },
  { colorScheme: 'dark', viewport: NARROW, other: WIDE },
] as const

describe.each(LOOKS)('in $colorScheme colours at $viewport.width px', ({ other, ...look }) => {
  let opened: OpenPage
  beforeAll(async () => {
    opened = await desk.page('', look)
  })
  afterAll(async () => await opened?.page.context().close())

  test.each(PAGES)('the %s page passes axe, has no sideways scroll and breaks no policy', async (_, path, settled) => {
    const { page, complaints } = opened
    await page.setViewportSize(look.viewport)
    await page.goto(`${desk.platform.url}/ui/${path()}`)
    await page.getByText(settled).first().waitFor()
    expect(await sidewaysScroll(page)).toBe(0)
    expect(await seriousFaults(page)).toEqual([])
    await page.setViewportSize(other)
    expect(await sidewaysScroll(page)).toBe(0)
    // The browser notes the 404 of an unknown order by itself.
    expect(complaints.filter((text) => !text.includes('status of 404'))).toEqual([])
  })
})

test('the chosen colours are kept for the next visit', async () => {
  const { page } = await desk.page('readiness', { colorScheme: 'light' })
  const background = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')
  const light = await background()
  await page.getByLabel('Colours').selectOption('dark')
  const dark = await background()
  expect(dark).not.toBe(light)
  await page.reload()
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(await background()).toBe(dark)
  await page.context().close()
})

test('the order page tells the trail, the fill and where it fell among the bars', async () => {
  const { page } = await desk.page(`orders/${orderId}`)
  const chart = page.getByRole('img', { name: /MSFT: 24 bars and 1 fill,/ })
  await chart.waitFor()
  expect(await chart.locator('canvas').count()).toBeGreaterThan(0)
  const trail = page.getByRole('region', { name: 'Trail' })
  expect(await trail.getByText('Filled completely.').count()).toBe(1)
  const bars = page.getByRole('region', { name: 'Bars of MSFT' })
  expect(await bars.getByRole('row').count()).toBe(25)
  expect(await bars.getByText('UNKNOWN').count()).toBeGreaterThan(0)
  const link = page.getByRole('region', { name: 'State' }).getByRole('link')
  expect(await link.getAttribute('href')).toBe(`/ui/router/${runId}`)
  await page.context().close()
})

test('a table sorts by a column from the keyboard and says so', async () => {
  const { page } = await desk.page('orders?book=smoke')
  const header = page.getByRole('columnheader', { name: 'Order' })
  const first = () => page.getByRole('rowheader').first().textContent()
  await header.getByRole('button').press('Enter')
  expect(await header.getAttribute('aria-sort')).toBe('descending')
  expect(await first()).toMatch(/^MSFT/)
  await header.getByRole('button').press('Enter')
  expect(await header.getAttribute('aria-sort')).toBe('ascending')
  expect(await first()).toMatch(/^AAPL/)
  await page.context().close()
})

test('filters stand in the address, and what matches nothing says how to go on', async () => {
  const { page } = await desk.page('orders')
  await page.getByLabel('Symbol').fill('aapl')
  await page.getByLabel('Status').selectOption('filled')
  await page.getByText('No orders in book smoke for AAPL, filled.').waitFor()
  expect(new URL(page.url()).search).toBe('?book=smoke&symbol=AAPL&status=filled')
  await page.getByRole('link', { name: 'Show all orders of this book' }).click()
  await page.getByText('2 rows, no older ones').waitFor()
  await page.context().close()
})

test('an unchanged list is polled without being sent again', async () => {
  const { page } = await desk.page('orders?book=smoke')
  const polled = await page.waitForResponse(
    (response) => /\/orders\?/.test(response.url()) && response.status() === 304,
  )
  expect(polled.request().headers()['if-none-match']).toMatch(/"/)
  expect(await page.getByRole('rowheader').count()).toBe(2)
  await page.context().close()
})
