import { expect, test } from 'vitest'
import { itemsOf } from './cost.ts'
import { priceListOf, readPrices } from './prices.ts'
import { factsWith } from './testing/sample-facts.ts'

const list = readPrices()

test('every price that an item asks for is in the list, and every price of the list is asked for', () => {
  const asked = ['Standard_B1ms', 'Standard_B2s', 'Standard_D2ds_v5'].flatMap((postgresSku) =>
    itemsOf(factsWith({ parameters: { postgresSku, privateNetworking: true, logRetentionDays: 90 } })),
  )
  expect([...new Set(asked.map(({ price }) => price))].sort()).toEqual(Object.keys(list.prices).sort())
})

test('a price that is known says where and when it was read; one that is not says what to fill in', () => {
  for (const [name, price] of Object.entries(list.prices)) {
    if (price.usd === 'UNKNOWN') expect(price.fillIn, name).toMatch(/https?:\/\/|azure\.microsoft\.com/)
    // Microsoft's own list, or a copy of it: a branch may change, a commit does not.
    else {
      expect(price.source, name).toMatch(/^https:\/\/(prices\.azure\.com\/|github\.com\/.+\/blob\/[0-9a-f]{40}\/)/)
    }
  }
})

test.each([
  ['without its source', { unit: 'hour', region: 'eastus2', meter: 'm', usd: 1 }],
  ['below nothing', { unit: 'hour', region: 'eastus2', meter: 'm', usd: -1, source: 'https://x.y/', asOf: 'UNKNOWN' }],
  ['UNKNOWN without what to fill in', { unit: 'hour', region: 'eastus2', meter: 'm', usd: 'UNKNOWN' }],
])('a price %s is refused', (_, price) => {
  const text = JSON.stringify({ about: 'test', currency: 'USD', prices: { one: price } })
  expect(() => priceListOf(text)).toThrow(/one/)
})
