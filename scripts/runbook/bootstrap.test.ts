/** infra/bootstrap.md says what a person types before the first deployment: it must fit what is deployed. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PROJECT_ROOT } from '../build.ts'

const textOf = (path: string): string => readFileSync(join(PROJECT_ROOT, 'infra', path), 'utf8')
const guide = textOf('bootstrap.md')
const commands = [...guide.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, block]) => block ?? '').join('\n')
const main = textOf('main.bicep')
/** All that the expression's first group finds, each once, in order. */
const found = (text: string, expression: RegExp): string[] =>
  [...new Set([...text.matchAll(expression)].map(([, name]) => name ?? ''))].sort()

test('every command is a command that bash can read', () => {
  const read = spawnSync('bash', ['-n'], { input: commands, encoding: 'utf8' })
  expect([read.status, read.stderr]).toEqual([0, ''])
})

test('first of all the shell is told that an exclamation mark, as in the condition of roles, is no history', () => {
  expect(commands).toMatch(/^set \+H\b/)
})

test('what a person types brings every provider that the template needs, and no other', () => {
  const needed = found(textOf('facts.json'), /"Microsoft\.(\w+)\//g).filter((name) => name !== 'Authorization')
  const registered = /for p in ([\s\w\\]+?); do az provider register/.exec(commands)?.[1] ?? ''
  expect(registered.split(/[\s\\]+/).sort()).toEqual(needed)
})

test('what is asked of a deployment is among its outputs', () => {
  const asked = found(commands, /\$\(out (\w+)/g)
  expect(asked).not.toEqual([])
  expect(found(main, /^output (\w+) /gm)).toEqual(expect.arrayContaining(asked))
})

test('each parameter that a person fills in is one of the template', () => {
  const filled = [
    'githubRepository',
    'deployerPrincipalId',
    'entraApiClientId',
    'alertEmails',
    'budgetStartDate',
    'customDomain',
  ]
  for (const name of filled) expect(guide).toContain(`\`${name}\``)
  expect(found(main, /^param (\w+) /gm)).toEqual(expect.arrayContaining(filled))
})

test('the roles that a deployer may give are read from the template, for giving and for taking', () => {
  const [, pattern = ''] = /grep -oE '(.*?)' infra\/roles\.bicep/.exec(commands) ?? []
  const given = textOf('roles.bicep').match(new RegExp(pattern, 'g')) ?? []
  expect(given).toHaveLength(found(textOf('roles.bicep'), /^ {2}(\w+): '/gm).length)
  for (const action of ['write', 'delete']) expect(commands).toContain(`roleAssignments/${action}'`)
  expect(commands.match(/StringEqualsIgnoreCase \{'ServicePrincipal'\}/g)).toHaveLength(1)
  expect(commands).toMatch(/\$\(roles Request\).*\n.*\$\(roles Resource\)/)
})
