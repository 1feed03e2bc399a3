import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EVENT_TYPES } from './envelope.ts'
import { CONSUMED_HUBS, CONSUMER_GROUPS, HUBS, type HubKey } from './hubs.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const hubs = (Object.keys(HUBS) as HubKey[]).map((key) => ({ key, ...HUBS[key] }))
const doors = readFileSync(resolve(ROOT, 'functions/hubs/consumers.ts'), 'utf8')
/** Consumers as their doors declare them: name, hub and group in this order. */
const declared = [...doors.matchAll(/name: '(\w+)',\s+hub: '(\w+)',\s+group: '(\w+)'/g)].map(
  ([, name, hub, group]) => ({
    name,
    hub,
    group,
  }),
)

describe('no hub is an orphan', () => {
  test.each(hubs)('$name is written and read', ({ key, producers, consumers }) => {
    expect(producers.length).toBeGreaterThan(0)
    for (const flow of producers) expect(existsSync(resolve(ROOT, `shared/flows/${flow}.ts`)), flow).toBe(true)
    expect(consumers.length).toBeGreaterThan(0)
    for (const consumer of consumers) expect(declared).toContainEqual({ ...consumer, hub: key })
    expect(Object.values(EVENT_TYPES).some(({ hub }) => hub === key)).toBe(true)
  })

  test('no door reads a hub that does not name it, and every door is registered', () => {
    const named = hubs.flatMap(({ key, consumers }) => consumers.map((consumer) => ({ ...consumer, hub: key })))
    expect(named).toEqual(expect.arrayContaining(declared))
    expect(declared).toHaveLength(named.length)
    const registered = /CONSUMERS: readonly Consumer\[\] = \[([^\]]*)\]/.exec(doors)?.[1]?.split(/\W+/).filter(Boolean)
    expect(registered?.map((name) => name.toLowerCase()).toSorted()).toEqual(
      declared.map(({ name }) => name).toSorted(),
    )
  })

  test('readiness watches every hub that is read', () => {
    expect(CONSUMED_HUBS.toSorted()).toEqual(hubs.map(({ key }) => key).toSorted())
  })
})

test('names, shapes and groups are the operator runbook’s', () => {
  expect(hubs.map(({ name, partitions, retentionHours }) => [name, partitions, retentionHours])).toEqual([
    ['bars.raw', 6, 24],
    ['signals.enriched', 4, 48],
    ['regimes.snapshot', 4, 48],
    ['backtest.jobs', 2, 72],
    ['exec.orders', 2, 24],
  ])
  expect(CONSUMER_GROUPS).toEqual(['api', 'ui', 'orchestrator', 'sweeper', 'diagnostics'])
  expect(new Set(hubs.map(({ setting }) => setting)).size).toBe(hubs.length)
})
