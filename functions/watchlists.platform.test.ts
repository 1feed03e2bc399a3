import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../shared/base/instant.ts'
import { Desk, NOW, type Reply } from './testing/desk.ts'

/** Wednesday 2026-03-04, ten in the morning in New York. */
const TODAY = '2026-03-04'

let desk: Desk
beforeAll(async () => {
  desk = await Desk.start({ env: { WATCHLIST_TEXT: 'dia, spy' } })
})
afterAll(() => desk[Symbol.asyncDispose]())

const write = (bucket: string, json: object): Promise<Reply> => desk.ask(`/watchlists/${bucket}`, { json })
const listsStored = async (): Promise<number> => (await desk.rows('select from market.watchlists')).length
const symbolsAt = async (path: string): Promise<unknown> => (await desk.ask(path)).body.symbols

describe('what the desk watches', () => {
  test('is the settings’ text while the day has no list', async () => {
    const reply = await desk.ask('/watchlist?book=replay')
    expect(reply.body).toEqual({
      ...{ book: 'replay', day: null, bucket: null, source: 'settings', as_of: null },
      ...{ count: 2, symbols: ['DIA', 'SPY'] },
    })
  })

  test('is the opening list, then the newer intraday list, each beside the symbols of the settings', async () => {
    await write('opening', { book: 'practice', symbols: ['AAPL'] })
    expect(await symbolsAt('/watchlist?book=practice')).toEqual(['AAPL', 'DIA', 'SPY'])
    await write('premarket', { book: 'practice', symbols: ['XOM'] })
    expect(await symbolsAt('/watchlist?book=practice')).toEqual(['AAPL', 'DIA', 'SPY'])
    await desk.platform.advanceTo(desk.platform.nowMs + MINUTE_MS)
    await write('intraday-core', { book: 'practice', symbols: ['MSFT', 'AAPL'] })
    expect((await desk.ask('/watchlist?book=practice')).body).toMatchObject({
      ...{ day: TODAY, bucket: 'intraday-core', source: 'manual', count: 4 },
      symbols: ['MSFT', 'AAPL', 'DIA', 'SPY'],
    })
  })
})

describe('a list written by hand', () => {
  test('is read as it was written: in order, each symbol once, in the book of paper where none is named', async () => {
    const json = { symbols: [' tsla', 'BRK.B', 'TSLA'], tags: ['Swing '], source: 'manual' }
    const written = await write('swing_1', json)
    expect(written.status).toBe(200)
    expect(written.body).toMatchObject({
      ...{ book: 'paper', bucket: 'swing_1', day: TODAY, source: 'manual', synthetic: false },
      ...{ symbols: ['TSLA', 'BRK.B'], tags: ['swing'], candidates: [] },
    })
    for (const path of ['/watchlists/swing_1/latest', '/watchlists/swing_1/20260304']) {
      expect((await desk.ask(path)).body).toEqual(written.body)
    }
  })

  test('takes the place of the one before it', async () => {
    await write('again', { symbols: ['A'] })
    await desk.platform.advanceTo(desk.platform.nowMs + MINUTE_MS)
    await write('again', { symbols: ['B'] })
    expect(await symbolsAt('/watchlists/again/latest')).toEqual(['B'])
    expect(await symbolsAt('/watchlists/again/20260304')).toEqual(['B'])
  })

  test('is written once per key', async () => {
    const ask = () =>
      desk.ask('/watchlists/keyed', { json: { symbols: ['A'] }, headers: { 'idempotency-key': 'watchlist-key' } })
    const first = await ask()
    await desk.platform.advanceTo(desk.platform.nowMs + MINUTE_MS)
    expect((await ask()).body).toEqual(first.body)
  })

  test('may not be a second opening list of the day and book', async () => {
    expect((await write('opening', { book: 'smoke', symbols: ['A'] })).status).toBe(200)
    const second = await write('opening', { book: 'smoke', symbols: ['B'] })
    expect(second.status).toBe(409)
    expect(second.body).toMatchObject({ code: 'LIST_STANDS', detail: expect.stringContaining('intraday-core') })
    expect(await symbolsAt('/watchlists/opening/latest?book=smoke')).toEqual(['A'])
  })

  test('stays in its book', async () => {
    await write('apart', { book: 'live', symbols: ['A'] })
    expect((await desk.ask('/watchlists/apart/latest')).body).toMatchObject({ status: 404, code: 'NO_SUCH_WATCHLIST' })
    expect(await symbolsAt('/watchlists/apart/latest?book=live')).toEqual(['A'])
  })

  test('is not there on another day', async () => {
    const reply = await desk.ask('/watchlists/swing_1/20260303')
    expect(reply.status).toBe(404)
    expect(reply.body.detail).toBe('There is no list swing_1 of 2026-03-03 in book paper.')
  })
})

describe('what is wrong', () => {
  const list = { symbols: ['AAPL'] }
  test.each<[string, object, string, string | RegExp]>([
    ['no symbols', {}, 'symbols', /./],
    ['none of them', { symbols: [] }, 'symbols', 'names no symbol'],
    ['too many', { symbols: Array(201).fill('A') }, 'symbols', /200/],
    ['a script', { symbols: ['AAPL', '<script>'] }, 'symbols.1', /^"<SCRIPT>" is not a symbol/],
    ['a novel', { symbols: ['X'.repeat(300)] }, 'symbols.0', /^"X{20}…" is not a symbol/],
    ['a number', { symbols: [7] }, 'symbols.0', /string/],
    ['a word', { symbols: ['SPY', 'for'], source: 'textlist' }, 'symbols.1', /^"FOR" is not a ticker: 1 to 5 letters/],
    ['a class share', { symbols: ['BRK.B'], source: 'textlist' }, 'symbols.0', /^"BRK\.B" is not a ticker/],
    ['another book', { ...list, book: 'mine' }, 'book', /./],
    ['a source of machines', { ...list, source: 'scan' }, 'source', /./],
    ['an empty tag', { ...list, tags: [' '] }, 'tags.0', /./],
    ['a field of its own', { ...list, candidates: [] }, 'candidates', 'is not a known field'],
  ])('%s is told by its field, and nothing is written', async (_, json, field, message) => {
    const before = await desk.snapshot()
    const reply = await write('wrong', json)
    expect(reply.status).toBe(400)
    expect(reply.body.errors).toContainEqual({ field, message: expect.stringMatching(message) })
    expect(await desk.snapshot()).toEqual(before)
  })

  test('every wrong ticker is named at once', async () => {
    const reply = await write('wrong', { symbols: ['CEO', 'SPY', 'TOOLONG'], source: 'textlist' })
    const errors = reply.body.errors as readonly { readonly message: string }[]
    expect(errors.map(({ message }) => message.slice(0, 20))).toEqual(['"CEO" is not a ticke', '"TOOLONG" is not a t'])
  })

  test.each([
    ['POST', '/watchlists/Opening!', 'bucket'],
    ['POST', `/watchlists/${'b'.repeat(41)}`, 'bucket'],
    ['GET', '/watchlists/-x/latest', 'bucket'],
    ['GET', '/watchlists/opening/2026-03-04', 'yyyymmdd'],
    ['GET', '/watchlists/opening/20260230', 'yyyymmdd'],
    ['GET', '/watchlists/opening/00000101', 'yyyymmdd'],
    ['GET', '/watchlists/opening/latest?book=', 'book'],
    ['GET', '/watchlist?limit=1', 'limit'],
    ['GET', '/watchlists?limit=0', 'limit'],
    ['GET', '/watchlists?limit=201', 'limit'],
  ])('%s %s is told by its field %s', async (method, path, field) => {
    const before = await listsStored()
    const reply = await desk.ask(path, { method, ...(method === 'POST' ? { json: list } : {}) })
    expect(reply.status).toBe(400)
    expect(reply.body.errors).toContainEqual({ field, message: expect.any(String) })
    expect(await listsStored()).toBe(before)
  })

  test('a stranger is refused before anything is read', async () => {
    const reply = await desk.ask('/watchlists/swing_1', { json: { symbols: 7 }, operator: false })
    expect(reply.status).toBe(401)
  })
})

describe('the newest lists', () => {
  const bucketsIn = ({ body }: Reply) => (body.items ?? []).map(({ book, bucket }) => `${book} ${bucket}`)

  test('are one of each bucket, newest first, of one book or of all', async () => {
    await desk.platform.advanceTo(desk.platform.nowMs + MINUTE_MS)
    await write('swing_1', { symbols: ['IWM'] })
    const all = await desk.ask('/watchlists?limit=200')
    const names = bucketsIn(all)
    expect(names[0]).toBe('paper swing_1')
    expect(new Set(names).size).toBe(names.length)
    const times = (all.body.items ?? []).map(({ as_of }) => String(as_of))
    expect(times).toEqual(times.toSorted().toReversed())
    expect(all.body.items?.[0]).toMatchObject({ count: 1, dropped: 0, symbols: ['IWM'], day: TODAY })
    expect(all.body.items?.[0]).not.toHaveProperty('candidates')
    const paper = bucketsIn(await desk.ask('/watchlists?book=paper'))
    expect(paper).toEqual(names.filter((name) => name.startsWith('paper ')))
    expect(bucketsIn(await desk.ask('/watchlists?limit=2'))).toEqual(names.slice(0, 2))
  })

  test.each(['/watchlists', '/watchlists/swing_1/latest', '/watchlists/swing_1/20260304', '/watchlist'])(
    'are spared a reader who has them, and not one who has older ones: %s',
    async (path) => {
      const etag = (await desk.ask(path)).headers.get('etag') ?? ''
      const headers = { 'if-none-match': etag }
      expect((await desk.ask(path, { headers })).status).toBe(304)
      await desk.platform.advanceTo(desk.platform.nowMs + MINUTE_MS)
      expect((await desk.ask(path, { headers })).status).toBe(304)
      const symbols = [`N${Math.round((desk.platform.nowMs - NOW) / MINUTE_MS)}`]
      await write(path === '/watchlist' ? 'intraday-core' : 'swing_1', { symbols })
      expect((await desk.ask(path, { headers })).status).toBe(200)
    },
  )
})

test('a list made anew with the same content has a new tag, so that no reader keeps its older age', async () => {
  await write('anew', { symbols: ['KO'] })
  const first = await desk.ask('/watchlists/anew/latest')
  await desk.platform.advanceTo(desk.platform.nowMs + MINUTE_MS)
  await write('anew', { symbols: ['KO'] })
  const headers = { 'if-none-match': first.headers.get('etag') ?? '' }
  expect((await desk.ask('/watchlists/anew/latest', { headers })).status).toBe(200)
})
