/** `npm run runbook`: executes the commands of the runbook's table on a desk of its own, and judges them. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildAll, PROJECT_ROOT } from './build.ts'
import { Platform } from './platform/platform.ts'
import { CHECKS, type Check } from './runbook/checks.ts'
import { type Row, readRunbook } from './runbook/read.ts'

const HELP = `Executes the commands of RUNBOOK.md, "The Azure runbook, check by check", on a desk of its own.

  npm run runbook [-- --only <part of a check's name>]

Each command is taken from the page as it stands there. Exit code: 0 all passed, 1 one failed, 2 wrong call.`

const USAGE = 2
/** Longest that a command may take. */
const WITHIN_MS = 60_000
/** A command that goes on for ever is told to stop this long after it said what it should. */
const STOP_WITHIN_MS = 10_000
const SHOWN_MAX = 400

interface Outcome {
  readonly passed: boolean
  readonly output: string
}

/** Runs the command as a person would, in a shell that has the runbook's helpers. */
function execute(command: string, check: Check, env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve) => {
    // A process group of its own, so that a command which goes on can be ended with everything it started.
    const child = spawn('bash', ['-c', command], { cwd: PROJECT_ROOT, env, detached: true })
    let output = ''
    const signal = (name: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, name)
      } catch {
        // It has ended meanwhile.
      }
    }
    const limit = setTimeout(() => signal('SIGKILL'), WITHIN_MS)
    const take = (chunk: Buffer): void => {
      output += chunk.toString()
      if (check.goesOn && check.expect.test(output)) {
        signal('SIGINT')
        setTimeout(() => signal('SIGKILL'), STOP_WITHIN_MS).unref()
      }
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('close', (code) => {
      clearTimeout(limit)
      const isEnd = check.goesOn === true || code === 0
      resolve({ passed: isEnd && check.expect.test(output), output: output.trim() })
    })
  })
}

async function runAll(rows: readonly Row[], helpers: string, env: NodeJS.ProcessEnv): Promise<number> {
  let failed = 0
  for (const row of rows) {
    const check = CHECKS[row.name]
    if (!check) throw new Error(`RUNBOOK.md has a check "${row.name}" that scripts/runbook/checks.ts does not know`)
    if (check.kind === 'elsewhere') {
      console.log(`elsewhere  ${row.name}: ${check.where}`)
      continue
    }
    let outcome: Outcome = { passed: true, output: '' }
    for (const command of row.commands) {
      if (outcome.passed) outcome = await execute(`${helpers}\n${command}`, check, env)
    }
    if (outcome.passed) console.log(`pass       ${row.name}`)
    else {
      failed += 1
      console.log(`FAIL       ${row.name}\n  wanted ${check.expect} of ${row.commands.join(' ; ')}`)
      console.log(`  got    ${outcome.output.slice(-SHOWN_MAX)}`)
    }
  }
  return failed
}

async function main(args: readonly string[]): Promise<number> {
  const [flag, only] = args
  if (args.includes('--help')) {
    console.log(HELP)
    return 0
  }
  if (args.length > 0 && (flag !== '--only' || only === undefined)) {
    console.error(`${args.join(' ')} is not a call; see --help`)
    return USAGE
  }
  const { rows, helpers } = readRunbook(await readFile(join(PROJECT_ROOT, 'RUNBOOK.md'), 'utf8'))
  const wanted = rows.filter(({ name }) => only === undefined || name.includes(only))
  if (wanted.length === 0) {
    console.error(`--only ${only} names no check`)
    return USAGE
  }
  await buildAll()
  const dir = await mkdtemp(join(tmpdir(), 'gatehouse-runbook-'))
  try {
    await using desk = await Platform.create({ dir, env: { SCHEDULE_BOOKS: 'paper,practice' } })
    const env = { ...process.env, GATEHOUSE_HOME: dir, URL: desk.url, GATEHOUSE_OPERATOR_TOKEN: desk.operatorToken }
    const failed = await runAll(wanted, helpers, env)
    console.log(`${wanted.length - failed} of ${wanted.length} checks passed`)
    return failed === 0 ? 0 : 1
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

// The SDK keeps token timers alive after its clients close.
process.exit(await main(process.argv.slice(2)))
