/** `npm run deploy -- <step>`: one step of a deployment to Azure, with the tools of the machine. */
import { environment } from '../shared/config/env.ts'
import { DeployFault, run } from './deploy/command.ts'
import { migrateFromHere, migrateFromWithin } from './deploy/database.ts'
import { shipImage } from './deploy/image.ts'
import { readOutputs } from './deploy/outputs.ts'
import { placeOf } from './deploy/place.ts'
import { deployApp, deploySite, smoke } from './deploy/release.ts'
import { applyTemplate, tellChanges } from './deploy/template.ts'
import { UsageError } from './lib/desk.ts'
import { readOptions } from './lib/read-options.ts'
import { faultOf } from './lib/tell-fault.ts'

const HELP = `usage: npm run deploy -- <step> --env <dev|prod> --group <resource group> [options]

One step of a deployment, by the az that is logged in. Each may be run again; in this order they make a desk:

  what-if    tell what the template would change in the group
  apply      make the group what infra/main.bicep and infra/environments/<env>.json say
  image      build the worker's image, push it, give it to the jobs (needs docker)
  database   migrations and grants as the migrator; through the migrate job where the network is private
  app        deploy the Functions app out of the package
  site       upload the dashboard out of the package, then purge what keeps its name
  smoke      ask the deployed desk what it promises, once the package's version answers; a failed check ends with 1

  --env           whose parameters are taken
  --group         the resource group
  --package       the release (default dist/package/release.zip, which npm run package writes)
  --tag           the image's tag: the commit that it is made from (image)
  --node-image    the image's base, with its digest (image; default: the Dockerfile's)
  --as-reader     ask as somebody who may change nothing (what-if)
  --out           file of the smoke's report (default dist/smoke.json)
  --help          this text

SMOKE_TOKEN, when set, is the token of the smoke; else the caller's own for the desk's API. MIGRATOR_LOGIN is the folder
with the migrator's az login (database; default: the caller's own).
Exit code: 0 done, 1 a fault, 2 wrong usage.`

const OPTIONS = {
  env: { type: 'string' },
  group: { type: 'string' },
  package: { type: 'string', default: 'dist/package/release.zip' },
  tag: { type: 'string' },
  'node-image': { type: 'string' },
  'as-reader': { type: 'boolean', default: false },
  out: { type: 'string', default: 'dist/smoke.json' },
  help: { type: 'boolean' },
} as const

type Values = ReturnType<typeof readOptions<typeof OPTIONS>>

const given = (values: Values, name: 'env' | 'group' | 'tag'): string => {
  const value = values[name]
  if (!value) throw new UsageError(`--${name} is missing; see --help`)
  return value
}

/** The project's own commands, whose words go to the terminal. */
const npm = async (args: readonly string[], env: Record<string, string> = {}): Promise<void> => {
  await run('npm', ['run', '--silent', ...args], { env, shown: true })
}

const placeIn = (values: Values) => placeOf({ ...values, env: given(values, 'env'), group: given(values, 'group') })

const STEPS: Readonly<Record<string, (values: Values) => Promise<string>>> = {
  'what-if': async (values) => {
    await tellChanges(placeIn(values), values['as-reader'])
    return 'nothing was changed'
  },
  apply: async (values) => {
    const place = placeIn(values)
    await applyTemplate(place)
    return `https://${(await readOutputs(place.group)).frontDoorHostName}`
  },
  image: async (values) => {
    const { group } = placeIn(values)
    const order = { group, tag: given(values, 'tag'), nodeImage: values['node-image'] }
    return await shipImage({ ...order, outputs: await readOutputs(group) })
  },
  database: async (values) => {
    const { group, isPrivate } = placeIn(values)
    const outputs = await readOutputs(group)
    if (isPrivate) await migrateFromWithin(group, outputs)
    else await migrateFromHere(outputs, npm, environment().MIGRATOR_LOGIN)
    return outputs.postgresHost
  },
  app: async (values) => {
    const place = placeIn(values)
    const outputs = await readOutputs(place.group)
    await deployApp(place, outputs, values.package)
    return outputs.functionAppName
  },
  site: async (values) => {
    const place = placeIn(values)
    const outputs = await readOutputs(place.group)
    await deploySite(place, outputs, { packageFile: values.package, npm })
    return `https://${outputs.frontDoorHostName}/ui/`
  },
  smoke: async (values) => {
    const place = placeIn(values)
    const { SMOKE_TOKEN: token } = environment()
    await smoke(place, await readOutputs(place.group), {
      npm,
      out: values.out,
      packageFile: values.package,
      ...(token ? { token } : {}),
    })
    return values.out
  },
}

async function main(args: readonly string[]): Promise<void> {
  const [name = '', ...options] = args[0]?.startsWith('-') ? ['', ...args] : args
  const values = readOptions(options, OPTIONS)
  if (values.help) return console.log(HELP)
  const step = STEPS[name]
  if (!step) throw new UsageError(`"${name}" is not a step: ${Object.keys(STEPS).join(', ')}; see --help`)
  console.log(`${name}: ${await step(values)}`)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const { text, code } = error instanceof DeployFault ? { text: error.message, code: 1 } : faultOf(error)
  console.error(text)
  process.exitCode = code
}
