/**
 * The true compiler, where there is one: `bicep`, or `az bicep`.
 *
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-cli
 */
import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

interface Compiled {
  /** What the compiler found, one line each. */
  readonly findings: readonly string[]
  /** Whether it was asked, in one line. */
  readonly told: string
}

const WITHIN_MS = 120_000
/** `path(line,column) : Warning code: message`, as both commands print it. */
const FINDING = /\) : (Error|Warning|Info) /

/** Builds and lints a Bicep file with the compiler that the given PATH leads to. */
export async function compile(file: string, path: string): Promise<Compiled> {
  const bicep = await find('bicep', path)
  const az = bicep === null ? await find('az', path) : null
  // Asked to build without a compiler, az would fetch one; asked for its version, it only says that there is none.
  // https://learn.microsoft.com/azure/azure-resource-manager/bicep/install#azure-cli
  const hasCompiler = az !== null && (await run(az, ['bicep', 'version'], path)).length === 0
  const program = bicep ?? (hasCompiler ? az : null)
  if (program === null) {
    const told = 'bicep: not on the PATH; syntax and facts checked, compilation is proven in CI on GitHub'
    return { findings: [], told }
  }
  const commands = bicep
    ? [
        ['build', '--stdout', file],
        ['lint', file],
      ]
    : [
        ['bicep', 'build', '--stdout', '--file', file],
        ['bicep', 'lint', '--file', file],
      ]
  const findings = (await Promise.all(commands.map((args) => run(program, args, path)))).flat()
  return {
    findings: [...new Set(findings)],
    told: `bicep: ${bicep ? 'bicep' : 'az bicep'} built and linted main.bicep`,
  }
}

async function find(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, name)
    const runs = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (runs) return file
  }
  return null
}

/** The findings on stderr; where it failed without any, everything it said there. */
function run(program: string, args: readonly string[], path: string): Promise<string[]> {
  const env = { ...process.env, PATH: path }
  const child = spawn(program, [...args], { env, timeout: WITHIN_MS, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text))
  return new Promise((resolve) => {
    const end = (why: string | null) => {
      const lines = said.split('\n').filter((line) => line.trim() !== '')
      const found = lines.filter((line) => FINDING.test(line))
      const failed = why === null ? [] : [`bicep ${args[0]}: ${why}`, ...lines]
      resolve(found.length > 0 ? found : failed)
    }
    child.once('error', (error) => end(error.message))
    child.once('close', (code, signal) => end(code === 0 ? null : `ended with ${signal ?? code}`))
  })
}
