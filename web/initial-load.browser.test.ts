/** What a browser loads before it shows Today, read from the built files. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const WEB_DIR = join(import.meta.dirname, '../dist/web')
const INITIAL_BYTES_MAX = 130 * 1_024

const textOf = (file: string): string => readFileSync(join(WEB_DIR, file), 'utf8')

/** The script and everything it imports before it runs. */
function withImports(file: string, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(file)) return known
  known.add(file)
  for (const [, name] of textOf(file).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) {
    withImports(`assets/${name}`, known)
  }
  return known
}

test('what Today needs at first is at most 130 KB gzipped, and holds no chart', () => {
  const entry = textOf('index.html').match(/src="\/ui\/(assets\/[\w.-]+\.js)"/)?.[1] ?? ''
  const today = textOf(entry).match(/today-page-[\w-]+\.js/)?.[0] ?? ''
  const files = [...withImports(`assets/${today}`, new Set(withImports(entry)))]
  expect(files.length).toBeGreaterThan(2)
  expect(files.filter((file) => /chart|timeline/.test(file))).toEqual([])
  const bytes = files.map((file) => gzipSync(textOf(file)).length).reduce((sum, each) => sum + each, 0)
  expect(bytes).toBeGreaterThan(INITIAL_BYTES_MAX / 2)
  expect(bytes).toBeLessThanOrEqual(INITIAL_BYTES_MAX)
})
