import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOOKS } from '../../../shared/contracts/books.ts'
import { ORDER_STATUSES } from '../../../shared/contracts/orders.ts'
import { INTERVALS } from '../../../shared/contracts/scalars.ts'
import { hrefOf, ORDER_TABS, routeOf, searchOf, viewOf } from './route.ts'

describe('routeOf', () => {
  test.each([
    ['/ui', { page: 'router' }],
    ['/ui/', { page: 'router' }],
    ['/ui/router/', { page: 'router' }],
    ['/ui/router/ab12', { page: 'run', id: 'ab12' }],
    ['/ui/orders', { page: 'orders' }],
    ['/ui/orders/ab12', { page: 'order', id: 'ab12' }],
    ['/ui/readiness', { page: 'readiness' }],
    ['/ui/readiness/x', { page: 'missing', path: '/ui/readiness/x' }],
    ['/ui/orders/a/b', { page: 'missing', path: '/ui/orders/a/b' }],
    ['/orders', { page: 'missing', path: '/orders' }],
  ])('%s names its page', (path, route) => {
    expect(routeOf(path)).toEqual(route)
  })

  test('every address the dashboard writes leads back to its page', () => {
    expect(routeOf(hrefOf.router())).toEqual({ page: 'router' })
    expect(routeOf(hrefOf.run('ab12'))).toEqual({ page: 'run', id: 'ab12' })
    expect(routeOf(hrefOf.orders())).toEqual({ page: 'orders' })
    expect(routeOf(hrefOf.order('ab12'))).toEqual({ page: 'order', id: 'ab12' })
    expect(routeOf(hrefOf.readiness())).toEqual({ page: 'readiness' })
  })
})

describe('viewOf', () => {
  test('a view survives its own query string', () => {
    const view = fc.record({
      book: fc.option(fc.constantFrom(...BOOKS)),
      tab: fc.constantFrom(...ORDER_TABS),
      symbol: fc.stringMatching(/^([A-Z][A-Z0-9./-]{0,14})?$/),
      status: fc.option(fc.constantFrom(...ORDER_STATUSES)),
      interval: fc.option(fc.constantFrom(...INTERVALS)),
    })
    fc.assert(
      fc.property(view, (each) => {
        expect(viewOf(searchOf(each))).toEqual(each)
      }),
    )
  })

  test('words that name nothing count as not said', () => {
    expect(viewOf('?book=all&tab=x&status=open&interval=2Min&symbol=%20spy')).toEqual({
      book: null,
      tab: 'orders',
      symbol: 'SPY',
      status: null,
      interval: null,
    })
  })
})
