/** `npm run tidy`: checks the whole tree against the laws of the house. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { SEALS, sealNew } from './laws/migrations.ts'
import { judgeAll, LAWS } from './laws.ts'
import { projectOf } from './project.ts'
import { readTree } from './read-tree.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const HELP = `usage: npm run tidy [-- --seal]

Prints each violation as 'file:line law: message with remedy' and exits 1 when there is any, 2 on wrong usage.

  --seal   add the digests of new migrations to ${SEALS}, then check
  --help   this text

The laws:
${LAWS.map(({ name, says }) => `  ${name.padEnd(13)} ${says}`).join('\n')}`

function run(args: readonly string[]): number {
  const { values } = parseArgs({ args: [...args], options: { help: { type: 'boolean' }, seal: { type: 'boolean' } } })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  if (values.seal) seal()
  const files = readTree(ROOT)
  const violations = judgeAll(projectOf(files))
  for (const violation of violations) console.log(violation)
  console.log(`tidy: ${files.size} files, ${LAWS.length} laws, ${violations.length} violations`)
  return violations.length === 0 ? 0 : 1
}

function seal(): void {
  const { text, added } = sealNew({ files: readTree(ROOT), sources: new Map() })
  if (added.length > 0) writeFileSync(resolve(ROOT, SEALS), text)
  console.log(added.length > 0 ? `sealed ${added.join(', ')}` : 'no new migration to seal')
}

try {
  process.exitCode = run(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? `${error.message}; see npm run tidy -- --help` : error)
  process.exitCode = 2
}
