/** Small faults that can be planted in any line of the real Bicep, each of a kind that the laws must always find. */

export interface MutationKind {
  readonly claim: string
  /** The line with the fault, or null where the kind does not fit it. */
  readonly plant: (line: string) => string | null
}

export interface Mutation {
  readonly claim: string
  readonly path: string
  /** Counted from 1. */
  readonly line: number
  readonly text: string
}

/** Names that are free: of tags, and of the notifications of a budget. */
const FREE = /^\s+('azd-env-name'|(actual|forecast)\d+): /
const PROPERTY = /^(\s+)('?)([\w.-]+)\2: (.*)$/

const changed = (line: string, pattern: RegExp, by: string): string | null => {
  return pattern.test(line) ? line.replace(pattern, by) : null
}

export const MUTATION_KINDS: readonly MutationKind[] = [
  {
    claim: 'a property has another name',
    plant: (line) => (FREE.test(line) ? null : changed(line, PROPERTY, '$1$2$3x$2: $4')),
  },
  {
    claim: 'an output is asked for by another name',
    plant: (line) => changed(line, /\.outputs\.(\w+)/, '.outputs.$1x'),
  },
  {
    claim: 'what Azure fills is asked for by another name',
    plant: (line) => changed(line, /\.properties\.(\w+)/, '.properties.$1x'),
  },
  { claim: 'a parameter is declared under another name', plant: (line) => changed(line, /^param (\w+)/, 'param $1x') },
  { claim: 'a version of the API is old', plant: (line) => changed(line, /@20\d\d-/, '@2015-') },
  { claim: 'a bracket is not closed', plant: (line) => changed(line, /^\s*[}\]]$/, '') },
  { claim: 'a role has another id', plant: (line) => changed(line, /^(\s+\w+: '[0-9a-f]{8}-)\w/, '$1z') },
  {
    claim: 'keys, old TLS, passwords or strangers are let in',
    plant: (line) => {
      const local = changed(line, /^(\s+disableLocalAuth|\s+DisableLocalAuth|\s+httpsOnly): true$/, '$1: false')
      const shared = changed(line, /^(\s+allow\w+Access): false$/, '$1: true')
      const tls = changed(line, /^(\s+\w*[mM]in\w*TlsVersion): '.*'$/, "$1: '1.0'")
      const passwords = changed(line, /^(\s+passwordAuth): 'Disabled'$/, "$1: 'Enabled'")
      return local ?? shared ?? tls ?? passwords ?? changed(line, /^(\s+'x-azure-)fdid'/, "$1ref'")
    },
  },
  {
    claim: 'a hub, a group, a container or a metric has another name',
    plant: (line) =>
      changed(line, /^(\s+(?:name: |metric: )?')([\w-]+\.\w+|eh-\w+|trader-\w+|orchestrator|\w+_seconds)'$/, "$1$2x'"),
  },
  {
    claim: 'partitions, hours, thresholds or severities are others',
    plant: (line) => changed(line, /^(\s+(?:partitions|retentionHours|threshold|severity): )(\d+)$/, '$19$2'),
  },
]

/** Every mutation of a kind in the given files. */
export function mutationsOf({ claim, plant }: MutationKind, files: ReadonlyMap<string, string>): readonly Mutation[] {
  return [...files].flatMap(([path, text]) => {
    if (!/^infra\/.*\.bicep$/.test(path)) return []
    const lines = text.split('\n')
    return lines.flatMap((line, index): Mutation[] => {
      const planted = plant(line)
      if (planted === null || planted === line) return []
      return [{ claim, path, line: index + 1, text: lines.with(index, planted).join('\n') }]
    })
  })
}
