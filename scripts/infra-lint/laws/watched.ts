/** Every resource can be told from others by its tags, and the main ones send their logs to the workspace. */
import type { Deployed, Value } from '../evaluate/value.ts'
import { exactOf, fieldsOf, itemsOf, textOf, valueAt } from '../evaluate/value.ts'
import type { InfraLaw } from '../project.ts'

/** Top-level types without tags. */
const TAGLESS =
  /^Microsoft\.(Authorization\/|Consumption\/budgets|Insights\/diagnosticSettings|Resources\/deployments$)/
/** Children that have a location, and so tags. */
const TAGGED_CHILDREN = ['Microsoft.Cdn/profiles/afdEndpoints', 'Microsoft.Network/privateDnsZones/virtualNetworkLinks']

export const tags: InfraLaw = {
  name: 'tags',
  says: 'every resource that can have tags has those of workload and environment',
  check: ({ runs }) =>
    runs.flatMap(({ resources }) =>
      resources.flatMap((resource) => {
        const isTop = resource.type.split('/').length === 2 && !TAGLESS.test(resource.type)
        if (resource.isExisting || !(isTop || TAGGED_CHILDREN.includes(resource.type))) return []
        const { fields } = fieldsOf(resource.body.fields.get('tags')?.value)
        const lacks = ['workload', 'environment'].filter((name) => fields.get(name)?.maybe !== false)
        const message = `${resource.key} lacks the tags ${lacks.join(' and ')}; write tags: tags`
        return lacks.length === 0 ? [] : [{ ...resource.at, message }]
      }),
    ),
}

/** Types that log, each with what its setting is put on; blobs log by their service. */
const LOGGING: Readonly<Record<string, string>> = {
  'Microsoft.EventHub/namespaces': '',
  'Microsoft.DBforPostgreSQL/flexibleServers': '',
  'Microsoft.KeyVault/vaults': '',
  'Microsoft.Web/sites': '',
  'Microsoft.Cdn/profiles': '',
  'Microsoft.ContainerRegistry/registries': '',
  'Microsoft.App/managedEnvironments': '',
  'Microsoft.OperationalInsights/workspaces': '',
  'Microsoft.Storage/storageAccounts': '/blobServices',
}
const SETTING = 'Microsoft.Insights/diagnosticSettings'

export const diagnostics: InfraLaw = {
  name: 'diagnostics',
  says: 'every resource that logs has a diagnostic setting that sends to the workspace',
  check: ({ runs }) =>
    runs.flatMap(({ resources }) => {
      const settings = resources.filter(({ type }) => type === SETTING)
      return resources.flatMap((resource) => {
        const child = LOGGING[resource.type]
        if (child === undefined || resource.isExisting) return []
        const isWatched = settings.some((setting) => {
          const sends = /OperationalInsights\/workspaces|\.id›$/.test(
            textOf(valueAt(setting.body, 'properties.workspaceId')),
          )
          return sends && isOn(setting, resource, child) && logs(setting)
        })
        const message = `${resource.key} logs nowhere; add diagnosticSettings with the workspace and logs that are on`
        return isWatched ? [] : [{ ...resource.at, message }]
      })
    }),
}

const isOfLogs = (kind: Value): boolean => {
  return valueAt(kind, 'category') !== undefined || valueAt(kind, 'categoryGroup') !== undefined
}

/** Every kind of log that is named is on, and one is. */
function logs({ body }: Deployed): boolean {
  const given = valueAt(body, 'properties.logs')
  const kinds = given === undefined ? [] : itemsOf(given).items
  return kinds.length > 0 && kinds.every((kind) => isOfLogs(kind) && exactOf(valueAt(kind, 'enabled')) === true)
}

function isOn(setting: Deployed, resource: Deployed, child: string): boolean {
  const scope = setting.body.fields.get('scope')?.value
  const on = scope?.kind === 'resource' ? scope.resource : null
  return (
    on?.type === `${resource.type}${child}` &&
    (child === '' ? on.key === resource.key : on.parent?.key === resource.key)
  )
}
