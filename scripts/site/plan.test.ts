import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY_MS } from '../../shared/base/instant.ts'
import type { PackedFile } from '../package/zip.ts'
import { pathsToPurge, planSite, type Step, type Stored, siteOf } from './plan.ts'

const NOW = Date.parse('2026-11-26T08:00:00Z')
const file = (path: string, text = path): PackedFile => ({ path, bytes: Buffer.from(text) })

/** A release whose page names its assets, as a build's page does. */
const release = (assets: readonly string[]): PackedFile[] => [
  ...assets.map((asset) => file(`site/assets/${asset}.js`)),
  file('site/icon.svg'),
  file('site/index.html', assets.map((asset) => `ui/assets/${asset}.js`).join(' ')),
  file('host.json'),
]

type Site = Map<string, Stored & { readonly text: string }>

function taken(site: Site, steps: readonly Step[]): Site {
  const after: Site = new Map(site)
  for (const step of steps) {
    if (step.kind === 'delete') after.delete(step.name)
    else if (step.kind === 'upload') {
      const { bytes, ...headers } = step.file
      after.set(step.file.name, { ...headers, droppedAt: null, text: String(bytes) })
    } else {
      const blob = after.get(step.name)
      if (blob) after.set(step.name, { ...blob, droppedAt: step.at })
    }
  }
  return after
}

const stored = (site: Site): Stored[] => [...site.values()]
const assets = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 })
/** Releases one after another, and how many days lie between them. */
const histories = fc.array(fc.tuple(assets, fc.integer({ min: 0, max: 40 })), { minLength: 1, maxLength: 5 })

describe('a site, whatever releases came and went', () => {
  test('never shows a page that names what is not there, wherever the work is broken off', () => {
    fc.assert(
      fc.property(histories, fc.nat(12), (history, cut) => {
        let site: Site = new Map()
        let now = NOW
        for (const [names, days] of history) {
          now += days * DAY_MS
          const steps = planSite(siteOf(release(names), null), stored(site), now)
          const broken = taken(site, steps.slice(0, cut))
          for (const state of [broken, taken(site, steps)]) {
            const named = state.get('ui/index.html')?.text.split(' ').filter(Boolean) ?? []
            expect(named.filter((name) => !state.has(name))).toEqual([])
          }
          site = broken
        }
      }),
    )
  })

  test('stands as the release says, and is then left alone, also after a break', () => {
    fc.assert(
      fc.property(assets, assets, fc.nat(12), (before, after, cut) => {
        const old = taken(new Map(), planSite(siteOf(release(before), null), [], NOW))
        const files = siteOf(release(after), null)
        const broken = taken(old, planSite(files, stored(old), NOW).slice(0, cut))
        const whole = taken(broken, planSite(files, stored(broken), NOW))
        for (const { name, bytes } of files) expect(whole.get(name)?.text).toBe(String(bytes))
        expect(planSite(files, stored(whole), NOW)).toEqual([])
      }),
    )
  })

  test('keeps what a release dropped for 30 days from then on, however old it was', () => {
    const site = taken(new Map(), planSite(siteOf(release(['a', 'b']), null), [], NOW - 90 * DAY_MS))
    const files = siteOf(release(['a']), null)
    const dropped = planSite(files, stored(site), NOW)
    expect(dropped.at(-1)).toEqual({ kind: 'drop', name: 'ui/assets/b.js', at: NOW })
    const after = stored(taken(site, dropped))
    expect(planSite(files, after, NOW + 30 * DAY_MS)).toEqual([])
    expect(planSite(files, after, NOW + 30 * DAY_MS + 1)).toEqual([{ kind: 'delete', name: 'ui/assets/b.js' }])
  })

  test('takes back what an earlier release had, when that release comes again', () => {
    const first = siteOf(release(['a', 'b']), null)
    const one = taken(new Map(), planSite(first, [], NOW))
    const two = taken(one, planSite(siteOf(release(['a']), null), stored(one), NOW))
    const back = taken(two, planSite(first, stored(two), NOW + DAY_MS))
    expect(planSite(first, stored(back), NOW + 90 * DAY_MS)).toEqual([])
    expect(back.get('ui/assets/b.js')?.droppedAt).toBeNull()
  })
})

describe('what the edge must forget', () => {
  test('is every changed name without a hash, and the page under all its names', () => {
    const steps = planSite(siteOf(release(['a']), null), [], NOW)
    expect(pathsToPurge(steps)).toEqual(['/ui', '/ui/', '/ui/icon.svg', '/ui/index.html'])
    expect(pathsToPurge(steps.slice(0, 1))).toEqual([])
  })
})
