import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchRoute, parseRoute, sortRoutes } from './routes.ts'

const table = sortRoutes([
  parseRoute('', ['GET'], 'root'),
  parseRoute('orders', ['GET'], 'list'),
  parseRoute('orders', ['POST'], 'place'),
  parseRoute('orders/{id:int}', ['GET'], 'byNumber'),
  parseRoute('orders/{name}', ['GET'], 'byName'),
  parseRoute('orders/open', ['GET'], 'open'),
  parseRoute('orders/{*rest}', ['GET'], 'rest'),
  parseRoute('pages/{name?}', ['GET'], 'page'),
  parseRoute('colour/{name=blue}', ['GET'], 'colour'),
  parseRoute('a/{x}/c', ['GET'], 'axc'),
  parseRoute('a/b/{y}', ['GET'], 'aby'),
])

describe('a route', () => {
  it.each([
    ['GET', '/', 'root', {}],
    ['GET', '/orders', 'list', {}],
    ['GET', '/orders/', 'list', {}],
    ['GET', '/ORDERS', 'list', {}],
    ['POST', '/orders', 'place', {}],
    ['GET', '/orders/7', 'byNumber', { id: '7' }],
    ['GET', '/orders/7/', 'byNumber', { id: '7' }],
    ['GET', '/orders/seven', 'byName', { name: 'seven' }],
    ['GET', '/orders/99999999999', 'byName', { name: '99999999999' }],
    ['GET', '/orders/open', 'open', {}],
    ['GET', '/orders/7/fills/2', 'rest', { rest: '7/fills/2' }],
    ['GET', '/pages', 'page', {}],
    ['GET', '/pages/one%20two', 'page', { name: 'one two' }],
    ['GET', '/colour', 'colour', { name: 'blue' }],
    ['GET', '/a/b/c', 'aby', { y: 'c' }],
    ['GET', '/a/z/c', 'axc', { x: 'z' }],
  ])('answers %s %s by %s', (method, path, target, params) => {
    expect(matchRoute(table, method, path)).toEqual({ target, params })
  })

  it.each([
    ['PUT', '/orders'],
    ['GET', '/order'],
    ['GET', '/pages/a/b'],
    ['GET', '/a//c'],
  ])('leaves %s %s unanswered', (method, path) => {
    expect(matchRoute(table, method, path)).toBeUndefined()
  })

  it('answers a path with and without its last slash alike', () => {
    const segment = fc.constantFrom('orders', 'open', '7', 'x', 'pages', 'a', 'b')
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (segments) => {
        const path = `/${segments.join('/')}`
        expect(matchRoute(table, 'GET', `${path}/`)).toEqual(matchRoute(table, 'GET', path))
      }),
    )
  })

  it('gives back any segment it was given, whatever its characters', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (name) => {
        const routes = [parseRoute('n/{name}', ['GET'], 1)]
        expect(matchRoute(routes, 'GET', `/n/${encodeURIComponent(name)}`)?.params).toEqual({ name })
      }),
    )
  })

  it('refuses a broken escape', () => {
    expect(() => matchRoute(table, 'GET', '/orders/%E0%A4%A')).toThrow(URIError)
  })
})

describe('a constraint', () => {
  it.each([
    ['int', '2147483647', '2147483648'],
    ['long', '-9223372036854775808', '9223372036854775808'],
    ['bool', 'TRUE', 'yes'],
    ['guid', '0f8fad5b-d9cb-469f-a165-70867728950e', '0f8fad5b'],
    ['alpha', 'abc', 'ab1'],
    ['decimal', '1.5', '1,5'],
    ['range(2,4)', '4', '5'],
    ['min(2)', '2', '1'],
    ['length(3)', 'abc', 'ab'],
    ['maxlength(2)', 'ab', 'abc'],
    ['datetime', '2024-02-03', 'never'],
  ])('%s accepts %s and not %s', (constraint, good, bad) => {
    const routes = [parseRoute(`{v:${constraint}}`, ['GET'], 1)]
    expect(matchRoute(routes, 'GET', `/${good}`)?.params).toEqual({ v: good })
    expect(matchRoute(routes, 'GET', `/${bad}`)).toBeUndefined()
  })
})

describe('a bad route', () => {
  it.each([
    ['{a?}/b', 'must come last'],
    ['{*a}/b', 'must come last'],
    ['x{a}', 'not a literal or one whole'],
    ['{a:nope}', 'the constraint "nope" is not known'],
  ])('%s is refused: %s', (template, message) => {
    expect(() => parseRoute(template, ['GET'], 1)).toThrow(message)
  })

  it('that another always hides is refused', () => {
    const twins = [parseRoute('a/{x}', ['GET'], 1), parseRoute('A/{y}', ['GET', 'POST'], 2)]
    expect(() => sortRoutes(twins)).toThrow('both answer GET')
  })
})
