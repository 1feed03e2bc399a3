import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { INFRA_LAWS } from './laws.ts'
import { smallDesk } from './testing/small.ts'

const COMMAND = resolve(import.meta.dirname, '../infra-lint.ts')
let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'gatehouse-infra-'))
  for (const [path, text] of smallDesk()) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    encoding: 'utf8',
    env: { PATH: '' },
  })
  return { status, lines: stdout.trimEnd().split('\n'), stderr: stderr.trimEnd() }
}

describe('npm run infra:lint', () => {
  test('ends well on a clean tree, says what it read and that no compiler was asked', () => {
    const { status, lines } = run('--root', root)
    expect(lines).toEqual([
      'bicep: not on the PATH; syntax and facts checked, compilation is proven in CI on GitHub',
      expect.stringMatching(/^infra: 10 Bicep files, \d+ resources in 5 runs, \d+ laws, 0 violations$/),
    ])
    expect(status).toBe(0)
  })

  test('prints a line for each violation and ends with 1', () => {
    const file = join(root, 'infra/modules/ledger.bicep')
    const text = smallDesk().get('infra/modules/ledger.bicep') ?? ''
    writeFileSync(file, text.replace("passwordAuth: 'Disabled'", "passwordAuth: 'Enabled'"))
    const { status, lines } = run('--root', root)
    writeFileSync(file, text)
    expect(lines[0]).toMatch(/^infra\/modules\/ledger\.bicep:\d+ hardening: .*passwordAuth is Enabled; say Disabled$/)
    expect(lines.at(-1)).toMatch(/ 1 violations$/)
    expect(status).toBe(1)
  })

  test('tells every law by --help', () => {
    const { status, lines } = run('--help')
    for (const { name, says } of INFRA_LAWS) expect(lines).toContain(`  ${name.padEnd(12)} ${says}`)
    expect(status).toBe(0)
  })

  test.each([
    ['an option that it does not know', ['--strict'], '--strict'],
    ['a tree without main.bicep', ['--root', resolve(import.meta.dirname, 'laws')], 'has no infra/main.bicep'],
  ])('ends with 2 on %s', (_, args, says) => {
    const { status, stderr } = run(...args)
    expect(stderr).toContain(says)
    expect(status).toBe(2)
  })
})
