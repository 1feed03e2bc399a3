/** Every resource type, version and property that is emitted stands in infra/facts.json with its source. */
import type { Violation } from '../../tidy/project.ts'
import type { Deployed, Fields, Place, Value } from '../evaluate/value.ts'
import { exactOf, fieldsOf, optionsOf } from '../evaluate/value.ts'
import type { Read } from '../evaluate/walk.ts'
import { factsSchema, listedAs, type TypeFacts } from '../facts.ts'
import { lineOfKey } from '../json-line.ts'
import { FACTS, type InfraLaw } from '../project.ts'

/**
 * Bicep's own, on every resource.
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/resource-declaration
 */
const OF_BICEP = ['name', 'parent', 'scope', 'dependsOn']

/** A path that a body emits, such as `properties.rules[].name`, with what stands there. */
interface Emitted {
  readonly path: string
  readonly at: Place
  /** True where nothing below it is told. */
  readonly isLeaf: boolean
  /** True for a text, a number or a truth, below which nothing can be. */
  readonly isScalar: boolean
}

export const facts: InfraLaw = {
  name: 'facts',
  says: 'every type, version, property and read is listed in infra/facts.json; no fact is stale',
  check: ({ files, runs }) => {
    const text = files.get(FACTS)
    if (text === undefined)
      return [{ path: FACTS, line: 1, message: 'is missing; list the resource types with their source' }]
    const parsed = factsSchema.safeParse(JSON.parse(text))
    if (!parsed.success) return parsed.error.issues.map((issue) => unreadable(text, issue.path, issue.message))
    const known = new Map(Object.entries(parsed.data))
    const resources = runs.flatMap((run) => run.resources)
    const emitted = new Map(resources.map((resource) => [resource, emittedBy(resource)]))
    const reads = runs.flatMap((run) => run.reads)
    return [
      ...resources.flatMap((resource) => judge(resource, emitted.get(resource) ?? [], known)),
      ...reads.flatMap((read) => judgeRead(read, known)),
      ...stale(text, known, emitted),
      ...staleReads(text, known, reads),
    ]
  },
}

function unreadable(text: string, path: readonly PropertyKey[], message: string): Violation {
  return {
    path: FACTS,
    line: lineOfKey(text, String(path[0] ?? '')),
    message: `${path.join('.')}: ${message}; mend it`,
  }
}

function judge(resource: Deployed, emitted: readonly Emitted[], known: ReadonlyMap<string, TypeFacts>): Violation[] {
  const id = idOf(resource)
  const listed = known.get(id)
  if (listed === undefined) {
    const others = [...known.keys()].filter((key) => key.toLowerCase().startsWith(`${resource.type.toLowerCase()}@`))
    const remedy = others.length > 0 ? `use ${others.join(' or ')}` : 'look its properties up and list them'
    return [{ ...resource.at, message: `${id} is not in ${FACTS}; ${remedy}` }]
  }
  if (resource.isExisting) return []
  const strange = emitted.filter(({ path, isScalar }) => {
    const fact = listed.properties.includes(path) ? path : listedAs(path, listed.properties)
    return fact === undefined || (isScalar && fact.split('.').length > path.split('.').length)
  })
  const unlisted = strange.map(({ path, at }) => {
    return { ...at, message: `${id} has no '${path}' in ${FACTS}; mend the name, or list it with its source` }
  })
  const lacks = listed.required.filter((path) => isMissing(resource.body, path.split('.')))
  const missing = lacks.map((path) => ({ ...resource.at, message: `${resource.key} lacks '${path}'; ${id} needs it` }))
  return [...unlisted, ...missing]
}

const idOf = ({ type, version }: Deployed): string => `${type}@${version}`

function judgeRead({ resource, path, at }: Read, known: ReadonlyMap<string, TypeFacts>): Violation[] {
  const listed = known.get(idOf(resource))
  if (listed === undefined || listedAs(path, [...listed.properties, ...listed.reads]) !== undefined) return []
  const message = `${idOf(resource)} has no '${path}' to read in ${FACTS}; mend the name, or list it under reads`
  return [{ ...at, message }]
}

function staleReads(text: string, known: ReadonlyMap<string, TypeFacts>, reads: readonly Read[]): Violation[] {
  return [...known].flatMap(([id, listed]) => {
    const own = reads.filter((read) => idOf(read.resource) === id)
    const idle = listed.reads.filter((path) => !own.some((read) => read.path === path))
    const line = lineOfKey(text, id)
    return idle.map((path) => ({ path: FACTS, line, message: `nothing reads '${path}' of ${id}; delete the fact` }))
  })
}

/** A name that is computed can only be one of a dictionary. */
const stepOf = (name: string): string => (/[‹/]/.test(name) ? '*' : name)

function emittedBy({ body, isExisting }: Deployed): readonly Emitted[] {
  if (isExisting) return []
  const found: Emitted[] = []
  const visit = (value: Value, path: string, at: Place): void => {
    const held = optionsOf(value).filter((option) => exactOf(option) !== null)
    const isScalar = held.length > 0 && held.every(({ kind }) => kind === 'scalar')
    found.push({ path, at, isScalar, isLeaf: held.every((option) => !holdsMore(option)) })
    for (const option of optionsOf(value)) {
      if (option.kind === 'record')
        for (const [name, field] of option.fields) visit(field.value, `${path}.${stepOf(name)}`, field.at)
      if (option.kind === 'list')
        for (const item of option.items) visit(item, `${path}[]`, item.at.line > 0 ? item.at : at)
    }
  }
  for (const [name, field] of body.fields) if (!OF_BICEP.includes(name)) visit(field.value, name, field.at)
  return found
}

const holdsMore = (value: Value): boolean => {
  return (value.kind === 'record' && value.fields.size > 0) || (value.kind === 'list' && value.items.length > 0)
}

/** True where the object around the path is emitted without it. */
function isMissing(holder: Fields | Value, steps: readonly string[]): boolean {
  const [step = '', ...rest] = steps
  const name = step.replace(/\[\]$/, '')
  return optionsOf(holder as Value).some((option) => {
    const { fields, open } = fieldsOf(option)
    if (option.kind !== 'record') return false
    const field = fields.get(name)
    if (rest.length === 0) return open ? false : field === undefined || field.maybe
    if (field === undefined) return false
    const held = optionsOf(field.value)
    const inner = step === name ? held : held.flatMap((value) => (value.kind === 'list' ? value.items : []))
    return inner.some((value) => isMissing(value, rest))
  })
}

function stale(
  text: string,
  known: ReadonlyMap<string, TypeFacts>,
  emitted: ReadonlyMap<Deployed, readonly Emitted[]>,
): Violation[] {
  return [...known].flatMap(([id, { properties, required }]) => {
    const of = [...emitted].filter(([resource]) => idOf(resource) === id)
    const line = lineOfKey(text, id)
    if (of.length === 0) return [{ path: FACTS, line, message: `no resource is a ${id}; delete the entry` }]
    const leaves = of.flatMap(([, paths]) => paths).filter(({ isLeaf }) => isLeaf)
    const paths = [...new Set(leaves.map(({ path }) => path))]
    const listed = properties.filter((path) => !OF_BICEP.includes(path))
    const idle = listed.filter((path) => !paths.some((given) => listedAs(given, [path]) !== undefined))
    const unlisted = required.filter((path) => !OF_BICEP.includes(path) && listedAs(path, properties) === undefined)
    return [
      ...idle.map((path) => ({ path: FACTS, line, message: `nothing emits '${path}' of ${id}; delete the fact` })),
      ...unlisted.map((path) => ({
        path: FACTS,
        line,
        message: `${id} needs '${path}', which it does not list; list it`,
      })),
    ]
  })
}
