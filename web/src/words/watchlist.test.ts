import { expect, test } from 'vitest'
import { faultAt, wordsIn, writeConsequences } from './watchlist.ts'

test('words may be parted by commas, lines or spaces, and count once', () => {
  expect(wordsIn(' aapl, msft;\nNVDA\taapl ')).toEqual(['aapl', 'msft', 'NVDA'])
  expect(wordsIn(' \n')).toEqual([])
})

test('a fault names the word it is about, and nothing else', () => {
  const errors = [
    { field: 'symbols.1', message: 'is not a symbol' },
    { field: 'symbols.2', message: '"B" is too long' },
    { field: 'tags.0', message: 'is empty' },
  ]
  expect(faultAt(errors, 'symbols', ['AAPL', 'A$', 'B'])).toBe('A$ is not a symbol; "B" is too long')
  expect(faultAt(errors, 'book', [])).toBeNull()
  expect(faultAt([{ field: 'symbols', message: 'names no symbol' }], 'symbols', [])).toBe('names no symbol')
})

test('only lists that the router follows are said to be followed', () => {
  expect(writeConsequences('opening', 'paper', ['AAPL', 'MSFT']).join(' ')).toContain('2 symbols become')
  expect(writeConsequences('opening', 'paper', ['AAPL']).join(' ')).toContain('follows this list')
  expect(writeConsequences('opening', 'paper', ['AAPL']).join(' ')).toContain('cannot be replaced today')
  expect(writeConsequences('intraday-core', 'paper', ['AAPL']).join(' ')).not.toContain('cannot be replaced')
  expect(writeConsequences('mine', 'paper', ['AAPL']).join(' ')).toContain('does not follow')
})
