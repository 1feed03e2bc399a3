/**
 * Programs that stand in for az, docker and npm: each writes down how it was called and answers as it was told. They
 * are real executables on a PATH of their own, so what calls them calls the real ones in the same way.
 */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

export interface ToolCall {
  readonly program: string
  readonly args: readonly string[]
  /** Value of SMOKE_TOKEN, which must never be an argument. */
  readonly token: string | null
  /** Value of AZURE_CONFIG_DIR: whose login az uses. */
  readonly config: string | null
}

/** Answers the first call, and all later ones, whose words contain `when`; the last of several answers repeats. */
export interface ToolAnswer {
  readonly when: string
  readonly says: readonly string[]
  /** Exit code; the words then go to stderr. */
  readonly fails?: number
}

const SCRIPT = `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync } = require('node:fs')
const { basename, join } = require('node:path')
const dir = __dirname
const program = basename(process.argv[1])
const args = process.argv.slice(2)
const file = join(dir, 'calls')
const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\\n') : []
const calls = lines.map((line) => JSON.parse(line))
const token = process.env.SMOKE_TOKEN ?? null
const config = process.env.AZURE_CONFIG_DIR ?? null
appendFileSync(file, JSON.stringify({ program, args, token, config }) + '\\n')
const matches = (call, when) => [call.program, ...call.args].join(' ').includes(when)
const answers = JSON.parse(readFileSync(join(dir, 'answers'), 'utf8'))
const answer = answers.find(({ when }) => matches({ program, args }, when))
if (answer) {
  const before = calls.filter((call) => matches(call, answer.when)).length
  const words = answer.says[Math.min(before, answer.says.length - 1)] + '\\n'
  if (answer.fails) process.stderr.write(words)
  else process.stdout.write(words)
  process.exitCode = answer.fails ?? 0
}
`

export class StandInTools implements Disposable {
  readonly #dir = mkdtempSync(join(tmpdir(), 'tools-'))

  constructor(answers: readonly ToolAnswer[], programs: readonly string[] = ['az', 'docker', 'npm']) {
    writeFileSync(join(this.#dir, 'answers'), JSON.stringify(answers))
    writeFileSync(join(this.#dir, 'package.json'), '{"type":"commonjs"}')
    for (const program of programs) {
      writeFileSync(join(this.#dir, program), SCRIPT)
      chmodSync(join(this.#dir, program), 0o755)
    }
  }

  /** A PATH on which only these programs and Node are found. */
  get path(): string {
    return [this.#dir, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter)
  }

  get calls(): ToolCall[] {
    const file = join(this.#dir, 'calls')
    if (!existsSync(file)) return []
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    return lines.map((line) => JSON.parse(line) as ToolCall)
  }

  [Symbol.dispose](): void {
    rmSync(this.#dir, { recursive: true, force: true })
  }
}
