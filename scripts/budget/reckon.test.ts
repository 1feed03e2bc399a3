import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Facts } from './facts.ts'
import type { AzureLimits } from './limits.ts'
import { headroomOf, type Line, verdictOf } from './line.ts'
import { reckon } from './reckon.ts'
import { type Changes, factsWith } from './testing/sample-facts.ts'

const lineOf = (facts: Facts, name: string): Line => {
  const found = reckon(facts).lines.find((line) => line.name === name)
  if (!found) throw new Error(`no line ${name}`)
  return found
}

const quantityOf = (changes: Changes, name: string) => lineOf(factsWith(changes), name).value

describe('a line worked out by hand', () => {
  test.each<[string, number, string, Changes]>([
    // 30 + 3 + 1 + 1.
    ['all roles at their limits', 35, '30 app + 3 sweeper + 1 migration + 1 person', {}],
    // Two of HTTP that are kept, six partitions of bars, two of orders, one timer.
    ['always ready and the order path', 11, '2 http + 6 bars + 2 orders + 1 outbox', {}],
    [
      'always ready and the order path',
      22,
      '(2 http + 6 bars + 2 orders + 1 outbox) × 2',
      { desk: { poolConnections: 2 } },
    ],
    ['the order path beside all requests', 19, '10 http + 6 bars + 2 orders + 1 outbox', {}],
    // 10 + 6 + 4 + 4 + 2 + 2 + 1 + 1.
    [
      'every group at its most',
      30,
      '10 http + 6 bars + 4 signals + 4 regimes + 2 orders + 2 sweeps + 1 outbox + 1 other timers',
      {},
    ],
    // A consumer never has more instances than the app.
    [
      'every group at its most',
      20,
      '3 http + 3 bars + 3 signals + 3 regimes + 2 orders + 2 sweeps + 3 outbox + 1 other timers',
      { parameters: { maximumInstanceCount: 3, alwaysReady: [{ name: 'function:outbox', instanceCount: 3 }] } },
    ],
    ['executions of a sweep, at most', 16, '16 shards × 1', {}],
    // 100 bars, a signal and a regime of each, 10 intents.
    ['events in, units at first', 310, '100 bars + 100 signals + 100 regimes + 10 orders', {}],
    ['events out, units at first', 1_550, '310 × 5 groups', {}],
    // Largest of bars, signals and regimes, usual of orders: 3 × 100 × 1,000 + 10 × 500.
    ['bytes in, units at first', 305_000, '100 × 1000 + 100 × 1000 + 100 × 1000 + 10 × 500', {}],
    ['bytes out, units at most', 1_525_000, '305000 × 5 groups', {}],
    ['outbox (on demand)', 267_840, '23 weekdays × 8640 + 8 days × 8640', {}],
    ['report (on demand)', 23, '23 weekdays × 1 + 8 days × 0', {}],
    // Two viewers, 8 hours, one request a second; 100 edges every 240 s are 36,000 a day.
    ['http (2 always ready)', 2 * 8 * 3_600 * 23 + 36_000 * 31, '57600 views × 23 + 36000 probes × 31', {}],
    // 6 partitions × 2; each of the 12 to 4 partitions.
    ['bars (on demand)', 12 * 390 * 23, '12 batches over 6 partitions × 390 × 23', {}],
    ['signals (on demand)', 48 * 390 * 23, '48 batches over 4 partitions × 390 × 23', {}],
    ['signals (on demand)', 5 * 390 * 23, '5 batches over 4 partitions × 390 × 23', { load: { symbols: 5 } }],
    ['orders (on demand)', 260 * 23, '260 orders × 23, each alone', {}],
    ['work of one minute of bars', 2, '100 bars × 0.02 s', {}],
    ['requests of one office', 120, '2 viewers × 1.00/s × 60, from one address', {}],
    ['probes of the app', 0, '100 edges every never s', { desk: { probeSeconds: null } }],
    // 10 jobs × 16 × 3,600 s, and two GiB.
    ['processors', 576_000, '10 jobs × 16 × 3600 s × 1.0', {}],
    ['memory', 1_152_000, '10 jobs × 16 × 3600 s × 2Gi', {}],
  ])('%s is %d', (name, value, formula, changes) => {
    const line = lineOf(factsWith(changes), name)
    expect([line.value, line.formula]).toEqual([value, formula])
  })

  test.each([
    // Half of the time: 0.5 × 0.05 s ÷ 2(1 − 0.5).
    [10, 0.025],
    [19, 0.475],
    // A line that only grows has no expected wait.
    [20, 'UNKNOWN'],
    [30, 'UNKNOWN'],
  ])('of %d viewers one waits for the connection %s', (viewers, seconds) => {
    const value = quantityOf({ load: { viewers } }, 'expected wait for it')
    if (seconds === 'UNKNOWN') expect(value).toBe(seconds)
    else expect(value).toBeCloseTo(Number(seconds), 9)
  })

  test('storage lasts as long as its growth lets it', () => {
    // 39,000 bars × 700 + 260 orders × 12,000 = 30.42 MB a session; 29.0 GB (of 32 GiB less 5) less 97.5 MB of outbox.
    const perDay = ((39_000 * 700 + 260 * 12_000) * 252) / 365
    expect(quantityOf({}, 'until its disk only reads')).toBeCloseTo((27 * 2 ** 30 - 39_000 * 2_500) / perDay, 6)
  })
})

/** Each limit whose excess fails the budget, and a change that exceeds it. */
const EXCESSES: readonly (readonly [string, Changes])[] = [
  ['role limit apart from the one that the grants set', { parameters: { appConnectionLimit: 29 } }],
  ['all roles at their limits', { parameters: { appConnectionLimit: 31 }, desk: { appConnectionLimit: 31 } }],
  ['always ready and the order path', { parameters: { alwaysReady: [{ name: 'http', instanceCount: 22 }] } }],
  ['executions of a sweep, usually', { desk: { shardsUsual: 4 } }],
  ['events in, units at most', { load: { symbols: 700 } }],
  ['bytes in, units at most', { load: { symbols: 667 } }],
  ['events out, units at most', { load: { symbols: 600 } }],
  ['bytes out, units at most', { load: { symbols: 300 } }],
  ['kept events', { load: { symbols: 50_000 } }],
  ['prefetched by one instance', { parameters: { instanceMemoryMb: 512 }, desk: { prefetchCount: 50_000 } }],
  ['work of one minute of bars', { load: { symbols: 3_001 } }],
  ['a full batch', { desk: { maxEventBatchSize: 30_001 } }],
  ['writes of Postgres over a minute of bars', { load: { symbols: 1_801 } }],
  ['a minute’s writes at that rate', { load: { symbols: 1_801 } }],
  ['until its disk only reads', { load: { symbols: 450 } }],
  ['requests of one office', { parameters: { wafRequestsPerMinute: 119 } }],
  ['written on a session day', { parameters: { logDailyCapGb: 0.1 } }],
  ['list price of the longest month', { parameters: { budgetUsd: 1 } }],
]

describe('a limit', () => {
  test.each(EXCESSES)(
    '%s can be exceeded, and then the budget names parameter, value, limit and remedy',
    (name, changes) => {
      const facts = factsWith(changes)
      const line = lineOf(facts, name)
      expect(verdictOf(line)).toBe('EXCEEDED')
      expect(headroomOf(line) === 'UNKNOWN' ? -1 : headroomOf(line)).toBeLessThan(0)
      const fault = reckon(facts).faults.find((text) => text.includes(`, ${name}: `))
      for (const part of [line.limit?.parameter, line.limit?.remedy, line.limit?.source, 'allowed is at']) {
        expect(fault).toContain(part)
      }
    },
  )

  test('that is kept by the sample is one of those in the table above, so that none is beyond reach', () => {
    const { lines, faults } = reckon(factsWith())
    expect(faults).toEqual([])
    const failing = lines.filter(({ limit }) => limit?.beyond === 'fails').map(({ name }) => name)
    const reached = [...EXCESSES.map(([name]) => name), 'limits set on the app’s role', 'largest event']
    expect(failing.filter((name) => !reached.includes(name))).toEqual([])
  })

  test('of the largest event is that of the hub it lies on', () => {
    const { orders, ...others } = factsWith().desk.hubs
    const large = { ...orders, size: { usual: 500, largest: 1_048_577 } }
    const facts = factsWith({ desk: { hubs: { ...others, orders: large } } })
    expect(verdictOf(lineOf(facts, 'largest event'))).toBe('EXCEEDED')
  })

  test.each([
    ['the order path beside all requests', { parameters: { maximumInstanceCount: 22 } }],
    ['every group at its most', { parameters: { maximumInstanceCount: 11 } }],
    ['executions of a sweep, at most', {}],
    ['bytes out, units at first', { load: { symbols: 150 } }],
    ['cores of every instance', { parameters: { maximumInstanceCount: 231 } }],
    ['use of one connection by all viewers', { load: { viewers: 21 } }],
  ] as const)('%s only makes the desk wait', (name, changes) => {
    const facts = factsWith(changes)
    expect(verdictOf(lineOf(facts, name))).toBe('WAITS')
    expect(reckon(facts).faults).not.toContainEqual(expect.stringContaining(`, ${name}: `))
  })
})

describe('the cost', () => {
  test('is a lower bound that names its unknown items, and no guess', () => {
    const facts = factsWith()
    const { prices } = facts.prices
    const unknown = { usd: 'UNKNOWN', unit: 'hour', region: 'global', meter: 'meter', fillIn: 'look there' } as const
    const one = { ...facts, prices: { ...facts.prices, prices: { ...prices, 'eventHubs.unit': unknown } } }
    const before = reckon(facts)
    const after = reckon(one)
    const item = after.items.find(({ price }) => price === 'eventHubs.unit')
    expect([item?.usd, item?.fillIn]).toEqual(['UNKNOWN', 'meter; look there'])
    expect(after.knownUsd).toBeLessThan(before.knownUsd)
    expect(lineOf(one, 'list price of the longest month').basis).toBe('lower bound, without Event Hubs, throughput')
    expect(lineOf(facts, 'list price of the longest month').basis).toBe('all items')
  })

  test('of another region than the list’s is UNKNOWN', () => {
    const facts = factsWith({ parameters: { location: 'westeurope' } })
    const { prices } = facts.prices
    const here = { ...prices['postgres.storage'], region: 'eastus2' } as (typeof prices)[string]
    const item = reckon({
      ...facts,
      prices: { ...facts.prices, prices: { ...prices, 'postgres.storage': here } },
    }).items.find(({ price }) => price === 'postgres.storage')
    expect(item).toMatchObject({ usd: 'UNKNOWN', fillIn: expect.stringContaining('westeurope') })
  })

  test('begins above what is free', () => {
    const facts = factsWith()
    const { prices } = facts.prices
    const free = { ...prices['containers.vcpu'], usd: 2, free: 500_000 } as (typeof prices)[string]
    const item = reckon({
      ...facts,
      prices: { ...facts.prices, prices: { ...prices, 'containers.vcpu': free } },
    }).items.find(({ price }) => price === 'containers.vcpu')
    expect(item?.usd).toBe((576_000 - 500_000) * 2)
  })

  test.each([
    // 5 × 305,000 bytes out fit one unit of two million.
    [100, 744],
    // 5 × 455,000 do not.
    [150, 2 * 744],
    // Nor do 5 × 3 million, but there are no more than two.
    [1_000, 2 * 744],
  ])('of %d symbols counts the units that the hubs grow to', (symbols, unitHours) => {
    const { items } = reckon(factsWith({ load: { symbols } }))
    expect(items.find(({ price }) => price === 'eventHubs.unit')?.quantity).toBe(unitHours)
  })

  test('of readiness is paid for by the hour, and busy time at its own rate', () => {
    const itemOf = (changes: Changes, price: string) =>
      reckon(factsWith(changes)).items.find((item) => item.price === price)?.quantity
    // Two instances of 2 GB over 744 hours.
    expect(itemOf({}, 'functions.baseline')).toBe(2 * 2 * 744 * 3_600)
    // 1,324,800 views and 1,116,000 probes, a second each.
    expect(itemOf({}, 'functions.ready')).toBe((57_600 * 23 + 36_000 * 31) * 2)
    expect(itemOf({ parameters: { alwaysReady: [] } }, 'functions.ready')).toBe(0)
    // One instance is never busier than the month is long.
    expect(itemOf({ load: { viewers: 100 } }, 'functions.ready')).toBe(744 * 3_600 * 2)
  })
})

const counts = fc.integer({ min: 1, max: 1_000 })
const ready = fc.array(
  fc.record({
    name: fc.constantFrom('http', 'function:bars', 'function:signals', 'function:outbox', 'function:report'),
    instanceCount: fc.integer({ min: 0, max: 50 }),
  }),
  { maxLength: 5 },
)
const changes: fc.Arbitrary<Changes> = fc.record({
  parameters: fc.record({
    maximumInstanceCount: counts,
    alwaysReady: ready,
    appConnectionLimit: fc.integer({ min: 0, max: 900 }),
    throughputUnitsMax: fc.integer({ min: 1, max: 40 }),
    instanceMemoryMb: fc.constantFrom(512 as const, 2048 as const, 4096 as const),
    postgresSku: fc.constantFrom('Standard_B1ms', 'Standard_B2s', 'Standard_D2ds_v5'),
    postgresStorageGb: fc.constantFrom(32, 64, 128, 256, 512),
    privateNetworking: fc.boolean(),
    logRetentionDays: fc.constantFrom(0, 30, 90),
    budgetUsd: fc.integer({ min: 1, max: 10_000 }),
  }),
  load: fc.record({
    symbols: fc.integer({ min: 1, max: 5_000 }),
    routedSymbols: fc.integer({ min: 1, max: 200 }),
    viewers: fc.integer({ min: 0, max: 500 }),
  }),
  desk: fc.record({ probeSeconds: fc.option(fc.integer({ min: 5, max: 255 }), { nil: null }) }),
})

describe('whatever the parameters', () => {
  test('every number is finite or UNKNOWN', () => {
    fc.assert(
      fc.property(changes, (given) => {
        const { lines, items, knownUsd } = reckon(factsWith(given))
        const numbers = [
          ...lines.flatMap((line) => [line.value, line.limit?.value ?? 0, headroomOf(line)]),
          ...items.flatMap(({ usd, quantity }) => [usd, quantity]),
          knownUsd,
        ]
        expect(numbers.filter((value) => value !== 'UNKNOWN' && !Number.isFinite(value))).toEqual([])
        expect(lines.filter(({ formula }) => /NaN|undefined|Infinity/.test(formula))).toEqual([])
      }),
    )
  })

  test('more instances never lower a demand', () => {
    const names = ['always ready and the order path', 'the order path beside all requests', 'every group at its most']
    fc.assert(
      fc.property(changes, counts, ready, (given, more, also) => {
        const { maximumInstanceCount = 0, alwaysReady = [] } = given.parameters ?? {}
        const raised = {
          ...given,
          parameters: {
            ...given.parameters,
            maximumInstanceCount: maximumInstanceCount + more,
            alwaysReady: [...alwaysReady, ...also],
          },
        }
        for (const name of names)
          expect(quantityOf(raised, name)).toBeGreaterThanOrEqual(Number(quantityOf(given, name)))
      }),
    )
  })

  test('a role without a limit fails', () => {
    fc.assert(
      fc.property(changes, (given) => {
        const facts = factsWith(given)
        const { appConnectionLimit: _, ...parameters } = facts.parameters
        const { faults } = reckon({ ...facts, parameters })
        expect(faults.some((fault) => fault.includes('appConnectionLimit is missing'))).toBe(true)
      }),
    )
  })

  test('a higher limit of Azure introduces no failure', () => {
    const names = Object.keys(factsWith().limits) as (keyof AzureLimits)[]
    fc.assert(
      fc.property(
        changes,
        fc.constantFrom(...names),
        fc.double({ min: 1, max: 100, noNaN: true }),
        (given, name, by) => {
          const facts = factsWith(given)
          const limit = facts.limits[name]
          const raised = { ...facts, limits: { ...facts.limits, [name]: { ...limit, value: limit.value * by } } }
          const failing = (of: Facts): string[] =>
            reckon(of)
              .lines.filter((line) => verdictOf(line) === 'EXCEEDED')
              .map(({ name }) => name)
          const before = failing(facts)
          expect(failing(raised).filter((one) => !before.includes(one))).toEqual([])
        },
      ),
    )
  })
})
