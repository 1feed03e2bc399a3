/** What holds for any market, also an absurd one. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SCAN_DEFAULTS, type ScanSettings } from '../../contracts/scan-settings.ts'
import type { Snapshot } from '../../contracts/snapshot.ts'
import { type Candidate, watchlistSchema } from '../../contracts/watchlists.ts'
import { sessionsBetween } from '../calendar/index.ts'
import { finaliseWatchlist, type ScanInput, scanAfterhours, scanIntraday, scanPremarket } from './index.ts'
import { at, DAY, dailiesOf, NOON, noon, seen, symbolsIn } from './testing/market.ts'

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 6 })
const arbitraryInput = (symbol: string): fc.Arbitrary<ScanInput> =>
  fc
    .record({
      price: maybe(fc.double({ min: 0.5, max: 60, noNaN: true })),
      bid: maybe(fc.double({ min: 9.9, max: 10.1, noNaN: true })),
      ask: maybe(fc.double({ min: 9.99, max: 10.2, noNaN: true })),
      open: maybe(fc.double({ min: 9, max: 12, noNaN: true })),
      volume: maybe(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9_000_000 }))),
      halted: maybe(fc.boolean()),
      usual: fc.integer({ min: 0, max: 3_000_000 }),
      sessions: fc.constantFrom(1, 5, 20, 20),
    })
    .map(({ usual, sessions, ...snapshot }) =>
      seen(symbol, { at: NOON, ...snapshot }, dailiesOf(symbol, { volume: usual, sessions })),
    )
const SYMBOLS = ['AA', 'AB', 'B', 'BRK.B', 'C', 'D']
const markets = fc.tuple(...SYMBOLS.map(arbitraryInput))
const settingsOf = fc.record({ listMax: fc.integer({ min: 1, max: 6 }), rule: fc.constantFrom('any', 'all') })
type Scan = (inputs: readonly ScanInput[], settings: ScanSettings) => readonly Candidate[]
const SCANS: readonly (readonly [string, Scan])[] = [
  ['premarket', (inputs, settings) => scanPremarket(inputs, settings, noon)],
  ['opening', (inputs, settings) => finaliseWatchlist(inputs, settings, noon)],
  ['intraday', (inputs, settings) => scanIntraday(inputs, settings, noon)],
  ['after hours', (inputs, settings) => scanAfterhours(inputs, settings, noon)],
]
const withRule = ({ listMax, rule }: { listMax: number; rule: 'any' | 'all' }): ScanSettings => ({
  ...SCAN_DEFAULTS,
  listMax,
  premarket: { ...SCAN_DEFAULTS.premarket, rule },
})

describe.each(SCANS)('every %s scan', (name, scan) => {
  test('1. every symbol comes out once, kept exactly when all its gates passed, in the shape of the contract', () => {
    fc.assert(
      fc.property(markets, settingsOf, (inputs, settings) => {
        const candidates = scan(inputs, withRule(settings))
        expect(candidates.map(({ symbol }) => symbol).sort()).toEqual(SYMBOLS)
        for (const { kept, rank, gates } of candidates) {
          expect(kept).toBe(gates.every(({ verdict }) => verdict === 'PASS'))
          expect(rank !== null).toBe(kept)
          for (const { verdict, reason } of gates) expect(reason === null).toBe(verdict === 'PASS')
        }
        expect(watchlistSchema.shape.candidates.encode([...candidates])).toHaveLength(SYMBOLS.length)
      }),
    )
  })

  test('2. taking away quote, volume, history, halt flag or every price of the day brings no symbol in', () => {
    const losses = fc.constantFrom<Partial<Snapshot>>(
      ...[{ bid: null }, { ask: null }, { volume: null }, { halted: null }, { price: null, open: null }],
    )
    fc.assert(
      fc.property(markets, losses, fc.boolean(), (inputs, loss, losesHistory) => {
        const poorer = inputs.map((input) =>
          input.kind === 'unseen'
            ? input
            : {
                ...input,
                snapshot: { ...input.snapshot, ...loss },
                dailies: losesHistory ? [] : input.dailies,
              },
        )
        const before = symbolsIn(scan(inputs, SCAN_DEFAULTS))
        const after = symbolsIn(scan(poorer, SCAN_DEFAULTS))
        expect(before).toEqual(expect.arrayContaining(after))
        if (losesHistory) expect(after).toEqual([])
      }),
    )
  })

  test('3. ranks run from 1 without a hole, whatever the order of the input', () => {
    const shuffled = markets.chain((inputs) =>
      fc.tuple(
        fc.constant(inputs),
        fc.shuffledSubarray([...inputs], { minLength: SYMBOLS.length, maxLength: SYMBOLS.length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, settingsOf, ([inputs, other], settings) => {
        const candidates = scan(inputs, withRule(settings))
        const ranks = candidates.filter(({ kept }) => kept).map(({ rank }) => rank)
        expect(ranks).toEqual(ranks.map((_, index) => index + 1))
        expect(scan(other, withRule(settings))).toEqual(candidates)
      }),
    )
  })

  test('4. the cut list is the head of the uncut one', () => {
    fc.assert(
      fc.property(markets, settingsOf, (inputs, settings) => {
        const whole = symbolsIn(scan(inputs, withRule({ ...settings, listMax: SYMBOLS.length })))
        const cut = symbolsIn(scan(inputs, withRule(settings)))
        expect(cut).toEqual(name === 'premarket' ? whole : whole.slice(0, settings.listMax))
      }),
    )
  })

  test('5. bars of the day and later, and prices of another day, change nothing', () => {
    const later = sessionsBetween(DAY, '2014-06-13').flatMap((session) =>
      dailiesOf('AA', { sessions: 1, close: 99, volume: 1 }).map((bar) => ({ ...bar, ...session })),
    )
    fc.assert(
      fc.property(markets, (inputs) => {
        const more = inputs.map((input) =>
          input.kind === 'seen' ? { ...input, dailies: [...input.dailies, ...later] } : input,
        )
        expect(scan(more, SCAN_DEFAULTS)).toEqual(scan(inputs, SCAN_DEFAULTS))
        const priced = (price: number | null) =>
          inputs.map((input) =>
            input.kind === 'seen'
              ? { ...input, snapshot: { ...input.snapshot, price, pricedAt: at(960, '2014-06-05') } }
              : input,
          )
        expect(scan(priced(99), SCAN_DEFAULTS)).toEqual(scan(priced(null), SCAN_DEFAULTS))
      }),
    )
  })

  test('6. a looser threshold takes no PASS away', () => {
    const looser: ScanSettings = {
      listMax: SYMBOLS.length,
      premarket: {
        ...{ priceMinUsd: 0.5, priceMaxUsd: 60, spreadMaxPercent: 2, gapMinPercent: 3, rvolMin: 2, rule: 'any' },
        dollarVolumeMinUsd: 500_000,
      },
      intraday: { priceMinUsd: 2, rvolMin: 1.5, volumeMinShares: 200_000 },
      afterhours: { priceMinUsd: 0.5, moveMinPercent: 2, dollarVolumeMinUsd: 4_000_000 },
    }
    fc.assert(
      fc.property(markets, (inputs) => {
        const passed = (settings: ScanSettings) =>
          scan(inputs, settings).flatMap(({ symbol, gates }) =>
            gates.filter(({ verdict }) => verdict === 'PASS').map(({ gate }) => `${symbol} ${gate}`),
          )
        expect(passed(looser)).toEqual(expect.arrayContaining(passed(SCAN_DEFAULTS)))
      }),
    )
  })

  test('7. all keeps nothing that any drops', () => {
    fc.assert(
      fc.property(markets, (inputs) => {
        const kept = (rule: 'any' | 'all') => symbolsIn(scan(inputs, withRule({ listMax: 6, rule })))
        expect(kept('any')).toEqual(expect.arrayContaining(kept('all')))
      }),
    )
  })
})

test('8. the opening list holds only what it was given, and nothing that is halted or may be', () => {
  fc.assert(
    fc.property(markets, fc.integer({ min: 1, max: 6 }), (inputs, count) => {
      const given = inputs.slice(0, count)
      const tradable = given.filter((input) => input.kind === 'seen' && input.snapshot.halted === false)
      const allowed = tradable.map((input) => (input.kind === 'seen' ? input.snapshot.symbol : ''))
      const opening = symbolsIn(finaliseWatchlist(given, SCAN_DEFAULTS, noon))
      expect(allowed).toEqual(expect.arrayContaining(opening))
    }),
  )
})
