/** Runs Node on something short and gives what it printed. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const ENDS_WITHIN_MS = 30_000

/** Nothing of this process's Node options is handed on. Rejects with what the process said. */
export async function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  withinMs = ENDS_WITHIN_MS,
): Promise<string> {
  const { NODE_OPTIONS: _, NODE_COMPILE_CACHE: __, ...inherited } = process.env
  const options = { env: { ...inherited, ...env }, timeout: withinMs }
  return (await promisify(execFile)(process.execPath, args, options)).stdout
}
