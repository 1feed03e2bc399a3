/** `npm run budget`: reckons, before a deployment, which limit of Azure it could exceed and what it costs. */
import { resolve } from 'node:path'
import { readDesk } from './budget/desk.ts'
import type { Facts } from './budget/facts.ts'
import { limitsOf } from './budget/limits.ts'
import { loadOf } from './budget/load.ts'
import { readParameters } from './budget/parameters.ts'
import { readPrices } from './budget/prices.ts'
import { reckon } from './budget/reckon.ts'
import { jsonOf, textOf } from './budget/report.ts'
import { UsageError } from './lib/desk.ts'
import { readOptions } from './lib/read-options.ts'
import { faultOf } from './lib/tell-fault.ts'

const ENVIRONMENTS = ['dev', 'prod']
const EXCEEDED = 1

const HELP = `Reckons the worst case of a deployment against every limit that it meets, and its price.

  npm run budget -- --env prod [--json]

  --env    ${ENVIRONMENTS.join(' or ')}: the parameters in infra/environments (default prod)
  --file   another file of parameters in its place
  --json   print everything, with sources and remedies

Each line shows its formula; numbers come from the parameters and the code itself, prices from infra/prices.json.
WAITS is a limit beyond which the desk becomes slower and loses nothing.
Exit code: 0 every limit is kept, 1 one could be exceeded, 2 something to put right in the call or the parameters.`

const OPTIONS = {
  env: { type: 'string' },
  file: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

function fileOf({ env, file }: { readonly env?: string; readonly file?: string }): string {
  if (env !== undefined && file !== undefined) throw new UsageError('--env and --file exclude each other; see --help')
  if (file !== undefined) return file
  const name = env ?? 'prod'
  if (!ENVIRONMENTS.includes(name)) throw new UsageError(`--env ${name} is not one of ${ENVIRONMENTS.join(', ')}`)
  return resolve(import.meta.dirname, '../infra/environments', `${name}.json`)
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), OPTIONS)
  if (options.help) {
    console.log(HELP)
    return 0
  }
  const file = fileOf(options)
  const parameters = readParameters(file)
  const desk = await readDesk()
  const known = new Set(desk.groups.map(({ name }) => name))
  const strange = parameters.alwaysReady.find(({ name }) => !known.has(name))
  if (strange) {
    const names = [...known].join(', ')
    throw new UsageError(`${file}: alwaysReady names ${strange.name}, which is no group of functions; one of ${names}`)
  }
  const facts: Facts = {
    ...{ parameters, desk, load: loadOf(parameters), limits: limitsOf(parameters), prices: readPrices() },
  }
  const budget = reckon(facts)
  console.log(options.json ? JSON.stringify(jsonOf(budget), null, 2) : textOf(budget))
  return budget.faults.length === 0 ? 0 : EXCEEDED
}

try {
  process.exitCode = await main()
} catch (error) {
  const { text, code } = faultOf(error)
  console.error(text)
  process.exitCode = code
}
