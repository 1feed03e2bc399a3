/** Writes a file that is whole or not there: whoever reads it never sees a half of it. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { Unavailable } from '../../shared/base/unavailable.ts'

/** Throws Unavailable `disk` with the file and the system's own words; nothing is left then. */
export function writeWhole(file: string, content: Buffer | string): void {
  const unfinished = `${file}.${process.pid}`
  try {
    writeFileSync(unfinished, content)
    renameSync(unfinished, file)
  } catch (cause) {
    rmSync(unfinished, { force: true })
    throw new Unavailable('disk', `cannot write ${file}: ${(cause as Error).message}`, { cause })
  }
}
