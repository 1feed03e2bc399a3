/**
 * Settings on the command line, in every form that operators use: `KEY=VALUE`, `--key value` and `--key=value`.
 * Case, dashes and underscores of a name do not matter: `--eh-fqdn` is EH_FQDN.
 */
import type { Environment } from '../../shared/config/env.ts'

export interface GivenSettings {
  /** Words that set nothing, in their order. */
  readonly words: readonly string[]
  readonly settings: Environment
  readonly help: boolean
  /** One line per argument that cannot be understood. */
  readonly faults: readonly string[]
}

const plain = (name: string): string => name.replaceAll(/[-_]/g, '').toLowerCase()

export function readSettings(args: readonly string[], known: readonly string[]): GivenSettings {
  const names = new Map(known.map((name) => [plain(name), name]))
  const settings: Record<string, string> = {}
  const words: string[] = []
  const faults: string[] = []
  const set = (given: string, value: string): void => {
    const name = names.get(plain(given))
    if (name) settings[name] = value
    else faults.push(`${given}: is not a setting; see --help`)
  }
  let help = false
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    const pair = /^(?:--)?([A-Za-z][\w-]*)=(.*)$/s.exec(arg)
    if (arg === '--help' || arg === '-h') help = true
    else if (pair) set(pair[1] ?? '', pair[2] ?? '')
    else if (arg.startsWith('--')) {
      const value = args[index + 1]
      if (value === undefined || value.startsWith('--')) faults.push(`${arg}: needs a value`)
      else {
        set(arg.slice(2), value)
        index += 1
      }
    } else if (arg.startsWith('-')) faults.push(`${arg}: is not an option; see --help`)
    else words.push(arg)
  }
  return { words, settings, help, faults }
}

/** Two ways to name the same neighbour: where both are known the first one wins. */
const ALTERNATIVES = [
  ['EVENTS', 'EH_FQDN'],
  ['AzureWebJobsStorage', 'STORAGE_ACCOUNT'],
  ['DATABASE_URL', 'PGHOST'],
] as const

/** The given settings over the environment's. A neighbour named on the command line hides its other way. */
export function settingsOver(environment: Environment, given: Environment): Environment {
  const hidden = ALTERNATIVES.flatMap(([one, other]) => {
    if (given[one] !== undefined) return [other]
    return given[other] !== undefined ? [one] : []
  })
  return { ...environment, ...Object.fromEntries(hidden.map((name) => [name, undefined])), ...given }
}
