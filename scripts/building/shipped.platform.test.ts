import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FUNCTIONS_DIR, PROJECT_ROOT, WEB_DIR } from '../build.ts'
import { manifestOf } from './publish.ts'

test.each([FUNCTIONS_DIR, WEB_DIR])('what ships from %s has no source map and no path of the builder', (dir) => {
  const files = manifestOf(dir)?.files ?? []
  expect(files.length).toBeGreaterThan(2)
  const telling = files.filter((name) => {
    const text = readFileSync(join(dir, name), 'latin1')
    return name.endsWith('.map') || text.includes('sourceMappingURL') || text.includes(PROJECT_ROOT)
  })
  expect(telling).toEqual([])
})
