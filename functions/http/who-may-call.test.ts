import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROLES } from '../../shared/contracts/roles.ts'
import { ROLES_OF } from '../guard/endpoint.ts'
import { ROUTES } from './endpoints.ts'

/** The table of the runbook, made from the routes: paste what a failure shows. */
function tableOf(): string {
  const head = ['Route', 'Everybody', ...ROLES]
  const rows = ROUTES.map(({ method, route, access }) => [
    `\`${method} /${route}\``,
    access === 'public' ? '✓' : '',
    ...ROLES.map((role) => (access === 'public' || ROLES_OF[access].includes(role) ? '✓' : '')),
  ])
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replaceAll('  ', ' ')
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

test('the runbook’s table of who may call is the one of the routes', () => {
  const runbook = readFileSync(join(import.meta.dirname, '../../RUNBOOK.md'), 'utf8')
  expect(/^\| Route \| Everybody .*(?:\n\|.*)+/m.exec(runbook)?.[0]).toBe(tableOf())
})
