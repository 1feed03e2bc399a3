/** Runs a program of the machine, such as az: its words are shown as they come, its answer is returned. */
import { spawn } from 'node:child_process'

/** A fault of the outside or of the deployment itself: its words are all that is told. */
export class DeployFault extends Error {
  override readonly name = 'DeployFault'
}

const WITHIN_MS = 3_600_000
/** What a failure repeats of the program's own words. */
const WORDS_MAX = 2_000

export interface CommandOptions {
  /** Settings of the program beside the machine's own; the place of a token, which arguments are not. */
  readonly env?: Readonly<Record<string, string>>
  /** The answer goes to the terminal too. */
  readonly shown?: boolean
}

/** The program's answer without its last line break. Rejects with DeployFault when it does not start or end well. */
export async function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const child = spawn(program, [...args], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own time limit would hold this process when the program is not there.
    signal: AbortSignal.timeout(WITHIN_MS),
  })
  let answer = ''
  let words = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    answer += text
    if (options.shown) process.stdout.write(text)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-WORDS_MAX)
    process.stderr.write(text)
  })
  const said = (what: string): DeployFault =>
    new DeployFault(`${program} ${args.slice(0, 4).join(' ')} … ${what}${words ? `: ${words.trim()}` : ''}`)
  return await new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new DeployFault(`${program} is not on the PATH: install it first`) : error),
    )
    child.once('close', (code, signal) => {
      if (code === 0) resolve(answer.replace(/\r?\n$/, ''))
      else reject(said(signal ? `was ended by ${signal}` : `ended with ${code}`))
    })
  })
}
