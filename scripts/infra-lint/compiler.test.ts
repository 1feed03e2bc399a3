import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { compile } from './compiler.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-compiler-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A program that says what it was asked on stdout, a line of findings on stderr, and ends with the given code. */
function plant(name: 'bicep' | 'az', findings: string, code: number): void {
  const file = join(folder, name)
  writeFileSync(
    file,
    `#!${process.execPath}\nconsole.log('{}')\nconsole.error(${findings})\nprocess.exitCode = ${code}\n`,
  )
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
})
