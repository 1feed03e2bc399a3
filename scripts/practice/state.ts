/** What a home knows of its practice sessions between two starts: one small file beside the data. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { daySchema } from '../../shared/contracts/schedule.ts'

const stateSchema = z.strictObject({
  /** A session that is `running` when nobody runs it was broken off, and can be gone on with. */
  state: z.enum(['running', 'done']),
  day: daySchema,
  seed: z.int().min(0),
  /** Instant of the newest step that was begun; null before the first. */
  reachedAt: z.number().nullable(),
  /** Since when the schedule had kept the book before the session; null when it had not. */
  keptSince: z.number().nullable(),
  done: z.int().min(0),
  total: z.int().min(0),
})
export type PracticeState = z.infer<typeof stateSchema>

const fileOf = (home: string): string => join(home, 'practice.json')

/** The newest session; null when the home has none. */
export function readState(home: string): PracticeState | null {
  if (!existsSync(fileOf(home))) return null
  return stateSchema.parse(JSON.parse(readFileSync(fileOf(home), 'utf8')))
}

/** Makes the home where there is none. Whoever is killed while writing leaves the former state. */
export function writeState(home: string, state: PracticeState): void {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  writeFileSync(`${fileOf(home)}.new`, JSON.stringify(state))
  renameSync(`${fileOf(home)}.new`, fileOf(home))
}

export const newState = (day: string, seed: number): PracticeState => ({
  ...{ state: 'running', day, seed },
  ...{ reachedAt: null, keptSince: null, done: 0, total: 0 },
})
