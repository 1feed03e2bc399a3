import { describe, expect, it } from 'vitest'
import { hubOfAudience, parseAddress } from './address.ts'

describe('an address', () => {
  it.each([
    ['$cbs', { kind: 'claims' }],
    ['$management', { kind: 'management' }],
    ['bars.raw', { kind: 'publish', hub: 'bars.raw', partition: null }],
    ['/bars.raw', { kind: 'publish', hub: 'bars.raw', partition: null }],
    ['bars.raw/Partitions/3', { kind: 'publish', hub: 'bars.raw', partition: '3' }],
    [
      'bars.raw/ConsumerGroups/$Default/Partitions/0',
      { kind: 'consume', hub: 'bars.raw', group: '$Default', partition: '0' },
    ],
    ['', null],
    ['bars.raw/Publishers/x', null],
    ['bars.raw/ConsumerGroups/api', null],
    ['a/b/c/d/e/f', null],
  ])('%j', (address, expected) => {
    expect(parseAddress(address)).toEqual(expected)
  })
})

describe('the hub of an audience', () => {
  it.each([
    ['sb://127.0.0.1:5672/bars.raw', 'bars.raw'],
    ['sb://127.0.0.1:5672/bars.raw/ConsumerGroups/api/Partitions/0', 'bars.raw'],
    ['sb://127.0.0.1:5672/bars.raw/$management', 'bars.raw'],
    ['sb://127.0.0.1:5672', null],
    ['', null],
  ])('%j is %j', (audience, hub) => {
    expect(hubOfAudience(audience)).toBe(hub)
  })
})
