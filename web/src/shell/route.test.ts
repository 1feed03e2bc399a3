import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOOKS } from '../../../shared/contracts/books.ts'
import { ORDER_STATUSES } from '../../../shared/contracts/orders.ts'
import { INTERVALS } from '../../../shared/contracts/scalars.ts'
import { hrefOf, ORDER_TABS, routeOf, searchOf, viewOf } from './route.ts'

describe('routeOf', () => {
  test.each([
    ['/ui', { page: 'today' }],
    ['/ui/', { page: 'today' }],
    ['/ui/watchlist', { page: 'watchlist' }],
    ['/ui/symbols/brk.b', { page: 'symbol', symbol: 'BRK.B' }],
    ['/ui/symbols/BTC%2FUSD', { page: 'symbol', symbol: 'BTC/USD' }],
    ['/ui/symbols/%E0%A4%A', { page: 'missing', path: '/ui/symbols/%E0%A4%A' }],
    ['/ui/symbols', { page: 'missing', path: '/ui/symbols' }],
    ['/ui/router/', { page: 'router' }],
    ['/ui/router/ab12', { page: 'run', id: 'ab12' }],
    ['/ui/orders', { page: 'orders' }],
    ['/ui/orders/ab12', { page: 'order', id: 'ab12' }],
    ['/ui/positions', { page: 'positions' }],
    ['/ui/reports', { page: 'reports' }],
    ['/ui/reports/2014-06-06', { page: 'report', day: '2014-06-06' }],
    ['/ui/reports/yesterday', { page: 'missing', path: '/ui/reports/yesterday' }],
    ['/ui/sweeps', { page: 'sweeps' }],
    ['/ui/sweeps/sma-cross-1', { page: 'sweep', id: 'sma-cross-1' }],
    ['/ui/sweeps/sma-cross-1/cells/12/', { page: 'cell', id: 'sma-cross-1', cell: 12 }],
    ['/ui/sweeps/sma-cross-1/cells/best', { page: 'missing', path: '/ui/sweeps/sma-cross-1/cells/best' }],
    ['/ui/orders/a/cells/1', { page: 'missing', path: '/ui/orders/a/cells/1' }],
    ['/ui/frames', { page: 'frames' }],
    ['/ui/health', { page: 'health' }],
    ['/ui/readiness', { page: 'health' }],
    ['/ui/readiness/x', { page: 'missing', path: '/ui/readiness/x' }],
    ['/ui/orders/a/b', { page: 'missing', path: '/ui/orders/a/b' }],
    ['/orders', { page: 'missing', path: '/orders' }],
  ])('%s names its page', (path, route) => {
    expect(routeOf(path)).toEqual(route)
  })

  test.each([
    [hrefOf.today(), { page: 'today' }],
    [hrefOf.watchlist(), { page: 'watchlist' }],
    [hrefOf.symbol('BTC/USD'), { page: 'symbol', symbol: 'BTC/USD' }],
    [hrefOf.router(), { page: 'router' }],
    [hrefOf.run('ab12'), { page: 'run', id: 'ab12' }],
    [hrefOf.orders(), { page: 'orders' }],
    [hrefOf.order('ab12'), { page: 'order', id: 'ab12' }],
    [hrefOf.positions(), { page: 'positions' }],
    [hrefOf.reports(), { page: 'reports' }],
    [hrefOf.report('2014-06-06'), { page: 'report', day: '2014-06-06' }],
    [hrefOf.sweeps(), { page: 'sweeps' }],
    [hrefOf.sweep('sma-cross-1'), { page: 'sweep', id: 'sma-cross-1' }],
    [hrefOf.cell('sma-cross-1', 12), { page: 'cell', id: 'sma-cross-1', cell: 12 }],
    [hrefOf.frames(), { page: 'frames' }],
    [hrefOf.health(), { page: 'health' }],
  ])('%s, as the dashboard writes it, leads back to its page', (href, route) => {
    expect(routeOf(href)).toEqual(route)
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
      bucket: fc.option(fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,39}$/)),
      day: fc.option(fc.constantFrom('2014-06-06', '2025-11-28')),
    })
    fc.assert(
      fc.property(view, (each) => {
        expect(viewOf(searchOf(each))).toEqual(each)
      }),
    )
  })

  test('words that name nothing count as not said', () => {
    expect(viewOf('?book=all&tab=x&status=open&interval=2Min&symbol=%20spy&bucket=A&day=now')).toEqual({
      book: null,
      tab: 'orders',
      symbol: 'SPY',
      status: null,
      interval: null,
      bucket: null,
      day: null,
    })
  })
})
