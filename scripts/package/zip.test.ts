import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { type PackedFile, unzip, zipOf } from './zip.ts'

const TIME_ZONE = process.env.TZ
afterEach(() => {
  if (TIME_ZONE === undefined) delete process.env.TZ
  else process.env.TZ = TIME_ZONE
})

const paths = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}(\/[a-zA-Z0-9._-]{1,8}[a-z])?$/), { maxLength: 8 })
const trees = paths.chain((names) =>
  fc.tuple(
    ...names.map((path) => fc.uint8Array({ maxLength: 2_000 }).map((bytes) => ({ path, bytes: Buffer.from(bytes) }))),
  ),
)

const file = (path: string, text = path): PackedFile => ({ path, bytes: Buffer.from(text) })

/** The same zip with one text for another of equal length in its names. */
const renamed = (zip: Buffer, from: string, to: string): Buffer =>
  Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1')

describe('a zip', () => {
  test('has the same bytes for the same files, however they are ordered and wherever the clock stands', async () => {
    await fc.assert(
      fc.asyncProperty(trees, fc.constantFrom('UTC', 'Pacific/Auckland', 'America/New_York'), async (files, zone) => {
        process.env.TZ = 'UTC'
        const zip = await zipOf(files)
        process.env.TZ = zone
        expect((await zipOf(files.toReversed())).equals(zip)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  test('gives back every file, by name', async () => {
    await fc.assert(
      fc.asyncProperty(trees, async (files) => {
        const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
        expect(await unzip(await zipOf(files))).toEqual(sorted)
      }),
      { numRuns: 30 },
    )
  })

  test('differs with one byte of one file', async () => {
    const [one, other] = [await zipOf([file('a', 'one')]), await zipOf([file('a', 'onE')])]
    expect(one.equals(other)).toBe(false)
  })
})

describe('what is unpacked', () => {
  test.each([
    ['leads out of its folder', 'aa/b', '../b', /invalid relative path/],
    ['begins at the root', 'aa/b', '/a/b', /absolute path/],
    ['comes twice', 'aa/c', 'aa/b', /twice/],
  ])('is refused when a name %s', async (...[_, from, to, words]) => {
    const zip = renamed(await zipOf([file('aa/b'), file('aa/c')]), from, to)
    await expect(unzip(zip)).rejects.toThrow(words)
  })

  test('is refused when it is no zip', async () => {
    await expect(unzip(Buffer.from('<html>not found</html>'.repeat(10)))).rejects.toThrow(/end of central directory/i)
  })
})
