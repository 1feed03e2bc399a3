/** `npm run infra:lint`: checks everything under infra/ before Azure sees it. */
import { resolve } from 'node:path'
import { openReferee } from './infra-lint/bicep/grammar.ts'
import { compile } from './infra-lint/compiler.ts'
import { INFRA_LAWS, judgeInfra } from './infra-lint/laws.ts'
import { infraProjectOf, MAIN } from './infra-lint/project.ts'
import { UsageError } from './lib/desk.ts'
import { readOptions } from './lib/read-options.ts'
import { faultOf } from './lib/tell-fault.ts'
import { readTree } from './tidy/read-tree.ts'

const HELP = `usage: npm run infra:lint [-- --root <folder>]

Reads every Bicep and parameters file under infra/, follows main.bicep through its modules once with open parameters,
once with each parameters file and once with each of its switches turned over, and judges what would be made. Prints
each violation as 'file:line law: message with remedy' and exits 1 when there is any, 2 on wrong usage.

Where a program 'bicep' or 'az' is on the PATH, main.bicep is also compiled and linted by it.

  --root <folder>  another tree than this one
  --help           this text

The laws:
${INFRA_LAWS.map(({ name, says }) => `  ${name.padEnd(12)} ${says}`).join('\n')}`

async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args, { help: { type: 'boolean' }, root: { type: 'string' } })
  if (options.help) {
    console.log(HELP)
    return 0
  }
  const root = resolve(options.root ?? resolve(import.meta.dirname, '..'))
  const files = readTree(root)
  if (!files.has(MAIN)) throw new UsageError(`${root} has no ${MAIN}; name the tree with --root`)
  const project = infraProjectOf(files, await openReferee())
  const violations = judgeInfra(project)
  const compiled = await compile(resolve(root, MAIN), process.env.PATH ?? '')
  for (const line of [...violations, ...compiled.findings]) console.log(line)
  console.log(compiled.told)
  const made = project.runs.reduce((sum, { resources }) => sum + resources.length, 0)
  const count = violations.length + compiled.findings.length
  console.log(
    `infra: ${project.sources.size} Bicep files, ${made} resources in ${project.runs.length} runs, ` +
      `${INFRA_LAWS.length} laws, ${count} violations`,
  )
  return count === 0 ? 0 : 1
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  const { text, code } = faultOf(error)
  console.error(text)
  process.exitCode = code
}
