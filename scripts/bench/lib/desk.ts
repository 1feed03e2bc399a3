/** A desk of its own for one figure, in a folder that is gone afterwards. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { Platform, type PlatformOptions } from '../../platform/platform.ts'

/** Runs the work on a fresh desk with durable stores, and removes it whatever happens. */
export async function onDesk<T>(
  options: Omit<PlatformOptions, 'dir'>,
  work: (desk: Platform) => Promise<T>,
): Promise<T> {
  return await inFolder(async (dir) => {
    await using desk = await Platform.create({ ...options, dir })
    return await work(desk)
  })
}

export async function inFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'))
  try {
    return await work(dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** One bare connection to the desk's own Postgres; what is asked at once waits in line. */
export async function onConnection<T>(url: string, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}
