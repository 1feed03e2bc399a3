/** Which source a result was made from. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Manifest } from '../../shared/contracts/research.ts'

const WITHIN_MS = 10_000
const ROOT = join(import.meta.dirname, '../..')

async function git(...args: readonly string[]): Promise<string | null> {
  const answer = await promisify(execFile)('git', ['-C', ROOT, ...args], { timeout: WITHIN_MS }).catch(() => null)
  return answer?.stdout.trim() ?? null
}

/** Commit and whether anything was changed since; UNKNOWN without a repository, unless GIT_SHA says it. */
export async function gitState(): Promise<Pick<Manifest, 'gitSha' | 'gitDirty'>> {
  const named = process.env.GIT_SHA
  // An image is built from a commit and has no repository.
  if (named) return { gitSha: named, gitDirty: false }
  const gitSha = await git('rev-parse', 'HEAD')
  const changes = gitSha === null ? null : await git('status', '--porcelain', '--untracked-files=normal')
  return { gitSha, gitDirty: changes === null ? null : changes !== '' }
}
