import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sharedDataDir } from './shared-data.ts'

const root = mkdtempSync(join(tmpdir(), 'shared-data-'))
mkdirSync(join(root, 'here/A_ohlcv'), { recursive: true })
afterAll(() => rmSync(root, { recursive: true }))

describe('sharedDataDir', () => {
  test('takes the folder that SHARED_DATA_DIR names', () => {
    expect(sharedDataDir({ SHARED_DATA_DIR: join(root, 'here') })).toBe(join(root, 'here'))
  })

  test('is null where the folder is absent', () => {
    expect(sharedDataDir({ SHARED_DATA_DIR: join(root, 'gone') })).toBeNull()
  })

  test('throws where the folder is absent but required', () => {
    const env = { SHARED_DATA_DIR: join(root, 'gone'), REQUIRE_SHARED_DATA: '1' }
    expect(() => sharedDataDir(env)).toThrow(/gone.*SHARED_DATA_DIR/)
  })
})
