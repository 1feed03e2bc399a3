import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { newYorkInstant } from '../../shared/domain/calendar/index.ts'
import { practiceAtStart } from './at-start.ts'
import { lastSessionBefore, practiceDay, requireOver } from './session.ts'
import { newState, readState, writeState } from './state.ts'

describe('the last session that is over', () => {
  test.each([
    ['a Wednesday after its report', '2026-11-25', 18 * 60 + 1, '2026-11-25'],
    ['the minute of the report', '2026-11-25', 18 * 60, '2026-11-24'],
    ['Thanksgiving', '2026-11-26', 12 * 60, '2026-11-25'],
    ['an early close after its report', '2026-11-27', 15 * 60 + 1, '2026-11-27'],
    ['a Sunday', '2026-11-29', 12 * 60, '2026-11-27'],
    ['a Monday before the open', '2026-11-30', 60, '2026-11-27'],
  ])('on %s', (_, day, minute, expected) => {
    const now = newYorkInstant(day, minute)
    expect(lastSessionBefore(now)).toBe(expected)
    expect(() => requireOver(expected, now)).not.toThrow()
  })

  test('is named to whoever asks for one that is not', () => {
    const now = newYorkInstant('2026-11-25', 600)
    expect(() => requireOver('2026-11-25', now)).toThrow(
      '2026-11-25 is not over yet: the newest session that is over is 2026-11-24',
    )
    expect(() => practiceDay('2026-11-26')).toThrow('2026-11-26 is not a trading day')
  })

  test('steps through every minute and every slot, in order', () => {
    const { steps, opensAt, closesAt } = practiceDay('2025-11-28')
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect(steps.filter((at) => at > opensAt && at <= closesAt)).toHaveLength(210)
    expect([steps[0], steps.at(-1)]).toEqual([newYorkInstant('2025-11-28', 238), newYorkInstant('2025-11-28', 900)])
  })
})

describe('a start', () => {
  const homes: string[] = []
  afterEach(() => {
    for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
  })
  const now = newYorkInstant('2026-11-25', 1_200)
  const { signal: closing } = new AbortController()
  const startIn = (home: string, env = {}) => practiceAtStart({ home, env, now, closing, say: () => {} })
  const newHome = (): string => {
    const home = join(mkdtempSync(join(tmpdir(), 'gatehouse-practice-')), 'home')
    homes.push(home)
    return home
  }

  test('of an empty home steps the last session in the practice book alone', () => {
    const home = newHome()
    const { clock, env, progress } = startIn(home)
    expect(clock).toEqual({ kind: 'stepped', nowMs: newYorkInstant('2026-11-25', 238) - 1 })
    expect(env.SCHEDULE_BOOKS).toBe('practice')
    expect(progress()).toEqual({ state: 'running', day: '2026-11-25', done: 0, total: 0 })
    expect(readState(home)).toMatchObject({ state: 'running', day: '2026-11-25' })
  })

  test('after one that was killed goes on with the same session where it was', () => {
    const home = newHome()
    const reachedAt = newYorkInstant('2026-11-20', 700)
    writeState(home, { ...newState('2026-11-20', 7), reachedAt, done: 140, total: 399 })
    const { clock, env, progress } = startIn(home)
    expect(clock).toEqual({ kind: 'stepped', nowMs: reachedAt - 1 })
    expect(env.SYNTHETIC_SEED).toBe('7')
    expect(progress()).toEqual({ state: 'running', day: '2026-11-20', done: 140, total: 399 })
  })

  test('after a whole session is in real time, in the market of that session', () => {
    const home = newHome()
    writeState(home, { ...newState('2026-11-20', 7), state: 'done', done: 399, total: 399 })
    const { clock, env, progress } = startIn(home, { SCHEDULE_BOOKS: '', MAX_WATCHLIST: '' })
    expect(clock).toEqual({ kind: 'system' })
    expect(env).toMatchObject({ SCHEDULE_BOOKS: 'paper,practice', SYNTHETIC_SEED: '7', MAX_WATCHLIST: '' })
    expect(progress().state).toBe('done')
  })

  test('on services elsewhere has no practice: their clock cannot be stepped', () => {
    const { clock, env, progress } = startIn(newHome(), { DATABASE_URL: 'postgres://db.example' })
    expect(clock).toEqual({ kind: 'system' })
    expect(env).toEqual({ DATABASE_URL: 'postgres://db.example' })
    expect(progress()).toEqual({ state: 'none', day: null, done: 0, total: 0 })
  })

  test('takes the symbols that the caller names, and those of the practice universe where none are named', () => {
    expect(startIn(newHome()).env.UNIVERSE?.split(',')).toHaveLength(40)
    expect(startIn(newHome(), { UNIVERSE: 'SPY' }).env.UNIVERSE).toBe('SPY')
    expect(startIn(newHome(), { WATCHLIST_SOURCE: 'textlist' }).env.UNIVERSE).toBeUndefined()
  })
})
