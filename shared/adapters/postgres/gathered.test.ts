import { expect, test } from 'vitest'
import type { Database, Queryable } from './database.ts'
import { gathered } from './gathered.ts'

/** A database of one connection that is free when the test says so. */
function oneConnection() {
  const line: (() => void)[] = []
  const nothing: Queryable = { query: async () => [] }
  const connect = <T>(work: (connection: Queryable) => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      line.push(() => work(nothing).then(resolve, reject))
    })
  const database = { connect } as Database
  return { database, free: () => line.shift()?.(), waiting: () => line.length }
}

test('what waits for the connection together is written by one statement, in its order', async () => {
  const { database, free, waiting } = oneConnection()
  const statements: (readonly number[])[] = []
  const write = gathered(database.connect, async (_, items: readonly number[]) => void statements.push([...items]))
  const done = Promise.all([write(1), write(2), write(3)])
  expect(waiting()).toBe(1)
  free()
  await done
  const next = write(4)
  free()
  await next
  expect(statements).toEqual([[1, 2, 3], [4]])
})

test('what comes after the statement left waits for the next one', async () => {
  const { database, free } = oneConnection()
  const statements: (readonly number[])[] = []
  const write = gathered(database.connect, async (_, items: readonly number[]) => void statements.push([...items]))
  const first = write(1)
  free()
  const second = write(2)
  free()
  await Promise.all([first, second])
  expect(statements).toEqual([[1], [2]])
})

test('a statement has at most 200 items', async () => {
  const { database, free } = oneConnection()
  const sizes: number[] = []
  const write = gathered(database.connect, async (_, items: readonly number[]) => void sizes.push(items.length))
  const done = Promise.all(Array.from({ length: 450 }, (_, item) => write(item)))
  for (let index = 0; index < 3; index += 1) free()
  await done
  expect(sizes).toEqual([200, 200, 50])
})

test('a failure is told to everyone who waited, and to nobody after them', async () => {
  const { database, free } = oneConnection()
  let fails = true
  const write = gathered(database.connect, async () => {
    if (fails) throw new Error('lost')
  })
  const both = Promise.allSettled([write(1), write(2)])
  free()
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  fails = false
  const next = write(3)
  free()
  await expect(next).resolves.toBeUndefined()
})

test('without a connection the next item asks for one again', async () => {
  const { database, free } = oneConnection()
  let isAway = true
  const open: typeof database.connect = (work) =>
    isAway ? Promise.reject(new Error('no connection within 5 s')) : database.connect(work)
  const write = gathered(open, async (_, _items: readonly number[]) => undefined)
  await expect(write(1)).rejects.toThrow('no connection')
  isAway = false
  const next = write(2)
  free()
  await expect(next).resolves.toBeUndefined()
})

test('items of one name never leave together, and keep their order', async () => {
  const { database, free } = oneConnection()
  const statements: (readonly string[])[] = []
  const write = gathered(
    database.connect,
    async (_, items: readonly string[]) => void statements.push([...items]),
    (item) => item.charAt(0),
  )
  const done = Promise.all(['a1', 'b1', 'a2', 'c1', 'a3'].map(write))
  for (let index = 0; index < 3; index += 1) free()
  await done
  expect(statements).toEqual([['a1', 'b1'], ['a2', 'c1'], ['a3']])
})
