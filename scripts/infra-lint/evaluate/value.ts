/**
 * What an expression comes to, as far as it can be known before a deployment.
 *
 * What Azure decides later (ids, host names, unique strings) is a text with the source between ‹ and ›, marked as not
 * exact. A condition that cannot be known gives both of its branches, so that nothing emitted goes unread.
 */
import type { Violation } from '../../tidy/project.ts'

export type Place = Pick<Violation, 'path' | 'line'>

export type Primitive = 'string' | 'int' | 'bool' | 'object' | 'array'

export type Value = { readonly at: Place } & (
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null; readonly exact: boolean }
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly open: boolean }
  | Fields
  | { readonly kind: 'either'; readonly options: readonly Value[] }
  | { readonly kind: 'unknown'; readonly type: Primitive | null; readonly from: string; readonly of?: Source }
  | { readonly kind: 'lambda'; readonly call: (args: readonly Value[]) => Value }
  | { readonly kind: 'resource'; readonly resource: Deployed }
  | { readonly kind: 'module'; readonly outputs: ReadonlyMap<string, Value> }
)

export interface Fields {
  readonly kind: 'record'
  readonly fields: ReadonlyMap<string, Field>
  /** True where further fields may follow that are not known. */
  readonly open: boolean
  /** Whose fields they are, where Azure adds some that are not known. */
  readonly of?: Source
}

/** A place in what Azure will say of a resource, such as `properties.primaryEndpoints`. */
export interface Source {
  readonly resource: Deployed
  readonly path: string
}

export interface Field {
  readonly value: Value
  readonly at: Place
  /** True where a condition decides whether the field is there. */
  readonly maybe: boolean
}

/** A resource that a run would make, or one that is there and read. */
export interface Deployed {
  /** Where it comes from: module calls, then its own name, with an index where it is one of many. */
  readonly key: string
  /** Without the version. */
  readonly type: string
  readonly version: string
  readonly at: Place
  readonly isExisting: boolean
  readonly parent: Deployed | null
  /** Its own name behind those of its parents; what is not known stands between ‹ and ›. */
  readonly name: string
  readonly body: Fields & { readonly at: Place }
  /** Resources that are declared inside its body, by their names in the file. */
  readonly nested: Map<string, Deployed>
}

export const scalar = (at: Place, value: string | number | boolean | null, exact = true): Value => {
  return { kind: 'scalar', value, exact, at }
}

export const unknown = (at: Place, from: string, type: Primitive | null = null): Value => {
  return type === 'string' ? scalar(at, `‹${from}›`, false) : { kind: 'unknown', type, from, at }
}

export const list = (at: Place, items: readonly Value[], open = false): Value => ({ kind: 'list', items, open, at })

export const record = (at: Place, entries: Iterable<readonly [string, Value]>, open = false): Value => {
  const fields = [...entries].map(([name, value]): [string, Field] => [name, { value, at: value.at, maybe: false }])
  return { kind: 'record', fields: new Map(fields), open, at }
}

export function either(at: Place, options: readonly Value[]): Value {
  const flat = options.flatMap(optionsOf)
  return flat.length === 1 && flat[0] !== undefined ? flat[0] : { kind: 'either', options: flat, at }
}

/** What a value may come to; itself where it is no choice. */
export function optionsOf(value: Value): readonly Value[] {
  return value.kind === 'either' ? value.options : [value]
}

/** The exact scalar, or undefined. */
export function exactOf(value: Value | undefined): string | number | boolean | null | undefined {
  return value?.kind === 'scalar' && value.exact ? value.value : undefined
}

/** A text with what is unknown between ‹ and ›. */
export function textOf(value: Value | undefined): string {
  if (value === undefined) return ''
  if (value.kind === 'scalar') return String(value.value)
  if (value.kind === 'either') return value.options.map(textOf).join('|')
  if (value.kind === 'unknown') return `‹${value.from}›`
  return value.kind === 'resource' ? `‹${value.resource.key}›` : `‹${value.kind}›`
}

/** Items of a list; of a choice, those of every option. An unknown list has one unknown item and is open. */
export function itemsOf(value: Value): { readonly items: readonly Value[]; readonly open: boolean } {
  if (value.kind === 'list') return value
  if (value.kind === 'either') return { items: value.options.flatMap((option) => itemsOf(option).items), open: true }
  if (value.kind === 'unknown') return { items: [unknown(value.at, `an item of ${value.from}`)], open: true }
  return { items: [], open: false }
}

/** Fields of a record; of a choice, those of every option, each of which may be missing. */
export function fieldsOf(value: Value | undefined): Fields {
  if (value?.kind === 'record') return value
  const fields = new Map<string, Field>()
  if (value?.kind !== 'either') return { kind: 'record', fields, open: value?.kind === 'unknown' }
  const parts = value.options.map(fieldsOf)
  for (const name of new Set(parts.flatMap((part) => [...part.fields.keys()]))) {
    const given = parts.flatMap((part) => part.fields.get(name) ?? [])
    const [first] = given
    if (first === undefined) continue
    const maybe = given.length < parts.length || given.some((field) => field.maybe)
    fields.set(name, {
      value: either(
        first.at,
        given.map((field) => field.value),
      ),
      at: first.at,
      maybe,
    })
  }
  return { kind: 'record', fields, open: parts.some(({ open }) => open) }
}

/** The field at a path such as `properties.sku.name`; of a choice, a choice. Undefined where nothing stands. */
export function fieldAt(value: Value | Fields | undefined, path: string): Field | undefined {
  let at = value as Value | undefined
  let field: Field | undefined
  for (const name of path.split('.')) {
    field = fieldsOf(at).fields.get(name)
    at = field?.value
  }
  return field
}

export const valueAt = (value: Value | Fields | undefined, path: string): Value | undefined => {
  return fieldAt(value, path)?.value
}

/** True, false, or null where it cannot be known. */
export function truthOf(value: Value): boolean | null {
  const known = exactOf(value)
  return typeof known === 'boolean' ? known : null
}

/** Plain data for comparing; what is unknown is its text, a choice is told as its options. */
export function plainOf(value: Value | undefined): unknown {
  if (value === undefined) return undefined
  if (value.kind === 'scalar') return value.value
  if (value.kind === 'list') return value.items.map(plainOf)
  if (value.kind === 'record') {
    return Object.fromEntries([...value.fields].map(([name, field]) => [name, plainOf(field.value)]))
  }
  return textOf(value)
}
