import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { identityOf } from '../processes.ts'
import { claimFolder } from './folder.ts'

let dir = ''
const writer = (): string => join(dir, 'writer.json')
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'folder-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

describe('a folder of logs', () => {
  it('is taken when it is new, when its file is torn, and again by the same process', async () => {
    await claimFolder(dir, 0)
    await claimFolder(dir, 0)
    writeFileSync(writer(), '{"pid":')
    await claimFolder(dir, 0)
    expect(JSON.parse(readFileSync(writer(), 'utf8')).pid).toBe(process.pid)
  })

  it('is refused while its writer lives, and taken over once that has gone', async () => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'inherit'] })
    const pid = other.pid ?? -1
    writeFileSync(writer(), JSON.stringify({ pid, identity: identityOf(pid) }))
    await expect(claimFolder(dir, 0)).rejects.toThrow(new RegExp(`is in use by process ${pid}`))
    const claimed = claimFolder(dir)
    other.kill('SIGKILL')
    await claimed
    expect(JSON.parse(readFileSync(writer(), 'utf8')).pid).toBe(process.pid)
  })

  it('is taken over when another process has got the id of its writer', async () => {
    writeFileSync(writer(), JSON.stringify({ pid: process.ppid, identity: 'of another time' }))
    await claimFolder(dir, 0)
    expect(JSON.parse(readFileSync(writer(), 'utf8')).pid).toBe(process.pid)
  })
})
