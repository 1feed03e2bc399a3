import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { launchBrowser, prepareBrowser } from './browser.ts'

test('a page runs scripts, lays text out and draws', async () => {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 375, height: 700 } })
    await page.setContent('<h1>Gatehouse</h1><canvas></canvas>')
    expect(await page.evaluate('document.querySelector("h1").offsetWidth > 0 && innerWidth')).toBe(375)
    const pen = 'const pen = document.querySelector("canvas").getContext("2d")'
    const drawn = `${pen}; pen.fillRect(0, 0, 9, 9); pen.getImageData(1, 1, 1, 1).data[3]`
    expect(await page.evaluate(drawn)).toBe(255)
    expect((await page.screenshot()).length).toBeGreaterThan(1000)
  } finally {
    await browser.close()
  }
})

test('a second preparation finds the same program', async () => {
  const [first, second] = await Promise.all([prepareBrowser(), prepareBrowser()])
  expect(second).toEqual(first)
  expect(existsSync(first.executablePath)).toBe(true)
})
