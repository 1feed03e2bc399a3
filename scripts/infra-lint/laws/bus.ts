/** The event bus and the lake hold what the code's contracts name, and the app has the rights that the code needs. */
import { CONTAINERS } from '../../../shared/contracts/containers.ts'
import { CONSUMER_GROUPS, HUBS } from '../../../shared/contracts/hubs.ts'
import type { Violation } from '../../tidy/project.ts'
import { AZURE_ROLES } from '../azure-roles.ts'
import type { Run } from '../evaluate/run.ts'
import { type Deployed, exactOf, type Place, textOf, valueAt } from '../evaluate/value.ts'
import { type InfraLaw, MAIN } from '../project.ts'
import { roleIdsOf } from './roles.ts'

const HUB = 'Microsoft.EventHub/namespaces/eventhubs'
const GROUP = `${HUB}/consumergroups`
const CONTAINER = 'Microsoft.Storage/storageAccounts/blobServices/containers'
/** The static website of the site's account, which the upload makes. */
const WEBSITE = '$web'

export const hubs: InfraLaw = {
  name: 'hubs',
  says: 'hubs, partitions, retention, consumer groups and grants are those of shared/contracts/hubs.ts',
  check: ({ runs }) => runs.filter(({ isClosed }) => isClosed).flatMap((run) => [...shapes(run), ...grants(run)]),
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1)

function shapes({ resources }: Run): Violation[] {
  const found = resources.filter(({ type, isExisting }) => type === HUB && !isExisting)
  const wanted = Object.values(HUBS)
  const missing = wanted.filter(({ name }) => !found.some((hub) => lastOf(hub.name) === name))
  return [
    ...missing.map(({ name }) => ({ ...placeOf(found), message: `hub ${name} is missing; hubs.ts names it` })),
    ...found.flatMap((hub): Violation[] => {
      const name = lastOf(hub.name)
      const contract = wanted.find((each) => each.name === name)
      const at = hub.body.fields.get('name')?.value.at ?? hub.at
      if (contract === undefined) return [{ ...at, message: `hub ${name} stands in no contract; mend it or hubs.ts` }]
      const partitions = exactOf(valueAt(hub.body, 'properties.partitionCount'))
      const hours = exactOf(valueAt(hub.body, 'properties.retentionDescription.retentionTimeInHours'))
      const groups = resources.filter(({ type, parent }) => type === GROUP && parent?.key === hub.key)
      return [
        ...differ(at, `partitions of ${name}`, partitions, contract.partitions),
        ...differ(at, `hours of retention of ${name}`, hours, contract.retentionHours),
        ...differ(
          at,
          `consumer groups of ${name}`,
          groups.map((group) => lastOf(group.name)).sort(),
          [...CONSUMER_GROUPS].sort(),
        ),
      ]
    }),
  ]
}

/** The app sends where a flow produces and receives where a function consumes; nobody has the whole namespace. */
function grants({ resources }: Run): Violation[] {
  const { eventHubsDataSender: sends, eventHubsDataReceiver: receives } = AZURE_ROLES
  const given = resources.flatMap((grant) => {
    const role = roleIdsOf(grant).find((id) => id === sends || id === receives)
    const scope = grant.body.fields.get('scope')?.value
    if (role === undefined || scope?.kind !== 'resource') return []
    return [{ grant, role, on: scope.resource, to: textOf(valueAt(grant.body, 'properties.principalId')) }]
  })
  const wide = given.filter(({ on }) => on.type !== HUB)
  const owners = new Set(given.map(({ to }) => to))
  const wanted = Object.values(HUBS).flatMap(({ name, producers, consumers }) => [
    ...(producers.length > 0 ? [`sender of ${name}`] : []),
    ...(consumers.length > 0 ? [`receiver of ${name}`] : []),
  ])
  const found = given.filter(({ on }) => on.type === HUB)
  const told = found.map(({ role, on }) => `${role === sends ? 'sender' : 'receiver'} of ${lastOf(on.name)}`)
  const place = placeOf(given.map(({ grant }) => grant))
  return [
    ...wide.map(({ grant }) => ({
      ...grant.at,
      message: `${grant.key} is wider than a hub; give it the scope of one`,
    })),
    ...(owners.size > 1 ? [{ ...place, message: 'more than the app may use the hubs; keep the app alone' }] : []),
    ...differ(place, 'grants on hubs', told.sort(), wanted.sort()),
  ]
}

export const containers: InfraLaw = {
  name: 'containers',
  says: 'the lake has the containers of shared/contracts/containers.ts; the host has the one of its package',
  check: ({ runs }) =>
    runs
      .filter(({ isClosed }) => isClosed)
      .flatMap(({ resources }) => {
        const found = resources.filter(({ type, isExisting }) => type === CONTAINER && !isExisting)
        const names = found.map(({ name }) => lastOf(name)).filter((name) => name !== WEBSITE)
        const sites = resources.filter(({ type, isExisting }) => type === 'Microsoft.Web/sites' && !isExisting)
        const packages = sites.map((site) => packageOf(site)).filter((name) => names.includes(name))
        const lake = names.filter((name) => !packages.includes(name))
        const lost = sites.filter((site) => !packages.includes(packageOf(site)))
        return [
          ...differ(placeOf(found), 'containers of the lake', lake.sort(), [...CONTAINERS].sort()),
          ...lost.map(({ key, at }) => ({
            ...at,
            message: `${key} takes its package from no container that is made here`,
          })),
        ]
      }),
}

const packageOf = (site: Deployed): string => {
  const address = textOf(valueAt(site.body, 'properties.functionAppConfig.deployment.storage.value'))
  return /([a-z0-9-]+)$/.exec(address)?.[1] ?? ''
}

export const placeOf = (resources: readonly Deployed[]): Place => resources[0]?.at ?? { path: MAIN, line: 1 }

/** One violation where two plain values differ. */
export function differ(at: Place, what: string, found: unknown, wanted: unknown): Violation[] {
  const [is, should] = [JSON.stringify(found), JSON.stringify(wanted)]
  return is === should
    ? []
    : [{ path: at.path, line: at.line, message: `${what}: ${is} here, ${should} in the code; make them equal` }]
}
