import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { missingEntries } from './complete-lock.ts'

const lock = join(import.meta.dirname, '../package-lock.json')

describe('the lock file', () => {
  it('holds every optional package that it names, so that npm ci takes it on any platform', () => {
    expect(missingEntries(JSON.parse(readFileSync(lock, 'utf8')).packages)).toEqual({})
  })

  it('gets the version and the platform of what it lacks, and nothing else', () => {
    const optionalDependencies = {
      '@tool/cli-linux-x64-musl': '1.2.3',
      '@tool/cli-win32-arm64': '1.2.3',
      '@tool/cli-here-x64': '1.2.3',
      '@tool/cli-darwin-x64': '^1.0.0',
    }
    expect(missingEntries({ 'node_modules/tool': { version: '1.2.3', dev: true, optionalDependencies } })).toEqual({
      'node_modules/@tool/cli-linux-x64-musl': {
        version: '1.2.3',
        cpu: ['x64'],
        dev: true,
        libc: ['musl'],
        optional: true,
        os: ['linux'],
      },
      'node_modules/@tool/cli-win32-arm64': {
        version: '1.2.3',
        cpu: ['arm64'],
        dev: true,
        optional: true,
        os: ['win32'],
      },
    })
  })
})
