/**
 * Bicep's functions, as far as infra/ uses them.
 *
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions
 */
import {
  either,
  exactOf,
  type Field,
  fieldsOf,
  itemsOf,
  list,
  optionsOf,
  type Place,
  type Primitive,
  record,
  scalar,
  textOf,
  unknown,
  type Value,
} from './value.ts'

export interface Call {
  readonly name: string
  readonly args: readonly Value[]
  readonly at: Place
}

type Builtin = (call: Call) => Value

const nothing: Value = scalar({ path: '', line: 0 }, null)
const arg = ({ args }: Call, index: number): Value => args[index] ?? nothing
const told = ({ name, args }: Call): string => `${name}(${args.map(textOf).join(',')})`

/** Computed where every argument is an exact scalar; else a text or value of the given type that is not known. */
function computed(type: Primitive, compute: (...args: string[]) => string | number | boolean): Builtin {
  return (call) => {
    const args = call.args.map(exactOf)
    if (args.some((given) => given === undefined)) return unknown(call.at, told(call), type)
    return scalar(call.at, compute(...args.map(String)))
  }
}

const opaque =
  (type: Primitive | null): Builtin =>
  (call) =>
    unknown(call.at, told(call), type)

/** A text in which what is known stays readable, such as the role in the id of a role. */
const readable =
  (prefix: string): Builtin =>
  (call) =>
    scalar(call.at, [prefix, ...call.args.map(textOf)].join('/'), false)

const surroundings = (...names: string[]): Builtin => {
  return ({ name, at }) => {
    return record(
      at,
      names.map((field) => [field, unknown(at, `${name}().${field}`, 'string')] as const),
      true,
    )
  }
}

function union(call: Call): Value {
  if (call.args.every(({ kind }) => kind === 'list'))
    return list(
      call.at,
      call.args.flatMap((part) => itemsOf(part).items),
    )
  const parts = call.args.map(fieldsOf)
  const fields = new Map<string, Field>()
  for (const [name, field] of parts.flatMap((part) => [...part.fields])) {
    const before = fields.get(name)
    // What may be missing leaves what stood there before.
    const isAdded = before !== undefined && field.maybe
    fields.set(name, isAdded ? { ...before, value: either(field.at, [before.value, field.value]) } : field)
  }
  return { kind: 'record', fields, open: parts.some(({ open }) => open), at: call.at }
}

function concat(call: Call): Value {
  if (call.args.every(({ kind }) => kind === 'scalar')) return computed('string', (...parts) => parts.join(''))(call)
  const parts = call.args.map(itemsOf)
  return list(
    call.at,
    parts.flatMap(({ items }) => items),
    parts.some(({ open }) => open),
  )
}

function isEmpty(call: Call): Value {
  const value = arg(call, 0)
  const known = exactOf(value)
  if (known !== undefined) return scalar(call.at, known === null || known === '')
  const { kind } = value
  if (kind === 'list' && !value.open) return scalar(call.at, value.items.length === 0)
  if (kind === 'record' && !value.open) return scalar(call.at, value.fields.size === 0)
  return kind === 'resource' ? scalar(call.at, false) : unknown(call.at, told(call), 'bool')
}

function length(call: Call): Value {
  const value = arg(call, 0)
  if (value.kind === 'list' && !value.open) return scalar(call.at, value.items.length)
  const known = exactOf(value)
  return typeof known === 'string' ? scalar(call.at, known.length) : unknown(call.at, told(call), 'int')
}

function contains(call: Call): Value {
  const [holder, sought] = [arg(call, 0), exactOf(arg(call, 1))]
  const answer = unknown(call.at, told(call), 'bool')
  if (sought === undefined || sought === null) return answer
  if (holder.kind === 'record') return holder.open ? answer : scalar(call.at, holder.fields.has(String(sought)))
  if (holder.kind === 'list') {
    const items = holder.items.map(exactOf)
    if (items.includes(sought)) return scalar(call.at, true)
    return holder.open || items.includes(undefined) ? answer : scalar(call.at, false)
  }
  const text = exactOf(holder)
  return typeof text === 'string' ? scalar(call.at, text.includes(String(sought))) : answer
}

function applied(call: Call, index: number, args: readonly Value[]): Value {
  const given = arg(call, index)
  return given.kind === 'lambda' ? given.call(args) : unknown(call.at, told(call))
}

function map(call: Call): Value {
  const { items, open } = itemsOf(arg(call, 0))
  return list(
    call.at,
    items.map((item, index) => applied(call, 1, [item, scalar(call.at, index)])),
    open,
  )
}

function filter(call: Call): Value {
  const { items, open } = itemsOf(arg(call, 0))
  const answers = items.map((item, index) => exactOf(applied(call, 1, [item, scalar(call.at, index)])))
  const kept = items.filter((_, index) => answers[index] !== false)
  return list(call.at, kept, open || answers.includes(undefined))
}

function flatten(call: Call): Value {
  const { items, open } = itemsOf(arg(call, 0))
  const parts = items.map(itemsOf)
  return list(
    call.at,
    parts.flatMap((part) => part.items),
    open || parts.some((part) => part.open),
  )
}

function items(call: Call): Value {
  const { fields, open } = fieldsOf(arg(call, 0))
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1))
  const pairs = sorted.map(([name, { value }]) =>
    record(value.at, [
      ['key', scalar(value.at, name)],
      ['value', value],
    ]),
  )
  return list(call.at, pairs, open)
}

function toObject(call: Call): Value {
  const { items: given, open } = itemsOf(arg(call, 0))
  const entries = given.map((item) => {
    const value = call.args.length > 2 ? applied(call, 2, [item]) : item
    return [textOf(applied(call, 1, [item])), value] as const
  })
  return record(call.at, entries, open)
}

function reduce(call: Call): Value {
  return itemsOf(arg(call, 0)).items.reduce((sum, item) => applied(call, 2, [sum, item]), arg(call, 1))
}

function first(call: Call): Value {
  const given = arg(call, 0)
  const [head] = itemsOf(given).items
  return given.kind === 'list' && head !== undefined ? head : unknown(call.at, told(call))
}

function range(call: Call): Value {
  const [start, count] = [exactOf(arg(call, 0)), exactOf(arg(call, 1))]
  if (typeof start !== 'number' || typeof count !== 'number')
    return list(call.at, [unknown(call.at, 'range', 'int')], true)
  return list(
    call.at,
    Array.from({ length: count }, (_, index) => scalar(call.at, start + index)),
  )
}

function join(call: Call): Value {
  const { items: parts, open } = itemsOf(arg(call, 0))
  const exact = !open && parts.every((part) => exactOf(part) !== undefined)
  return scalar(call.at, parts.map(textOf).join(textOf(arg(call, 1))), exact)
}

function split(call: Call): Value {
  const text = exactOf(arg(call, 0))
  if (typeof text !== 'string') return list(call.at, [unknown(call.at, told(call), 'string')], true)
  return list(
    call.at,
    text.split(textOf(arg(call, 1))).map((part) => scalar(call.at, part)),
  )
}

function format(call: Call): Value {
  const [form, ...parts] = call.args
  const text = textOf(form).replace(/\{(\d+)\}/g, (_, index) => textOf(parts[Number(index)]))
  return scalar(
    call.at,
    text,
    call.args.every((part) => exactOf(part) !== undefined),
  )
}

function indexOf(call: Call): Value {
  const [holder, sought] = [arg(call, 0), exactOf(arg(call, 1))]
  const items = holder.kind === 'list' && !holder.open ? holder.items.map(exactOf) : [undefined]
  const isKnown = sought !== undefined && !items.includes(undefined)
  return isKnown ? scalar(call.at, items.indexOf(sought)) : unknown(call.at, told(call), 'int')
}

/** Exact by exact text; everything else keeps its text and stays unknown. */
const text = (compute: (...args: string[]) => string): Builtin => {
  return (call) => {
    if (optionsOf(arg(call, 0)).length > 1) {
      const [head, ...rest] = call.args
      const options = optionsOf(head ?? nothing).map((option) => text(compute)({ ...call, args: [option, ...rest] }))
      return either(call.at, options)
    }
    return computed('string', compute)(call)
  }
}

/** By name. What only Azure can answer gives a value of its type. */
export const FUNCTIONS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...Object.entries({
    union,
    concat,
    empty: isEmpty,
    length,
    contains,
    map,
    filter,
    flatten,
    items,
    toObject,
    reduce,
    indexOf,
  }),
  ...Object.entries({ first, range, join, split, format, any: (call: Call) => arg(call, 0) }),
  ['toLower', text((given) => given.toLowerCase())],
  ['toUpper', text((given) => given.toUpperCase())],
  ['trim', text((given) => given.trim())],
  ['replace', text((given, from = '', to = '') => given.replaceAll(from, to))],
  ['take', text((given, count) => given.slice(0, Number(count)))],
  ['substring', text((given, from, count) => given.slice(Number(from), Number(from) + Number(count ?? Infinity)))],
  ['string', text((given) => given)],
  ['int', computed('int', Number)],
  ['startsWith', computed('bool', (given, start = '') => given.toLowerCase().startsWith(start.toLowerCase()))],
  ['endsWith', computed('bool', (given, end = '') => given.toLowerCase().endsWith(end.toLowerCase()))],
  ['min', computed('int', (...given) => Math.min(...given.map(Number)))],
  ['max', computed('int', (...given) => Math.max(...given.map(Number)))],
  ...['guid', 'uniqueString', 'base64', 'uri', 'cidrSubnet', 'cidrHost', 'utcNow'].map(
    (name) => [name, opaque('string')] as const,
  ),
  ['json', opaque(null)],
  ['subscriptionResourceId', readable('/subscriptions/‹subscription›/providers')],
  ['tenantResourceId', readable('/providers')],
  ['resourceId', readable('/subscriptions/‹subscription›/resourceGroups/‹group›/providers')],
  ['extensionResourceId', readable('')],
  ['resourceGroup', surroundings('id', 'name', 'location')],
  ['subscription', surroundings('id', 'subscriptionId', 'tenantId', 'displayName')],
  ['tenant', surroundings('tenantId')],
  ['deployment', surroundings('name')],
  ['environment', surroundings('name')],
])
