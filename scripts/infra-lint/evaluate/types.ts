/** Whether a value can be what a type says, and what a value of a type may be when only the type is known. */
import type { Decorator, Type } from '../bicep/syntax.ts'
import {
  either,
  exactOf,
  list,
  optionsOf,
  type Place,
  type Primitive,
  record,
  scalar,
  unknown,
  type Value,
} from './value.ts'

/** The type behind a name; null for a primitive, undefined for a name that nobody declared. */
export type FindType = (name: string) => Type | null | undefined

const PRIMITIVES: Readonly<Record<string, Primitive>> = {
  string: 'string',
  int: 'int',
  bool: 'bool',
  object: 'object',
  array: 'array',
  secureString: 'string',
  secureObject: 'object',
}

export const isPrimitive = (name: string): boolean => name in PRIMITIVES

/** The first thing in which the value cannot be of the type, or null. Unknown values pass by their type. */
export function complaintOf(value: Value, type: Type, find: FindType): string | null {
  for (const option of optionsOf(value)) {
    const complaint = complain(option, type, find)
    if (complaint !== null) return complaint
  }
  return null
}

function complain(value: Value, type: Type, find: FindType): string | null {
  if (type.kind === 'optional') return exactOf(value) === null ? null : complaintOf(value, type.of, find)
  if (type.kind === 'literal') {
    const known = exactOf(value)
    return known === undefined || known === type.value ? null : `is ${tell(value)}, not ${JSON.stringify(type.value)}`
  }
  if (type.kind === 'union') {
    const fits = type.options.some((option) => complain(value, option, find) === null)
    return fits ? null : `is ${tell(value)}, which is none of ${type.options.map(nameOf).join(', ')}`
  }
  if (type.kind === 'named') {
    const meant = find(type.name)
    if (meant) return complaintOf(value, meant, find)
    const wanted = PRIMITIVES[type.name]
    const given = primitiveOf(value)
    return wanted === undefined || given === null || given === wanted ? null : `is ${tell(value)}, not ${wanted}`
  }
  if (type.kind === 'list') {
    if (value.kind !== 'list')
      return [null, 'array'].includes(primitiveOf(value)) ? null : `is ${tell(value)}, not array`
    const complaints = value.items.map((item) => complaintOf(item, type.of, find))
    const first = complaints.findIndex((complaint) => complaint !== null)
    return first < 0 ? null : `[${first}] ${complaints[first]}`
  }
  return complainOfFields(value, type, find)
}

function complainOfFields(value: Value, type: Type & { kind: 'record' }, find: FindType): string | null {
  if (value.kind !== 'record')
    return [null, 'object'].includes(primitiveOf(value)) ? null : `is ${tell(value)}, not object`
  const rest = type.fields.find(({ name }) => name === '*')
  for (const { name, type: wanted } of type.fields) {
    const field = value.fields.get(name)
    if (field === undefined && name !== '*' && wanted.kind !== 'optional' && !value.open) return `lacks '${name}'`
    const complaint = field === undefined ? null : complaintOf(field.value, wanted, find)
    if (complaint !== null) return `'${name}' ${complaint}`
  }
  const strange = [...value.fields.keys()].find((name) => !type.fields.some((field) => field.name === name))
  return strange === undefined || rest !== undefined ? null : `has '${strange}', which the type does not know`
}

function primitiveOf(value: Value): Primitive | 'null' | null {
  if (value.kind === 'record') return 'object'
  if (value.kind === 'list') return 'array'
  if (value.kind === 'unknown') return value.type
  if (value.kind !== 'scalar') return 'object'
  if (value.value === null) return 'null'
  return typeof value.value === 'string' ? 'string' : typeof value.value === 'number' ? 'int' : 'bool'
}

function tell(value: Value): string {
  return value.kind === 'scalar' ? JSON.stringify(value.value) : `${primitiveOf(value) ?? value.kind}`
}

function nameOf(type: Type): string {
  return type.kind === 'literal' ? JSON.stringify(type.value) : type.kind === 'named' ? type.name : type.kind
}

/** Everything a parameter may be: each of its allowed values, else something unknown of its type. */
export function anyOf(type: Type, from: string, at: Place, find: FindType): Value {
  const any = (inner: Type, name: string) => anyOf(inner, name, at, find)
  switch (type.kind) {
    case 'literal':
      return scalar(at, type.value)
    case 'optional':
      return either(at, [scalar(at, null), any(type.of, from)])
    case 'union':
      return either(
        at,
        type.options.map((option) => any(option, from)),
      )
    case 'list':
      return list(at, [any(type.of, `${from}[]`)], true)
    case 'record': {
      const named = type.fields.filter(({ name }) => name !== '*')
      return record(
        at,
        named.map(({ name, type: of }) => [name, any(of, `${from}.${name}`)]),
        named.length < type.fields.length,
      )
    }
    default: {
      const meant = find(type.name)
      return meant ? any(meant, from) : unknown(at, from, PRIMITIVES[type.name] ?? null)
    }
  }
}

/** Broken decorators of a parameter: `@allowed`, `@minValue`, `@maxValue`, `@minLength`, `@maxLength`. */
export function boundComplaintOf(value: Value, decorators: readonly Decorator[]): string | null {
  for (const option of optionsOf(value)) {
    const known = exactOf(option)
    const size =
      option.kind === 'list' && !option.open ? option.items.length : typeof known === 'string' ? known.length : null
    for (const { name, args } of decorators) {
      const [first] = args
      if (first?.kind === 'array' && name === 'allowed' && known !== undefined) {
        const allowed = first.items.map((item) => (item.kind === 'literal' ? item.value : undefined))
        if (!allowed.includes(known)) return `is ${tell(option)}, which is none of ${allowed.join(', ')}`
      }
      const limit = first?.kind === 'literal' ? Number(first.value) : Number.NaN
      if (typeof known === 'number' && name === 'minValue' && known < limit) return `is ${known}, below ${limit}`
      if (typeof known === 'number' && name === 'maxValue' && known > limit) return `is ${known}, above ${limit}`
      if (size !== null && name === 'minLength' && size < limit) return `has length ${size}, below ${limit}`
      if (size !== null && name === 'maxLength' && size > limit) return `has length ${size}, above ${limit}`
    }
  }
  return null
}
