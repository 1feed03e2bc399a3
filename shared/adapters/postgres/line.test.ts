import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Kind, Line } from './line.ts'

/** Enters everything while the one connection is taken, and tells the order in which the turns came. */
async function orderOf(kinds: readonly Kind[]): Promise<string[]> {
  const line = new Line(1, 60_000)
  await line.enter('statement')
  const order: string[] = []
  const turns = kinds.map(async (kind, index) => {
    await line.enter(kind)
    order.push(`${kind} ${index}`)
    line.leave()
  })
  line.leave()
  await Promise.all(turns)
  return order
}

test('statements pass the transactions that wait, three at a time', async () => {
  const kinds: Kind[] = ['transaction', 'transaction', ...Array<Kind>(5).fill('statement')]
  expect(await orderOf(kinds)).toEqual([
    'statement 2',
    'statement 3',
    'statement 4',
    'transaction 0',
    'statement 5',
    'statement 6',
    'transaction 1',
  ])
})

test('everyone gets a turn, and each kind in its own order', async () => {
  const kind = fc.constantFrom<Kind>('statement', 'transaction')
  await fc.assert(
    fc.asyncProperty(fc.array(kind, { maxLength: 40 }), async (kinds) => {
      const order = await orderOf(kinds)
      expect(order).toHaveLength(kinds.length)
      for (const one of ['statement', 'transaction']) {
        const turns = order.filter((turn) => turn.startsWith(one)).map((turn) => Number(turn.split(' ')[1]))
        expect(turns).toEqual(turns.toSorted((a, b) => a - b))
      }
    }),
  )
})

test('as many run at once as there are connections', async () => {
  const line = new Line(2, 60_000)
  await line.enter('transaction')
  await line.enter('transaction')
  let third = false
  const entered = line.enter('transaction').then(() => {
    third = true
  })
  await Promise.resolve()
  expect(third).toBe(false)
  line.leave()
  await entered
  expect(third).toBe(true)
})

test('who waits too long is told so, and is not given a turn afterwards', async () => {
  const line = new Line(1, 1)
  await line.enter('statement')
  await expect(line.enter('transaction')).rejects.toThrow('no connection was free within 1 ms')
  line.leave()
  await expect(line.enter('statement')).resolves.toBeUndefined()
})
