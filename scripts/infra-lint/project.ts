/**
 * The infrastructure as its laws see it: each Bicep file parsed once, each data file read once, and what would be made.
 *
 * Laws are pure functions of a project, so a test can hand them one of three files that never touched a disk.
 */
import type { Law, Violation } from '../tidy/project.ts'
import type { Referee } from './bicep/grammar.ts'
import { parse } from './bicep/parse.ts'
import { type BicepFile, type Declaration, SyntaxFault } from './bicep/syntax.ts'
import { type Run, runOf } from './evaluate/run.ts'
import { lineOfKey } from './json-line.ts'

export interface InfraProject {
  /** Text by path, from the root. */
  readonly files: ReadonlyMap<string, string>
  /** Files that parse. */
  readonly sources: ReadonlyMap<string, BicepFile>
  /** Where a file stops being Bicep or JSON. While there is one, nothing else is judged. */
  readonly broken: readonly Violation[]
  /**
   * First with every parameter open; then each parameters file as it is, with its blanks filled, and with each switch
   * turned.
   */
  readonly runs: readonly Run[]
}

export type InfraLaw = Law<InfraProject>

export const MAIN = 'infra/main.bicep'
export const FACTS = 'infra/facts.json'
/**
 * Parameters files: ours, and the one that azd reads.
 * https://learn.microsoft.com/azure/developer/azure-developer-cli/manage-environment-variables
 */
export const PARAMETER_FILE = /^infra\/(environments\/[^/]+|main\.parameters)\.json$/
/** What azd fills from its own environment, with what it takes where that says nothing. */
const OF_AZD = /\$\{\w+(?:=([^}]*))?\}/g
const BICEP = /^infra\/.*\.bicep$/
/** What stands for a text that is left empty: most of them are ids. */
const SOME_ID = '00000000-0000-0000-0000-000000000000'
const JSON_DATA = /^infra\/.*\.json$/

/** Reads the files under infra/; the others are only there for texts that Bicep loads. */
export function infraProjectOf(files: ReadonlyMap<string, string>, referee: Referee): InfraProject {
  const sources = new Map<string, BicepFile>()
  const broken: Violation[] = []
  for (const [path, text] of files) {
    if (BICEP.test(path)) {
      const faults = [
        ...faultsIn(text, (declarations) => sources.set(path, { path, text, declarations })),
        ...referee(text),
      ]
      const [first] = faults
      if (first !== undefined) broken.push({ path, line: first.line, column: first.column, message: first.message })
    } else if (JSON_DATA.test(path)) broken.push(...faultsInJson(path, text))
  }
  const runs = broken.length === 0 && sources.has(MAIN) ? runsOf(files, sources) : []
  return { files, sources, broken, runs }
}

function faultsIn(text: string, keep: (declarations: readonly Declaration[]) => void): SyntaxFault[] {
  try {
    keep(parse(text))
    return []
  } catch (error) {
    if (error instanceof SyntaxFault) return [error]
    throw error
  }
}

function faultsInJson(path: string, text: string): Violation[] {
  try {
    JSON.parse(text)
    return []
  } catch (error) {
    return [{ path, line: 1, message: `is no JSON: ${error instanceof Error ? error.message : error}; mend it` }]
  }
}

function runsOf(files: ReadonlyMap<string, string>, sources: ReadonlyMap<string, BicepFile>): Run[] {
  const world = { files, sources }
  const environments = [...files].filter(([path]) => PARAMETER_FILE.test(path))
  const closed = environments.flatMap(([path, text]) => {
    const given = parametersIn(text)
    const blank = [...given].filter(([, value]) => value === '')
    const filled = new Map([...given, ...blank.map(([name]) => [name, SOME_ID] as const)])
    const switches = [...given].filter(([, value]) => typeof value === 'boolean')
    const forms = [
      { name: path, values: given },
      ...(blank.length > 0 ? [{ name: `${path} with its blanks filled`, values: filled }] : []),
      ...switches.map(([name, value]) => ({
        name: `${path} with ${name} turned`,
        values: new Map([...filled, [name, value !== true] as const]),
      })),
    ]
    return forms.map((form) => runOf(world, { ...form, path, lineOf: (key) => lineOfKey(text, key) }))
  })
  return [runOf(world, null), ...closed]
}

/** Values by name in an ARM parameters file; a key without a value is left out, and told of by a law. */
export function parametersIn(text: string): ReadonlyMap<string, unknown> {
  const { parameters } = JSON.parse(text) as { parameters?: Record<string, { value?: unknown }> }
  return new Map(
    Object.entries(parameters ?? {}).map(([name, { value }]) => {
      return [name, typeof value === 'string' ? value.replace(OF_AZD, (_, fallback) => fallback ?? 'azd') : value]
    }),
  )
}
