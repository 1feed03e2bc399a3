/**
 * The addresses of links: `$cbs`, `$management`, `<hub>[/Partitions/<n>]`,
 * `<hub>/ConsumerGroups/<group>/Partitions/<n>`.
 */

export type Address =
  | { readonly kind: 'claims' }
  | { readonly kind: 'management' }
  | { readonly kind: 'publish'; readonly hub: string; readonly partition: string | null }
  | { readonly kind: 'consume'; readonly hub: string; readonly group: string; readonly partition: string }

const PUBLISH = /^([^/]+)(?:\/partitions\/([^/]+))?$/i
const CONSUME = /^([^/]+)\/consumergroups\/([^/]+)\/partitions\/([^/]+)$/i

/** What an address names; null when it is none of the four. */
export function parseAddress(address: string): Address | null {
  if (address === '$cbs') return { kind: 'claims' }
  if (address === '$management') return { kind: 'management' }
  const path = address.replace(/^\//, '')
  const [, target, slot] = PUBLISH.exec(path) ?? []
  if (target !== undefined) return { kind: 'publish', hub: target, partition: slot ?? null }
  const [, hub, group, partition] = CONSUME.exec(path) ?? []
  if (hub === undefined || group === undefined || partition === undefined) return null
  return { kind: 'consume', hub, group, partition }
}

/** The hub a token's audience is for, such as `sb://127.0.0.1:5672/bars.raw/Partitions/0`; null when it names none. */
export function hubOfAudience(audience: string): string | null {
  return /^[a-z]+:\/\/[^/]*\/([^/]+)/i.exec(audience)?.[1] ?? null
}
