/** A running desk and a browser for the dashboard's tests: the real platform, the built dashboard, no stand-ins. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { EventHubProducerClient } from '@azure/event-hubs'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { Platform, type PlatformOptions } from '../../scripts/platform/platform.ts'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { MINUTE_MS } from '../../shared/base/instant.ts'
import type { Bar } from '../../shared/contracts/bars.ts'
import { HUBS } from '../../shared/contracts/hubs.ts'
import { barEvent } from '../../shared/flows/publish-bars.ts'

/** Most of a page's life is a poll away; a wait for the page to change is bounded by a few of them. */
const WAIT_MS = 20_000

const nothing = async (_: BrowserContext): Promise<unknown> => null

export interface OpenPage {
  readonly page: Page
  /** What the browser complained about: script errors, refused content, failed loads. */
  readonly complaints: string[]
}

export class Desk implements AsyncDisposable {
  readonly platform: Platform
  readonly #browser: Browser
  readonly #dir: string

  private constructor(platform: Platform, browser: Browser, dir: string) {
    this.platform = platform
    this.#browser = browser
    this.#dir = dir
  }

  static async open(options: Partial<PlatformOptions> = {}): Promise<Desk> {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-web-'))
    const [platform, browser] = await Promise.all([
      Platform.create({ dir: join(dir, 'home'), durable: false, ...options }),
      launchBrowser(),
    ])
    return new Desk(platform, browser, dir)
  }

  /** Where a browser of this machine finds the desk, whatever address it listens on. */
  get url(): string {
    return this.platform.url.replace('0.0.0.0', '127.0.0.1')
  }

  /** Opens a page of the dashboard in a browser that has never seen it. */
  async page(path: string, options: BrowserContextOptions = {}, prepare = nothing): Promise<OpenPage> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
    context.setDefaultTimeout(WAIT_MS)
    await prepare(context)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    await page.goto(`${this.url}/ui/${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return { page, complaints }
  }

  async read<T>(path: string): Promise<T> {
    const response = await fetch(`${this.platform.url}${path}`)
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`)
    return (await response.json()) as T
  }

  /** Runs the router by its API: an offline run in book smoke, published. */
  async run(symbol: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const body = { symbol, start: '2025-01-02T00:00:00Z', offline_mode: true, publish_orders: true, ...more }
    const response = await fetch(`${this.platform.url}/router/run`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.platform.operatorToken}`,
        'content-type': 'application/json',
        'idempotency-key': `desk-test-${symbol}-${JSON.stringify(more).length}`,
      },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`the run of ${symbol} answered ${response.status}: ${await response.text()}`)
    return ((await response.json()) as { run_id: string }).run_id
  }

  /** Publishes minute bars of one symbol in book smoke so that one of them covers the instant, and waits for them. */
  async publishBarsAround(symbol: string, at: number, close: number): Promise<void> {
    const bars = minuteBars(symbol, Math.floor(at / MINUTE_MS) * MINUTE_MS, close)
    const producer = new EventHubProducerClient(this.platform.events, HUBS.bars.name)
    try {
      await producer.sendBatch(
        bars.map((bar) => ({ body: barEvent('smoke', bar).body })),
        { partitionKey: symbol },
      )
    } finally {
      await producer.close()
    }
    await this.platform.processAll()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#browser.close(), this.platform[Symbol.asyncDispose]()])
    rmSync(this.#dir, { recursive: true, force: true })
  }
}

const BARS_BEFORE = 20
const BARS_AFTER = 4

function minuteBars(symbol: string, aroundOpensAt: number, close: number): Bar[] {
  return Array.from({ length: BARS_BEFORE + BARS_AFTER }, (_, index) => {
    const opensAt = aroundOpensAt + (index - BARS_BEFORE) * MINUTE_MS
    const price = close + Math.sin(index / 4) / 10
    return {
      symbol,
      vendor: 'synthetic',
      interval: '1Min',
      opensAt,
      closesAt: opensAt + MINUTE_MS,
      open: price,
      high: price + 0.05,
      low: price - 0.05,
      close: price + 0.02,
      volume: 1_000,
      spread: 0.01,
      synthetic: true,
    }
  })
}

/** What axe finds serious or worse on the page, one line each; of what passes it need not tell every element. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** How far the page is wider than its window, in pixels. */
export async function sidewaysScroll(page: Page): Promise<number> {
  return await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
}

const TABS_MAX = 60

/** Presses Tab until the control has the focus. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    await page.keyboard.press('Tab')
    if (await page.locator('*:focus').and(control).count()) return
  }
  throw new Error(`${TABS_MAX} tabs do not reach ${control}`)
}
