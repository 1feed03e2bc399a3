/** Finds the folder of shared market data that some tests read; the project works without it. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * The folder of shared data, or null when this machine has none (the tests that need it are then skipped).
 * SHARED_DATA_DIR overrides the place beside the checkout. With REQUIRE_SHARED_DATA=1 an absent folder throws.
 */
export function sharedDataDir(env: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const dir = resolve(env.SHARED_DATA_DIR || resolve(import.meta.dirname, '../../../shared/data'))
  if (existsSync(resolve(dir, 'A_ohlcv'))) return dir
  if (env.REQUIRE_SHARED_DATA === '1') {
    throw new Error(`no shared data in ${dir} (it should hold A_ohlcv); set SHARED_DATA_DIR to the right folder`)
  }
  return null
}
