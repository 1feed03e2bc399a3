import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { PROJECT_ROOT } from '../build.ts'
import { KNOWN_LICENCES, readShipped } from './shipped.ts'

const root = mkdtempSync(join(tmpdir(), 'licences-'))
afterAll(() => rmSync(root, { recursive: true }))

function write(path: string, content: object | string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
}

test('every package that ships has a licence that was looked at', () => {
  const shipped = readShipped(PROJECT_ROOT)
  expect(shipped.filter(({ licence }) => !KNOWN_LICENCES.includes(licence))).toEqual([])
  const names = shipped.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['@azure/functions', 'pg', 'pg-protocol', 'jose', 'react', 'scheduler']))
  for (const tool of ['vitest', 'typescript', 'fast-check', 'vite']) expect(names).not.toContain(tool)
})

test('what a dependency brings is found where Node finds it, and one without a licence is told', () => {
  write('package.json', { name: 'desk', version: '1.0.0', dependencies: { a: '1' } })
  write('web/src/main.ts', "import { z } from '@scope/z/deep'\nconst later = () => import('lazy')\nimport './own.ts'")
  write('web/src/main.test.ts', "import { test } from 'tool'")
  write('node_modules/a/package.json', { name: 'a', version: '1.0.0', license: 'MIT', dependencies: { b: '2' } })
  write('node_modules/a/node_modules/b/package.json', { name: 'b', version: '2.0.0', license: 'GPL-3.0-only' })
  write('node_modules/b/package.json', { name: 'b', version: '1.0.0', license: 'MIT' })
  write('node_modules/@scope/z/package.json', { name: '@scope/z', version: '3.0.0', license: 'ISC' })
  write('node_modules/lazy/package.json', { name: 'lazy', version: '4.0.0' })
  expect(readShipped(root)).toEqual([
    { name: '@scope/z', version: '3.0.0', licence: 'ISC' },
    { name: 'a', version: '1.0.0', licence: 'MIT' },
    { name: 'b', version: '2.0.0', licence: 'GPL-3.0-only' },
    { name: 'lazy', version: '4.0.0', licence: 'UNKNOWN' },
  ])
})
