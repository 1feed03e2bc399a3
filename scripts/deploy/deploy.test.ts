import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PROJECT_ROOT } from '../build.ts'
import { readCall as readMigrateCall } from '../migrate/call.ts'
import { zipOf } from '../package/zip.ts'
import { readCall as readSiteCall } from '../site/call.ts'
import { readCall as readSmokeCall } from '../smoke/call.ts'
import { StandInTools, type ToolAnswer, type ToolCall } from '../testing/stand-in-tools.ts'
import { outputsSchema } from './outputs.ts'

const OUTPUTS = Object.fromEntries(Object.keys(outputsSchema.shape).map((name) => [name, { value: `the-${name}` }]))
const TOLD: ToolAnswer = { when: 'deployment group show', says: [JSON.stringify(OUTPUTS)] }
const PLACE = ['--env', 'dev', '--group', 'desk-dev']
const TOKEN = 'a-token-that-nobody-may-see'

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
  /** Each call as one line, paths of this checkout left out. */
  readonly calls: readonly string[]
  readonly given: readonly ToolCall[]
}

function deploy(args: readonly string[], answers: readonly ToolAnswer[] = [], env: Record<string, string> = {}): Ran {
  using tools = new StandInTools([...answers, TOLD])
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(PROJECT_ROOT, 'scripts/deploy.ts'), ...args], {
    encoding: 'utf8',
    cwd: PROJECT_ROOT,
    env: { PATH: tools.path, HOME: process.env.HOME ?? '/', ...env },
  })
  const given = tools.calls
  const calls = given.map(({ program, args: words }) =>
    [program, ...words].join(' ').replaceAll(`${PROJECT_ROOT}/`, ''),
  )
  return { code: status, out: stdout, err: stderr, calls: calls.filter((call) => !call.includes('group show')), given }
}

const TEMPLATE = '--resource-group desk-dev --template-file infra/main.bicep --parameters @infra/environments/dev.json'
const CREATE = `az deployment group create --name gatehouse ${TEMPLATE}`
const IMAGE = 'the-registryLoginServer/worker:abc'
const JOBS =
  'az containerapp job list --resource-group desk-dev ' +
  '--query [0].properties.template.containers[0].image --output tsv'

describe('a step of a deployment calls the tools of the machine:', () => {
  test.each<[string, string[], string[]]>([
    ['what-if', [], [JOBS, `az deployment group what-if ${TEMPLATE}`]],
    ['what-if', ['--as-reader'], [JOBS, `az deployment group what-if ${TEMPLATE} --validation-level ProviderNoRbac`]],
    ['apply', [], [JOBS, `${CREATE} --output none`]],
    [
      'image',
      ['--tag', 'abc', '--node-image', 'node@sha256:1'],
      [
        'az acr login --name the-registryName --output none',
        'docker build --file infra/worker/Dockerfile --build-arg GIT_SHA=abc --build-arg NODE_IMAGE=node@sha256:1 ' +
          `--tag ${IMAGE} ${PROJECT_ROOT}`,
        `docker push ${IMAGE}`,
        ...['the-sweepJobName', 'the-migrateJobName'].map(
          (job) => `az containerapp job update --resource-group desk-dev --name ${job} --image ${IMAGE} --output none`,
        ),
      ],
    ],
    [
      'database',
      [],
      [
        'npm run --silent migrate -- --host the-postgresHost --database the-databaseName ' +
          '--user the-migratorIdentityName ' +
          '--app the-appIdentityName --app-id the-appIdentityPrincipalId ' +
          '--sweeper the-sweeperIdentityName --sweeper-id the-sweeperIdentityPrincipalId',
      ],
    ],
    [
      'app',
      ['--package', 'old.zip'],
      [
        'az functionapp deployment source config-zip --resource-group desk-dev ' +
          '--name the-functionAppName --src old.zip --output none',
      ],
    ],
  ])('%s %j', (step, more, wanted) => {
    const { code, calls, err } = deploy([step, ...PLACE, ...more])
    expect([code, err]).toEqual([0, ''])
    expect(calls).toEqual(wanted)
  })

  test('the template keeps the image that the jobs already run', () => {
    const { calls } = deploy(['apply', ...PLACE], [{ when: 'job list', says: ['desk.azurecr.io/worker:abc'] }])
    expect(calls[1]).toContain(`${TEMPLATE} --parameters sweepImage=desk.azurecr.io/worker:abc`)
  })

  test('the site is uploaded with its way to sign in, then what keeps its name is purged', () => {
    using tools = new StandInTools([TOLD])
    const args = [join(PROJECT_ROOT, 'scripts/deploy.ts'), 'site', ...PLACE]
    spawnSync(process.execPath, args, { cwd: PROJECT_ROOT, env: { PATH: tools.path } })
    const [, site, purge] = tools.calls
    expect(site?.args.join(' ')).toBe(
      'run --silent site -- --package dist/package/release.zip --account the-webAccountName ' +
        '--sign-in {"kind":"operator-token"}',
    )
    expect(purge?.args.join(' ')).toBe(
      'afd endpoint purge --resource-group desk-dev --profile-name the-frontDoorProfileName ' +
        '--endpoint-name the-frontDoorEndpointName --content-paths /ui /ui/ /ui/index.html /ui/sign-in.json ' +
        '--output none',
    )
  })
})

const ID = '01234567-89ab-cdef-0123-456789abcdef'
const PLAUSIBLE = Object.fromEntries(
  Object.keys(outputsSchema.shape).map((name) => {
    const value = name.endsWith('PrincipalId') ? ID : name === 'webAccountName' ? 'ghwebdev1' : `the-${name}`
    return [name, { value }]
  }),
)

describe('a command of the project understands what a step gives it:', () => {
  test.each<[string, (args: readonly string[]) => unknown, object]>([
    ['database', (args) => readMigrateCall(args, {}), { usesEntra: true, server: 'the-postgresHost/the-databaseName' }],
    ['site', (args) => readSiteCall(args, {}), { signIn: { kind: 'operator-token' } }],
    ['smoke', (args) => readSmokeCall(args, { SMOKE_TOKEN: TOKEN, HOME: '/nowhere' }), { token: TOKEN, book: 'smoke' }],
  ])('%s', (step, read, wanted) => {
    const told = { when: 'deployment group show', says: [JSON.stringify(PLAUSIBLE)] }
    const { given } = deploy([step, ...PLACE, '--package', 'none.zip'], [told], { SMOKE_TOKEN: TOKEN })
    const args = given.find(({ program }) => program === 'npm')?.args ?? []
    expect(read(args.slice(args.indexOf('--') + 1))).toMatchObject(wanted)
  })
})

test('the login of the migrator is given to the migration alone', () => {
  const { given } = deploy(['database', ...PLACE], [], { MIGRATOR_LOGIN: '/tmp/migrator' })
  expect(given.map(({ program, config }) => [program, config])).toEqual([
    ['az', null],
    ['npm', '/tmp/migrator'],
  ])
})

test('every output that a step asks for is told by the template, and every parameter it gives is one', () => {
  const template = readFileSync(join(PROJECT_ROOT, 'infra/main.bicep'), 'utf8')
  const namesOf = (kind: string) => [...template.matchAll(new RegExp(`^${kind} (\\w+)`, 'gm'))].map(([, name]) => name)
  expect(namesOf('output')).toEqual(expect.arrayContaining(Object.keys(outputsSchema.shape)))
  const given = ['sweepImage', 'entraApiClientId', 'privateNetworking']
  expect(namesOf('param')).toEqual(expect.arrayContaining(given))
})

describe('the smoke', () => {
  test('hands its token over in the environment and never as an argument', () => {
    using tools = new StandInTools([TOLD])
    const args = [
      join(PROJECT_ROOT, 'scripts/deploy.ts'),
      'smoke',
      ...PLACE,
      '--out',
      'report.json',
      '--package',
      'none.zip',
    ]
    const env = { PATH: tools.path, SMOKE_TOKEN: TOKEN }
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: PROJECT_ROOT, env, encoding: 'utf8' })
    const asked = tools.calls.at(-1)
    expect(asked?.token).toBe(TOKEN)
    expect(asked?.args.join(' ')).toBe(
      'run --silent smoke -- --base https://the-frontDoorHostName --origin https://the-apiHostName ' +
        '--token-env SMOKE_TOKEN --book smoke --out report.json',
    )
    expect(JSON.stringify(tools.calls.map((call) => call.args)) + stdout + stderr).not.toContain(TOKEN)
  })

  test('wants the version of the package, and gives the one before the time to go', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'release-')), 'release.zip')
    const bytes = Buffer.from(JSON.stringify({ version: '1.2.3+0123456789ab' }))
    writeFileSync(file, await zipOf([{ path: 'package.json', bytes }]))
    const { calls } = deploy(['smoke', ...PLACE, '--package', file], [], { SMOKE_TOKEN: TOKEN })
    expect(calls.at(-1)).toContain(' --version 1.2.3+0123456789ab --within-seconds 300 --token-env SMOKE_TOKEN ')
  })

  test('says what to set when nobody can sign in', () => {
    const { code, err } = deploy(['smoke', ...PLACE])
    expect([code, err]).toEqual([1, expect.stringMatching(/^SMOKE_TOKEN is missing: set it to the operator token/)])
  })

  test('that fails fails the step', () => {
    expect(
      deploy(['smoke', ...PLACE], [{ when: 'smoke', says: ['2 failed'], fails: 1 }], { SMOKE_TOKEN: TOKEN }).code,
    ).toBe(1)
  })
})

describe('migrations from within', () => {
  const within = (states: readonly string[]) => {
    using tools = new StandInTools([
      { when: 'job start', says: ['run-1'] },
      { when: 'execution show', says: states },
    ])
    const module = join(import.meta.dirname, 'database.ts')
    const code = `import { migrateFromWithin } from ${JSON.stringify(module)}
      const told = (error) => { console.log(error.message); process.exitCode = 1 }
      await migrateFromWithin('desk-dev', { migrateJobName: 'migrate' }, 1).catch(told)`
    const env = { PATH: tools.path }
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      env,
      encoding: 'utf8',
    })
    return { status, stdout, calls: tools.calls.map(({ args }) => args.slice(0, 4).join(' ')) }
  }

  test('wait until the execution has succeeded', () => {
    const { status, calls } = within(['Running', 'Processing', 'Succeeded'])
    expect(status).toBe(0)
    expect(calls).toEqual([
      'containerapp job start --resource-group',
      ...Array(3).fill('containerapp job execution show'),
    ])
  })

  test('fail with the way to the logs', () => {
    const { status, stdout } = within(['Failed'])
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^the execution run-1 of migrate is Failed; read: az /)])
  })
})

describe('a deployment that cannot go on says so in one line and does nothing more:', () => {
  interface Refused {
    readonly code: number
    readonly said: RegExp
  }
  test.each<[string, string[], ToolAnswer[], Refused]>([
    ['no step', [], [], { code: 2, said: /^"" is not a step: what-if, apply, image/ }],
    ['a wrong step', ['deply', ...PLACE], [], { code: 2, said: /^"deply" is not a step/ }],
    ['no group', ['apply', '--env', 'dev'], [], { code: 2, said: /^--group is missing/ }],
    [
      'no such environment',
      ['apply', '--env', 'qa', '--group', 'g'],
      [],
      { code: 2, said: /^--env qa has no parameters/ },
    ],
    [
      'a way out of the folder',
      ['apply', '--env', '../dev', '--group', 'g'],
      [],
      { code: 2, said: /^--env \.\.\/dev has no/ },
    ],
    ['an unknown option', ['apply', ...PLACE, '--force'], [], { code: 2, said: /--force/ }],
    ['no tag', ['image', ...PLACE], [], { code: 2, said: /^--tag is missing/ }],
    [
      'a refusal of az',
      ['apply', ...PLACE],
      [{ when: 'group create', says: ['AuthorizationFailed: no role'], fails: 3 }],
      { code: 1, said: /az deployment group create --name … ended with 3: AuthorizationFailed: no role/ },
    ],
    [
      'outputs that are not there',
      ['app', ...PLACE],
      [{ when: 'group show', says: ['{"apiHostName":{"value":"x"}}'] }],
      { code: 1, said: /^the deployment "gatehouse" of desk-dev lacks functionAppName, .*: run the step apply first/ },
    ],
  ])('%s', (_, args, answers, { code, said }) => {
    const ran = deploy(args, answers)
    expect(ran.code).toBe(code)
    expect(ran.err.trim().split('\n').at(-1)).toMatch(said)
  })

  test('a tool that is not installed', () => {
    const args = [join(PROJECT_ROOT, 'scripts/deploy.ts'), 'apply', ...PLACE]
    const ran = spawnSync(process.execPath, args, { cwd: PROJECT_ROOT, env: { PATH: '/nowhere' }, encoding: 'utf8' })
    expect([ran.status, ran.stderr.trim()]).toEqual([1, 'az is not on the PATH: install it first'])
  })
})
