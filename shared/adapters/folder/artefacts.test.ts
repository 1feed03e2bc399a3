import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Unavailable } from '../../base/unavailable.ts'
import { createFolderArtefacts } from './artefacts.ts'

const root = mkdtempSync(join(tmpdir(), 'artefacts-'))
afterAll(() => rmSync(root, { recursive: true }))
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('artefacts in a folder', () => {
  test('come back as they were written last, in folders of their own', async () => {
    const store = createFolderArtefacts(join(root, 'a'))
    await store.write('cells/00001.jsonl', bytes('old'))
    await store.write('cells/00001.jsonl', bytes('new'))
    await store.write('cells/00000.jsonl', bytes('first'))
    await store.write('summary.json', bytes('{}'))
    expect(Buffer.from((await store.read('cells/00001.jsonl')) ?? []).toString()).toBe('new')
    expect(await store.list('cells')).toEqual(['cells/00000.jsonl', 'cells/00001.jsonl'])
    expect(await store.list('')).toEqual(['cells/00000.jsonl', 'cells/00001.jsonl', 'summary.json'])
  })

  test('that are missing are none, and what a killed writer left is not one', async () => {
    const store = createFolderArtefacts(join(root, 'b'))
    expect([await store.read('x.json'), await store.list('cells')]).toEqual([null, []])
    await store.write('x.json', bytes('{}'))
    writeFileSync(join(root, 'b', 'y.json.part'), 'half')
    expect(await store.list('')).toEqual(['x.json'])
  })

  test('that the disk refuses are its fault, and a path that leads out is a bug', async () => {
    const store = createFolderArtefacts(join(root, 'c'))
    await store.write('x', bytes('a file'))
    await expect(store.write('x/y', bytes('below it'))).rejects.toBeInstanceOf(Unavailable)
    await expect(store.write('../y', bytes(''))).rejects.toThrow(/leads out/)
    symlinkSync(join(root, 'nowhere'), join(root, 'gone'))
    await expect(createFolderArtefacts(join(root, 'gone')).write('x', bytes('lost'))).rejects.toBeInstanceOf(
      Unavailable,
    )
  })
})
