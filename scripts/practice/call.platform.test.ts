import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { DEFAULT_SEED } from '../../shared/adapters/vendors/synthetic/synthetic-source.ts'
import { takeHome, tellAddresses } from '../platform/home.ts'
import { newState, writeState } from './state.ts'

const PRACTICE = resolve(import.meta.dirname, '../practice.ts')
const dir = mkdtempSync(join(tmpdir(), 'gatehouse-practice-call-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function call(args: readonly string[], env: Record<string, string> = {}, home = join(dir, 'home')) {
  const given = { ...process.env, GATEHOUSE_HOME: home, ...env }
  const { status, stdout, stderr } = spawnSync('node', [PRACTICE, ...args], { env: given, encoding: 'utf8' })
  return { status, stdout, stderr }
}

describe('npm run practice', () => {
  test.each([
    [[], '--date is missing; see --help'],
    [['--date', '20261120'], '--date 20261120 is not a day: write YYYY-MM-DD'],
    [['--date', '2025-11-27'], '2025-11-27 is not a trading day of the New York Stock Exchange: Thanksgiving Day'],
    [['--date', '2028-12-29'], '2028-12-29 is not over yet: the newest session that is over is '],
    [['--date', '2030-01-02'], '2030-01-02 lies beyond the calendar'],
    [['--date', '2025-11-28', '--seed', '-1'], "Option '--seed' argument is ambiguous"],
    [['--date', '2025-11-28', '--seed', '4294967296'], '--seed 4294967296 is not a whole number from 0 to 4294967295'],
    [['--dat', '2025-11-28'], "Unknown option '--dat'"],
  ])('refuses %j in one line and makes no home', (args, words) => {
    const { status, stdout, stderr } = call(args)
    expect(stderr).toContain(words)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(readdirSync(dir)).not.toContain('home')
  })

  test('refuses services elsewhere: their clock cannot be stepped', () => {
    const { status, stderr } = call(['--date', '2025-11-28'], { EVENTS: 'hubs.example' })
    expect(stderr).toBe('EVENTS is set: practice steps the clock, and only of a desk all its own\n')
    expect(status).toBe(2)
  })

  test('says that the desk must be stopped first', () => {
    const home = join(dir, 'running')
    const lock = takeHome(home)
    const addresses = { url: '', functionsUrl: '', databaseUrl: '', blobConnectionString: '', events: '' }
    tellAddresses(home, { pid: process.pid, ...addresses, operatorToken: '' })
    const { status, stderr } = call(['--date', '2025-11-28'], {}, home)
    lock.release()
    expect(stderr).toBe(`a desk (process ${process.pid}) runs on ${home}: stop it first\n`)
    expect(status).toBe(2)
  })

  test('finishes a session that was broken off before it adds another', () => {
    const home = join(dir, 'broken')
    mkdirSync(join(home, 'postgres'), { recursive: true })
    writeState(home, newState('2025-11-26', DEFAULT_SEED))
    const { status, stderr } = call(['--date', '2025-11-28'], {}, home)
    expect(stderr).toMatch(/^practice 2025-11-26 was broken off: finish it first with npm start, or npm run practice/)
    expect(status).toBe(2)
  })

  test('explains itself', () => {
    const { status, stdout } = call(['--help'])
    expect(stdout).toMatch(/npm run practice -- --date/)
    expect(status).toBe(0)
  })
})
