/**
 * `npm run licences`: what ships with the desk and under which licence. Exits 1 when a licence is not among those that
 * were looked at, so that none slips in with an update.
 */
import { join } from 'node:path'
import { PROJECT_ROOT } from './build.ts'
import { textTable } from './lib/text-table.ts'
import { KNOWN_LICENCES, readShipped } from './licences/shipped.ts'

const HELP = `usage: npm run licences [-- --json]

Lists every package that ships: what the Functions app and the worker depend on, and what the dashboard imports.
Exit code: 0 all licences are known (${KNOWN_LICENCES.join(', ')}), 1 some are not.`

if (process.argv.includes('--help')) console.log(HELP)
else {
  const shipped = readShipped(PROJECT_ROOT)
  const strange = shipped.filter(({ licence }) => !KNOWN_LICENCES.includes(licence))
  if (process.argv.includes('--json')) console.log(JSON.stringify(shipped))
  else {
    const rows = shipped.map(({ name, version, licence }) => [name, version, licence])
    console.log(textTable([['package', 'version', 'licence'], ...rows]))
    console.log(`${shipped.length} packages, ${strange.length} under a licence that nobody looked at`)
  }
  for (const { name, licence } of strange)
    console.error(`${name}: ${licence}; look at it, then add it to ${join('scripts', 'licences', 'shipped.ts')}`)
  process.exitCode = strange.length === 0 ? 0 : 1
}
