import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CACHE_EVENTS_MAX, SEGMENTS_PER_RETENTION } from './limits.ts'
import { type Cursor, PartitionLog } from './partition-log.ts'
import { sizeOf } from './segment.ts'

const RETENTION_MS = 24_000
let home = ''
let dir = ''
let log: PartitionLog
const opened: PartitionLog[] = []

function open(): PartitionLog {
  log = new PartitionLog(dir, RETENTION_MS)
  opened.push(log)
  return log
}

function append(texts: readonly string[], now: number): void {
  log.append(
    texts.map((text) => () => Buffer.from(text)),
    now,
  )
}

function texts(from: Cursor = log.begin): string[] {
  const found: string[] = []
  for (let cursor = from; ; ) {
    const entries = log.read(cursor, 3)
    const last = entries.at(-1)
    if (last === undefined) return found
    found.push(...entries.map((entry) => entry.message.toString()))
    cursor = { sequence: last.sequence + 1, offset: last.offset + sizeOf(last) }
  }
}

const files = (): string[] => readdirSync(dir).sort()
const newest = (): string => join(dir, files().at(-1) ?? '')

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'partition-log-'))
  dir = join(home, 'log')
  mkdirSync(dir)
})
afterEach(() => {
  for (const one of opened.splice(0)) one.close()
  rmSync(home, { recursive: true })
})

describe('a partition log', () => {
  it('keeps what was appended, in order, over any reopenings and expiries', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('append' as const), sizes: fc.array(fc.nat(900), { minLength: 1, maxLength: 6 }) }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(30_000) }),
      fc.record({ kind: fc.constant('reopen' as const) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        dir = mkdtempSync(join(home, 'run-'))
        open()
        let now = 1_000_000
        const truth: { text: string; time: number }[] = []
        for (const one of steps) {
          if (one.kind === 'append') {
            const batch = one.sizes.map((size, index) => `${truth.length + index}:`.padEnd(size, '·'))
            append(batch, now)
            truth.push(...batch.map((text) => ({ text, time: now })))
          } else if (one.kind === 'wait') {
            now += one.ms
            log.expire(now)
            const keptAtMost = RETENTION_MS + RETENTION_MS / SEGMENTS_PER_RETENTION
            expect(truth[log.begin.sequence]?.time ?? now).toBeGreaterThan(now - keptAtMost)
          } else open()
          const begin = log.begin.sequence
          expect(log.end.sequence).toBe(truth.length)
          expect(texts()).toEqual(truth.slice(begin).map((event) => event.text))
          expect(truth.slice(0, begin).every((event) => event.time <= now - RETENTION_MS)).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('finds every position from memory and from disk alike', () => {
    open()
    for (let index = 0; index < 40; index += 1) append([`a${index}`, `b${index}`], 1_000 + index * 500)
    const probe = (): number[] =>
      [-1, 0, 1, 40, 78, 79, 80].flatMap((value) => [
        log.find((stamp) => stamp.sequence > value).sequence,
        log.find((stamp) => stamp.time >= 1_000 + value * 250).sequence,
        log.find((stamp) => stamp.offset > value * 20).offset,
      ])
    const fromMemory = probe()
    expect(files().length).toBeGreaterThan(10)
    open()
    expect(probe()).toEqual(fromMemory)
    expect(fromMemory.slice(0, 6)).toEqual([0, 0, 0, 1, 0, 18])
  })

  it('reads records larger than a block, and more events than memory keeps', () => {
    open()
    const large = 'x'.repeat(900_000)
    append([large], 1)
    const small = Array.from({ length: CACHE_EVENTS_MAX + 10 }, (_, index) => `${index}`)
    append(small, 2)
    expect(texts()).toEqual([large, ...small])
    open()
    expect(texts()).toEqual([large, ...small])
  })

  it('cuts off a torn or damaged end, wherever it tore, and goes on with the next sequence number', () => {
    open()
    append(['one', 'two'], 1)
    const whole = readFileSync(newest())
    append(['three, which is torn'], 2)
    const end = statSync(newest()).size
    for (let size = whole.length; size < end; size += 1) {
      truncateSync(newest(), size)
      open()
      expect(texts()).toEqual(['one', 'two'])
      expect(statSync(newest()).size).toBe(whole.length)
      append(['three, which is torn'], 2)
    }
    const bytes = readFileSync(newest())
    bytes[end - 1] = (bytes[end - 1] ?? 0) ^ 1
    writeFileSync(newest(), bytes)
    open()
    append(['four'], 3)
    expect(texts()).toEqual(['one', 'two', 'four'])
    expect(log.last.sequence).toBe(2)
  })

  it('ignores garbage after the end and a segment that was never finished', () => {
    open()
    append(['one'], 1)
    appendFileSync(newest(), Buffer.alloc(100))
    writeFileSync(join(dir, '0000000000000001.log.new'), 'half a hea')
    open()
    expect(texts()).toEqual(['one'])
    expect(files()).toHaveLength(1)
  })

  it('refuses a file it did not write, naming it', () => {
    writeFileSync(join(dir, '0000000000000000.log'), 'not a segment, but longer than the header of one is')
    expect(() => new PartitionLog(dir, RETENTION_MS)).toThrow(/0000000000000000\.log is not a segment/)
  })

  it('remembers its last event when all have expired, and a reader left behind goes on at the beginning', () => {
    open()
    append(['one', 'two'], 1_000)
    const { last } = log
    log.expire(1_000 + RETENTION_MS - 1)
    expect(texts()).toEqual(['one', 'two'])
    log.expire(1_000 + RETENTION_MS)
    for (const reopened of [log, open()]) {
      expect(reopened.last).toEqual(last)
      expect(reopened.begin).toEqual(reopened.end)
      expect(reopened.begin.sequence).toBe(2)
    }
    append(['three'], 999)
    expect(log.last).toMatchObject({ sequence: 2, time: 1_000 })
    expect(texts({ sequence: 0, offset: 0 })).toEqual(['three'])
  })

  it('tells its readers of every append until they leave', () => {
    open()
    let told = 0
    const leave = log.subscribe(() => {
      told += 1
    })
    append(['one'], 1)
    leave()
    append(['two'], 2)
    expect(told).toBe(1)
  })
})
