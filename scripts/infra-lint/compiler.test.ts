import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { compile } from './compiler.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-compiler-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A program that has a version, says its findings on stderr for everything else, and ends that with the given code. */
function plant(name: 'bicep' | 'az', findings: string, code: number): void {
  const file = join(folder, name)
  const lines = [
    `#!${process.execPath}`,
    "console.log('{}')",
    "if (process.argv.at(-1) !== 'version') {",
    `  console.error(${findings})`,
    `  process.exitCode = ${code}`,
    '}',
  ]
  writeFileSync(file, lines.join('\n'))
  chmodSync(file, 0o755)
}

const asked = "process.argv.slice(2).join(' ')"
const WARNING = '\'main.bicep(3,7) : Warning no-unused-params: Parameter "x" is declared but never used.\''

describe('the compiler', () => {
  test('is told to be absent where the PATH does not lead to it', async () => {
    const { findings, told } = await compile('main.bicep', folder)
    expect(findings).toEqual([])
    expect(told).toBe('bicep: not on the PATH; syntax and facts checked, compilation is proven in CI on GitHub')
  })

  test('that finds nothing leaves nothing to tell', async () => {
    plant('bicep', "''", 0)
    expect(await compile('main.bicep', folder)).toEqual({
      findings: [],
      told: expect.stringContaining('built and linted'),
    })
  })

  test('is asked to build and to lint', async () => {
    plant('bicep', asked, 1)
    const { findings } = await compile('main.bicep', folder)
    expect(findings).toEqual([
      'bicep build: ended with 1',
      'build --stdout main.bicep',
      'bicep lint: ended with 1',
      'lint main.bicep',
    ])
  })

  test('fails the check by a warning, although it ends well', async () => {
    plant('bicep', WARNING, 0)
    expect((await compile('main.bicep', folder)).findings).toEqual([expect.stringContaining('no-unused-params')])
  })

  test('is az where bicep is not there', async () => {
    plant('az', asked, 3)
    const { findings, told } = await compile('main.bicep', folder)
    expect(findings).toContain('bicep build --stdout --file main.bicep')
    expect(findings).toContain('bicep lint --file main.bicep')
    expect(told).toContain('az bicep')
  })

  test('is absent where az has none, and is not fetched', async () => {
    const file = join(folder, 'az')
    const lines = [
      `#!${process.execPath}`,
      "if (process.argv.at(-1) === 'version') {",
      "  console.error('ERROR: Bicep CLI not found.')",
      '  process.exitCode = 1',
      "} else require('node:fs').writeFileSync(require('node:path').join(__dirname, 'fetched'), '')",
    ]
    writeFileSync(file, lines.join('\n'))
    chmodSync(file, 0o755)
    const { findings, told } = await compile('main.bicep', folder)
    expect(findings).toEqual([])
    expect(told).toContain('not on the PATH')
    expect(existsSync(join(folder, 'fetched'))).toBe(false)
  })
})
