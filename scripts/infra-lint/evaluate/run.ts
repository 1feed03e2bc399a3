/** One walk through main.bicep and its modules: what would be made, and what does not hold together on the way. */
import { Instance } from './instance.ts'
import { type Deployed, type Field, list, type Place, record, scalar, type Value } from './value.ts'
import type { Fault, Read, Walk, World } from './walk.ts'

/** What a parameters file gives. */
export interface Given {
  readonly name: string
  readonly path: string
  readonly values: ReadonlyMap<string, unknown>
  readonly lineOf: (parameter: string) => number
}

export interface Run {
  /** `any parameters`, or the parameters file and the switch that was turned over. */
  readonly name: string
  /** False while parameters are open: lists and texts may then be longer than told. */
  readonly isClosed: boolean
  readonly resources: readonly Deployed[]
  readonly outputs: ReadonlyMap<string, Value>
  readonly reads: readonly Read[]
  readonly faults: readonly Fault[]
}

export function runOf(world: World, given: Given | null): Run {
  const walk: Walk = { ...world, resources: [], reads: [], faults: [] }
  const values = new Map<string, Field>()
  for (const [name, value] of given?.values ?? []) {
    if (value === undefined) continue
    const at = { path: given?.path ?? '', line: given?.lineOf(name) ?? 1 }
    values.set(name, { value: dataOf(value, at), at, maybe: false })
  }
  const main = world.sources.get('infra/main.bicep')
  if (main === undefined) throw new Error('infra/main.bicep is missing; the walk begins there')
  const outputs = new Instance(walk, main, { key: '', values, isOpen: given === null, makes: true }).walk()
  const { resources, reads, faults } = walk
  return { name: given?.name ?? 'any parameters', isClosed: given !== null, resources, outputs, reads, faults }
}

/** A value of plain data. */
function dataOf(data: unknown, at: Place): Value {
  if (Array.isArray(data))
    return list(
      at,
      data.map((item) => dataOf(item, at)),
    )
  if (typeof data === 'object' && data !== null) {
    return record(
      at,
      Object.entries(data).map(([name, value]) => [name, dataOf(value, at)] as const),
    )
  }
  return scalar(at, data as string | number | boolean | null)
}
