/** Local secrets: made once, kept in the home folder, readable by their owner alone. */
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const SECRET_BYTES = 32

/** The secret kept in the file, made on first use. Reads as base64 by default, as Azure's own keys do. */
export function keptSecret(
  file: string,
  encoding: 'base64' | 'base64url' = 'base64',
): { value: string; made: boolean } {
  mkdirSync(dirname(file), { recursive: true })
  const value = randomBytes(SECRET_BYTES).toString(encoding)
  try {
    writeFileSync(file, value, { flag: 'wx', mode: 0o600 })
    return { value, made: true }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  chmodSync(file, 0o600)
  const kept = readFileSync(file, 'utf8').trim()
  if (kept === '') throw new Error(`the secret in ${file} is empty; delete the file to have a new one made`)
  return { value: kept, made: false }
}
