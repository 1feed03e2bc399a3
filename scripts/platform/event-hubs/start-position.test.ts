import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PartitionLog } from './partition-log.ts'
import { locate, parseSelector } from './start-position.ts'

describe('a selector', () => {
  it.each([
    ["amqp.annotation.x-opt-offset > '-1'", { kind: 'offset', value: -1, inclusive: false }],
    ["amqp.annotation.x-opt-offset > '@latest'", { kind: 'latest' }],
    ["amqp.annotation.x-opt-offset >= '@latest'", { kind: 'latest' }],
    ["amqp.annotation.x-opt-sequence-number >= '42'", { kind: 'sequence', value: 42, inclusive: true }],
    ["amqp.annotation.x-opt-sequence-number > '42'", { kind: 'sequence', value: 42, inclusive: false }],
    [
      "amqp.annotation.x-opt-enqueued-time > '1700000000123'",
      { kind: 'time', value: 1_700_000_000_123, inclusive: false },
    ],
  ])('%s is read', (selector, expected) => {
    expect(parseSelector(selector)).toEqual(expected)
  })

  it.each([
    '',
    'undefined',
    "amqp.annotation.x-opt-offset < '1'",
    "amqp.annotation.x-opt-offset > 'abc'",
    "amqp.annotation.x-opt-offset > ''",
    "amqp.annotation.x-opt-sequence-number > '@latest'",
    "amqp.annotation.x-opt-offset > '1' or true",
  ])('%j is not known', (selector) => {
    expect(parseSelector(selector)).toBeNull()
  })
})

describe('a start position', () => {
  let dir = ''
  let log: PartitionLog
  let empty: PartitionLog
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'start-position-'))
    log = new PartitionLog(join(dir, 'full'), 86_400_000)
    empty = new PartitionLog(join(dir, 'empty'), 86_400_000)
    for (const time of [1_000, 2_000, 2_000, 3_000]) log.append([() => Buffer.from('event')], time)
  })
  afterAll(() => {
    log.close()
    empty.close()
    rmSync(dir, { recursive: true })
  })

  it.each([
    ["offset > '-1'", 0],
    ["offset >= '0'", 0],
    ["offset > '0'", 1],
    ["offset > '@latest'", 4],
    ["sequence-number > '0'", 1],
    ["sequence-number >= '3'", 3],
    ["sequence-number > '3'", 4],
    ["sequence-number >= '4'", 4],
    ["enqueued-time > '0'", 0],
    ["enqueued-time > '1999'", 1],
    ["enqueued-time >= '2000'", 1],
    ["enqueued-time > '2000'", 3],
    ["enqueued-time > '9999'", 4],
  ])('%s begins at event %i', (selector, sequence) => {
    const position = parseSelector(`amqp.annotation.x-opt-${selector}`)
    expect(position && locate(log, position)).toMatchObject({ sequence })
  })

  it.each([
    [
      "sequence-number > '4'",
      "The supplied sequence number '4' is invalid. The last sequence number in the system is '3'.",
    ],
    [
      "sequence-number >= '5'",
      "The supplied sequence number '5' is invalid. The last sequence number in the system is '3'.",
    ],
    ["offset > '100'", "The supplied offset '100' is invalid. The last offset in the system is '63'."],
  ])('%s lies beyond the end and is refused', (selector, description) => {
    const position = parseSelector(`amqp.annotation.x-opt-${selector}`)
    expect(position && locate(log, position)).toEqual({ condition: 'com.microsoft:argument-error', description })
  })

  it.each([
    "offset > '-1'",
    "offset > '@latest'",
    "sequence-number >= '0'",
    "sequence-number > '-1'",
    "enqueued-time > '5'",
  ])('%s on an empty partition waits at its beginning', (selector) => {
    const position = parseSelector(`amqp.annotation.x-opt-${selector}`)
    expect(position && locate(empty, position)).toEqual({ sequence: 0, offset: 0 })
  })
})
