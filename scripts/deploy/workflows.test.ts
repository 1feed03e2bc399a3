import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PROJECT_ROOT } from '../build.ts'
import { judgeWorkflow, readWorkflow } from '../testing/workflow-rules.ts'

const DIRECTORY = join(PROJECT_ROOT, '.github/workflows')
const names = readdirSync(DIRECTORY).sort()
const textOf = (name: string): string => readFileSync(join(DIRECTORY, name), 'utf8')
const { scripts } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
const around = {
  commands: Object.keys(scripts),
  bootstrap: readFileSync(join(PROJECT_ROOT, 'infra/bootstrap.md'), 'utf8'),
}

describe('the workflows', () => {
  test('are the four that the desk needs', () => {
    expect(names).toEqual(['ci.yml', 'deploy-and-smoke.yml', 'infra-what-if.yml', 'vendor-smoke.yml'])
  })

  test.each(names)('%s keeps every rule', async (name) => {
    expect(await judgeWorkflow(name, textOf(name), around)).toEqual([])
  })
})

/** What each step does, in the order in which it happens. */
const orderOf = (name: string, job: string): string[] =>
  readWorkflow(textOf(name)).jobs[job]?.steps.map((step) => `${step.uses ?? ''} ${step.run ?? ''}`) ?? []

const LOGIN_FOLDER = '$' + '{{ runner.temp }}/migrator'

describe('deploy-and-smoke', () => {
  test('tests and weighs before anything is deployed, and proves it afterwards', () => {
    const order = [...orderOf('deploy-and-smoke.yml', 'build'), ...orderOf('deploy-and-smoke.yml', 'deploy')].join('\n')
    const wanted = [
      ...['npm test', 'npm run budget', 'npm run package', 'azure/login', 'deploy -- what-if', 'deploy -- apply'],
      ...['deploy -- image', 'deploy -- database', 'deploy -- app', 'deploy -- site', 'deploy -- smoke'],
      ...['gh run download', 'GITHUB_STEP_SUMMARY', 'upload-artifact'],
    ]
    let from = 0
    for (const part of wanted) {
      const place = order.indexOf(part, from)
      expect(place, `${part} after what comes before it`).toBeGreaterThan(-1)
      from = place + part.length
    }
  })

  const { steps = [] } = readWorkflow(textOf('deploy-and-smoke.yml')).jobs.deploy ?? {}
  const isLogin = ({ uses = '' }: (typeof steps)[number]): boolean => uses.startsWith('azure/login@')

  test('migrates with the login of the migrator, which lies apart from the one that does everything else', () => {
    const migrators = steps.filter((step) => isLogin(step) && /MIGRATOR/.test(String(step.with['client-id'])))
    expect(migrators.map(({ env }) => env.AZURE_CONFIG_DIR)).toEqual([LOGIN_FOLDER])
    // It has no role in the subscription, and logging in to one would fail.
    expect(migrators.map((step) => [step.with['allow-no-subscriptions'], step.with['subscription-id']])).toEqual([
      [true, undefined],
    ])
    const given = steps.filter(({ env }) => env.MIGRATOR_LOGIN !== undefined)
    expect(given.map(({ run, env }) => [run?.split(' ')[4], env.MIGRATOR_LOGIN])).toEqual([['database', LOGIN_FOLDER]])
    expect(steps.filter(({ env }) => env.AZURE_CONFIG_DIR !== undefined)).toEqual(migrators)
  })

  test.each(['image', 'database', 'site', 'smoke'])('logs in right before %s, which asks for a new token', (name) => {
    const at = steps.findIndex(({ run = '' }) => run.includes(`deploy -- ${name} `))
    expect(steps.slice(at - 1, at).map(isLogin)).toEqual([true])
  })
})

const GOOD = textOf('vendor-smoke.yml')
const WHAT_IF = textOf('infra-what-if.yml')
const edited = (from: string | RegExp, to: string, text: string = GOOD): string => {
  const changed = text.replace(from, to)
  expect(changed, 'the mistake must be made').not.toBe(text)
  return changed
}

describe('a seeded mistake is told:', () => {
  test.each([
    ['a key that GitHub does not know', edited('timeout-minutes', 'timeout-minuts'), /timeout-minuts/],
    ['an unknown context', edited('!cancelled()', 'cancled()'), /cancled/],
    ['a need of no job', edited('needs: build', 'needs: nobody', textOf('deploy-and-smoke.yml')), /nobody/],
    ['broken YAML', edited('jobs:', 'jobs: ['), /./],
    ['no permissions', edited(/permissions:\n.*\n/, ''), /no permissions/],
    ['write for all', edited('contents: read', 'contents: write'), /may write the repository/],
    ['no concurrency', edited(/concurrency:\n.*\n.*\n/, ''), /no concurrency/],
    ['no end', edited(/ {4}timeout-minutes: 15\n/, ''), /no timeout/],
    ['an action by tag', edited(/checkout@[0-9a-f]{40} # v6.0.1/, 'checkout@v6'), /by commit/],
    ['an action without its version', edited(' # v6.0.1', ''), /by commit/],
    ['a moving image', edited('ubuntu-24.04', 'ubuntu-latest'), /moving image/],
    ['text of others in a script', edited('npm ci', 'echo $' + '{{ github.head_ref }}'), /expression into its script/],
    ['a secret', edited('npm ci', 'npm ci\n        env: { T: "$' + '{{ secrets.T }}" }'), /secret/],
    ['a command that is none', edited('vendor-smoke --', 'vendor-smke --'), /npm run vendor-smke/],
    ['a variable that nobody sets', edited('  cancel', '  # $' + '{{ vars.NOBODY }}\n  cancel'), /vars\.NOBODY/],
    ['a token left behind', edited('persist-credentials: false', 'persist-credentials: true'), /persist-credentials/],
    [
      'a variable that is not there yet',
      edited('group: AZURE_RESOURCE_GROUP_DEV', 'group: $' + '{{ vars.AZURE_RESOURCE_GROUP_DEV }}', WHAT_IF),
      /reads vars in its strategy/,
    ],
    ['a group that nobody sets', edited('GROUP_PROD', 'GROUP_PRD', WHAT_IF), /AZURE_RESOURCE_GROUP_PRD/],
    ['a login without a token', edited('id-token: write', 'checks: read', textOf('deploy-and-smoke.yml')), /id-token/],
    [
      'a login outside an environment',
      edited(/ {4}environment: .*\n/, '', textOf('deploy-and-smoke.yml')),
      /outside an environment/,
    ],
    ['a token that nobody needs', edited('contents: read', 'contents: read\n  id-token: write'), /never logs in/],
  ])('%s', async (_, text, said) => {
    expect((await judgeWorkflow('seeded.yml', text, around)).join('\n')).toMatch(said)
  })
})
