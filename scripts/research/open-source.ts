/** The vendor of a command's bars. */
import { stat } from 'node:fs/promises'
import { createFileSource } from '../../shared/adapters/vendors/file/file-source.ts'
import { createSyntheticSource } from '../../shared/adapters/vendors/synthetic/synthetic-source.ts'
import type { BarSource } from '../../shared/ports/bars.ts'
import { UsageError } from '../lib/desk.ts'

/** @param flag what the vendor was named with, for the message */
export async function openSource(vendor: string, dataDir: string | null, flag: string): Promise<BarSource> {
  if (vendor === 'synthetic') return createSyntheticSource()
  if (vendor !== 'file') {
    throw new UsageError(`${flag} ${vendor} is not configured here: file with --data <folder>, or synthetic`)
  }
  if (dataDir === null) throw new UsageError(`--data is missing: ${flag} file reads bars from a folder; see --help`)
  const folder = await stat(dataDir).catch(() => null)
  if (!folder?.isDirectory()) throw new UsageError(`--data ${dataDir} is not a folder`)
  return createFileSource({ dir: dataDir })
}
