/** Runs one command of a larger run: its output is kept, and shown by the caller only when it failed. */
import { spawn } from 'node:child_process'
import { delimiter, join, resolve } from 'node:path'

export interface StepResult {
  readonly name: string
  readonly passed: boolean
  readonly tookMs: number
  readonly output: string
}

const ROOT = resolve(import.meta.dirname, '..')
const STEP_WITHIN_MS = 300_000
const SHOWN_LINES_MAX = 150

/** The environment in which the project's own programs, its Node above all, come first; no colours into a pipe. */
export function projectEnv(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...env } = process.env
  const colour = process.stdout.isTTY ? {} : { NO_COLOR: '1' }
  return { ...env, ...colour, PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${env.PATH ?? ''}` }
}

export function runStep(name: string, program: string, args: readonly string[]): Promise<StepResult> {
  const startedMs = performance.now()
  const shell = process.platform === 'win32' // the programs are .cmd files there
  const child = spawn(program, [...args], { cwd: ROOT, env: projectEnv(), timeout: STEP_WITHIN_MS, shell })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (output += text))
  return new Promise((resolve) => {
    const end = (passed: boolean) =>
      resolve({ name, passed, tookMs: performance.now() - startedMs, output: output.trim() })
    child.once('error', (error) => {
      output += error.message
      end(false)
    })
    child.once('close', (code, signal) => {
      if (signal) output += `\nended by ${signal} after ${Math.round(performance.now() - startedMs)} ms`
      end(code === 0)
    })
  })
}

/** One line per step, and what a failed one said. */
export function printStep({ name, passed, tookMs, output }: StepResult): void {
  console.log(`${passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(10)} ${(tookMs / 1000).toFixed(1)} s`)
  if (passed) return
  const lines = output.split('\n')
  for (const line of lines.slice(0, SHOWN_LINES_MAX)) console.log(`    ${line}`)
  if (lines.length > SHOWN_LINES_MAX) console.log(`    and ${lines.length - SHOWN_LINES_MAX} lines more`)
}
