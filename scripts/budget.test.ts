import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readDesk } from './budget/desk.ts'
import { limitsOf } from './budget/limits.ts'
import { loadOf } from './budget/load.ts'
import { readParameters } from './budget/parameters.ts'
import { readPrices } from './budget/prices.ts'
import { reckon } from './budget/reckon.ts'

const SCRIPT = resolve(import.meta.dirname, 'budget.ts')
const PROD = resolve(import.meta.dirname, '../infra/environments/prod.json')

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

const run = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...args], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gatehouse-budget-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** The parameters of prod with one of them changed, or gone. */
function fileWith(name: string, value: unknown): string {
  const json = JSON.parse(readFileSync(PROD, 'utf8')) as { parameters: Record<string, { value: unknown }> }
  if (value === undefined) delete json.parameters[name]
  else json.parameters[name] = { value }
  const file = join(dir, `${name}-${String(value)}.json`)
  writeFileSync(file, JSON.stringify(json))
  return file
}

describe('npm run budget', () => {
  test.each(['dev', 'prod'])('%s keeps every limit as it stands', async (name) => {
    const { code, out, err } = await run('--env', name)
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('every limit is kept')
    expect(out).toMatch(/^OK +connections: all roles at their limits +35 connections +≤ 35 /m)
    expect(out).toContain('no HTTP vendor configured')
    expect(out).toMatch(/known, a lower bound: these prices are UNKNOWN$/m)
  })

  test.each<[string, unknown, string]>([
    ['appConnectionLimit', undefined, 'appConnectionLimit is missing'],
    ['appConnectionLimit', 34, '34 app + 3 sweeper + 1 migration + 1 person'],
    ['alwaysReady', [{ name: 'http', instanceCount: 40 }], '40 http + 6 bars + 2 orders + 1 outbox'],
    ['throughputUnitsMax', 1, 'raise it, or let fewer groups read everything'],
    ['wafRequestsPerMinute', 60, 'those who look at the desk are refused'],
    ['logDailyCapGb', 0.5, 'what comes above is dropped'],
    ['budgetUsd', 100, 'raise it knowing what it pays for'],
  ])('fails by the parameter %s %j', async (name, value, words) => {
    const parameters = readParameters(fileWith(name, value))
    const facts = { parameters, desk: await readDesk(), load: loadOf(parameters), prices: readPrices() }
    const { faults } = reckon({ ...facts, limits: limitsOf(parameters) })
    expect(faults.filter((fault) => fault.includes(words))).not.toEqual([])
  })

  test('ends with 1 and names parameter, value, limit and remedy of what could be exceeded', async () => {
    const { code, out } = await run('--file', fileWith('wafRequestsPerMinute', 60))
    expect(code).toBe(1)
    expect(out).toMatch(
      /^EXCEEDED front door, requests of one office: wafRequestsPerMinute gives 325 .* at most 60; raise /m,
    )
  })

  test('--json has every line with its verdict, source and remedy', async () => {
    const { code, out } = await run('--json', '--file', fileWith('budgetUsd', 100))
    const { lines, items, faults } = JSON.parse(out)
    expect(code).toBe(1)
    expect(faults).toHaveLength(1)
    expect(lines.find(({ topic }: { topic: string }) => topic === 'cost')).toMatchObject({
      verdict: 'EXCEEDED',
      limit: { value: 100, parameter: 'budgetUsd', source: 'infra/prices.json' },
    })
    expect(items.length).toBeGreaterThan(10)
  })

  test.each<[string, readonly string[], RegExp]>([
    ['an environment that is none', ['--env', 'test'], /^--env test is not one of dev, prod$/m],
    ['a file and an environment', ['--env', 'dev', '--file', PROD], /exclude each other/],
    ['an option that is none', ['--enw', 'dev'], /--enw/],
    ['a file that is not there', ['--file', '/nowhere.json'], /\/nowhere\.json cannot be read/],
  ])('%s ends with 2 and one line', async (_, args, words) => {
    const { code, out, err } = await run(...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(words)
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  test('parameters that it cannot read end with 2 and name what is wrong', async () => {
    const strange = await run('--file', fileWith('alwaysReady', [{ name: 'function:nobody', instanceCount: 1 }]))
    expect(strange).toMatchObject({ code: 2, err: expect.stringContaining('alwaysReady names function:nobody') })
    const sku = await run('--file', fileWith('postgresSku', 'Standard_X'))
    expect(sku).toMatchObject({ code: 2, err: expect.stringContaining('postgresSku is Standard_X: not one of') })
  })

  test('--help tells the exit codes', async () => {
    const { code, out } = await run('--help')
    expect([code, out.includes('Exit code: 0 every limit is kept, 1 one could be exceeded')]).toEqual([0, true])
  })
})
