import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { bundleFunctions } from './functions-bundle.ts'
import { manifestOf, publish } from './publish.ts'
import { builtVersion, digestOf } from './sources.ts'

// Inside the project, so that the bundled sample finds the project's packages.
const root = join(import.meta.dirname, '../../dist')
mkdirSync(root, { recursive: true })
const dir = mkdtempSync(join(root, 'building-test-'))
afterAll(() => rmSync(dir, { recursive: true }))

function write(path: string, content: string): void {
  mkdirSync(join(dir, path, '..'), { recursive: true })
  writeFileSync(join(dir, path), content)
}

describe('digestOf', () => {
  test('changes with a source, and not with a test or an absent path', () => {
    write('sources/a.ts', 'one')
    const before = digestOf(dir, ['sources', 'absent'])
    write('sources/a.test.ts', 'a test')
    expect(digestOf(dir, ['sources'])).toBe(before)
    write('sources/a.ts', 'two')
    expect(digestOf(dir, ['sources'])).not.toBe(before)
  })

  test('tells a renamed file from the old one', () => {
    write('named/a.ts', 'same')
    write('renamed/b.ts', 'same')
    expect(digestOf(join(dir, 'named'), ['.'])).not.toBe(digestOf(join(dir, 'renamed'), ['.']))
  })
})

describe('publish', () => {
  test('keeps the files of the build before for a day, and lists its own', () => {
    write('first/main.js', 'entry 1')
    write('first/chunks/a-1.js', 'chunk 1')
    publish(join(dir, 'first'), join(dir, 'out'), 'main.js', 'digest 1')
    write('second/main.js', 'entry 2')
    write('second/chunks/a-2.js', 'chunk 2')
    publish(join(dir, 'second'), join(dir, 'out'), 'main.js', 'digest 2')
    expect(readFileSync(join(dir, 'out/main.js'), 'utf8')).toBe('entry 2')
    expect(readdirSync(join(dir, 'out/chunks')).sort()).toEqual(['a-1.js', 'a-2.js'])
    expect(manifestOf(join(dir, 'out'))).toEqual({ sources: 'digest 2', files: ['chunks/a-2.js', 'main.js'] })

    utimesSync(join(dir, 'out/chunks/a-1.js'), 0, 0)
    write('third/main.js', 'entry 3')
    publish(join(dir, 'third'), join(dir, 'out'), 'main.js', 'digest 3')
    expect(readdirSync(join(dir, 'out/chunks'))).toEqual(['a-2.js'])
  })
})

describe('bundleFunctions', () => {
  test('makes an ES module in which CommonJS packages load, pg among them, and lazy ones stay apart', async () => {
    write(
      'app/main.ts',
      "import pg from 'pg'\nconst later = import('big.js')\nconsole.log(typeof pg.Pool, typeof (await later).default)",
    )
    await bundleFunctions(join(dir, 'app/main.ts'), join(dir, 'bundle'), '1.2.3')
    expect(execFileSync('node', [join(dir, 'bundle/main.js')], { encoding: 'utf8' })).toBe('function function\n')
    expect(readdirSync(join(dir, 'bundle/chunks')).length).toBeGreaterThan(0)
  })

  test('tells its own version in place of the one of the sources', async () => {
    write('versioned/shared/config/version.ts', "export const VERSION = '0.1.0'")
    write('versioned/main.ts', "import { VERSION } from './shared/config/version.ts'\nconsole.log(VERSION)")
    await bundleFunctions(join(dir, 'versioned/main.ts'), join(dir, 'told'), builtVersion('1.2.3', 'a'.repeat(64)))
    expect(execFileSync('node', [join(dir, 'told/main.js')], { encoding: 'utf8' })).toBe('1.2.3+aaaaaaaaaaaa\n')
  })

  test('fails with the words of the compiler', async () => {
    write('broken/main.ts', "import './absent.ts'")
    await expect(bundleFunctions(join(dir, 'broken/main.ts'), join(dir, 'none'), '1.2.3')).rejects.toThrow(/absent\.ts/)
  })
})
