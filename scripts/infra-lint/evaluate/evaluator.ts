/** Comes from expressions to values, within one Bicep file. */
import { posix } from 'node:path'
import type { Access, Expression } from '../bicep/syntax.ts'
import { FUNCTIONS } from './functions.ts'
import {
  type Deployed,
  either,
  exactOf,
  type Field,
  fieldsOf,
  itemsOf,
  list,
  optionsOf,
  type Place,
  type Source,
  scalar,
  textOf,
  truthOf,
  unknown,
  type Value,
} from './value.ts'
import type { Fault, Read } from './walk.ts'

export type Locals = Map<string, Value>

/** What the file around gives. */
export interface Surroundings {
  readonly path: string
  readonly files: ReadonlyMap<string, string>
  readonly find: (name: string) => Value | undefined
  readonly functionOf: (name: string) => ((args: readonly Value[]) => Value) | null
  readonly noteRead: (read: Read) => void
  readonly tell: (fault: Omit<Fault, 'path'>) => void
}

/** What every resource has beside its body: https://learn.microsoft.com/azure/templates */
const MEMBERS = [
  ...['id', 'name', 'type', 'apiVersion', 'location', 'tags', 'properties', 'sku', 'kind', 'identity', 'zones', 'plan'],
  ...['etag', 'managedBy', 'extendedLocation', 'systemData', 'scale', 'scope'],
]
const LISTS = /^list\w*$/

export class Evaluator {
  readonly #around: Surroundings

  constructor(around: Surroundings) {
    this.#around = around
  }

  valueOf(expression: Expression, locals: Locals): Value {
    const at: Place = { path: this.#around.path, line: expression.line }
    const value = (inner: Expression) => this.valueOf(inner, locals)
    switch (expression.kind) {
      case 'literal':
        return scalar(at, expression.value)
      case 'text':
        return this.#text(expression, locals)
      case 'object':
        return this.#object(expression, locals)
      case 'array':
        return list(at, expression.items.map(value))
      case 'name':
        return this.#name(expression.name, at, locals)
      case 'member':
        return this.#member(value(expression.object), expression, at)
      case 'index':
        return this.#index(value(expression.object), value(expression.index), at)
      case 'call':
        return this.#call(expression, locals)
      case 'choice':
        return this.#choice(expression, locals)
      case 'binary':
        return this.#binary(expression.operator, value(expression.left), value(expression.right))
      case 'unary':
        return this.#unary(expression.operator, value(expression.operand), at)
      case 'lambda':
        return { kind: 'lambda', at, call: (args) => this.#apply(expression, args, locals) }
      case 'for':
        return this.#loop(expression, locals)
      case 'if':
        return value(expression.body)
    }
  }

  #text(expression: Expression & { kind: 'text' }, locals: Locals): Value {
    const at = { path: this.#around.path, line: expression.line }
    const parts = expression.parts.map((part) =>
      typeof part === 'string' ? scalar(at, part) : this.valueOf(part, locals),
    )
    const choice = parts.findIndex(({ kind }) => kind === 'either')
    const joined = (given: readonly Value[]) => {
      return scalar(
        at,
        given.map(textOf).join(''),
        given.every((part) => exactOf(part) !== undefined),
      )
    }
    const options = parts[choice]
    if (options === undefined) return joined(parts)
    return either(
      at,
      optionsOf(options).map((option) => joined(parts.with(choice, option))),
    )
  }

  #object(expression: Expression & { kind: 'object' }, locals: Locals): Value {
    const at = { path: this.#around.path, line: expression.line }
    const fields = new Map<string, Field>()
    for (const { key, value, line } of expression.properties) {
      const name = textOf(this.valueOf(key, locals))
      if (fields.has(name)) {
        this.#around.tell({ law: 'names', line, message: `'${name}' is given twice; keep one of the two` })
      }
      const place = { path: this.#around.path, line }
      fields.set(name, { value: this.valueOf(value, locals), at: place, maybe: false })
    }
    return { kind: 'record', fields, open: false, at }
  }

  #name(name: string, at: Place, locals: Locals): Value {
    const value = locals.get(name) ?? this.#around.find(name)
    if (value !== undefined) return value
    this.#around.tell({
      law: 'names',
      line: at.line,
      message: `'${name}' is not declared; mend the name or declare it`,
    })
    return unknown(at, name)
  }

  #member(object: Value, { name, access }: { name: string; access: Access }, at: Place): Value {
    switch (object.kind) {
      case 'either':
        return either(
          at,
          object.options.map((option) => this.#member(option, { name, access: '.?' }, at)),
        )
      case 'record': {
        const found = object.fields.get(name)?.value
        if (found !== undefined) return found
        if (object.of) return this.#read(object.of, name, at)
        if (object.open) return unknown(at, name)
        return access === '.?' ? scalar(at, null) : this.#strange(name, [...object.fields.keys()], at)
      }
      case 'resource':
        return access === '::' ? this.#nested(object.resource, name, at) : this.#ofResource(object.resource, name, at)
      case 'module': {
        if (name !== 'outputs') return unknown(at, `a module's ${name}`, 'string')
        const outputs = [...object.outputs].map(([key, value]): [string, Field] => [key, { value, at, maybe: false }])
        return { kind: 'record', fields: new Map(outputs), open: false, at }
      }
      case 'unknown':
        return object.of ? this.#read(object.of, name, at) : unknown(at, `${object.from}.${name}`)
      default:
        if (exactOf(object) === null) return scalar(at, null)
        return access === '.?' ? unknown(at, name) : this.#strange(name, [], at)
    }
  }

  /** Tells of a member that is not there; what it would be stays open. */
  #strange(name: string, known: readonly string[], at: Place): Value {
    const remedy = known.length > 0 ? `mend it, there is ${known.join(', ')}` : 'what stands before it has no members'
    this.#around.tell({ law: 'names', line: at.line, message: `'${name}' is no member; ${remedy}` })
    return unknown(at, name)
  }

  #read({ resource, path }: Source, name: string, at: Place): Value {
    const of = { resource, path: `${path}.${name}` }
    this.#around.noteRead({ ...of, at })
    return { kind: 'unknown', type: null, from: `${resource.key}.${of.path}`, of, at }
  }

  #nested({ nested }: Deployed, name: string, at: Place): Value {
    const found = nested.get(name)
    return found ? { kind: 'resource', resource: found, at } : this.#strange(name, [...nested.keys()], at)
  }

  /** What the body says where it says it; else what Azure will say. */
  #ofResource(resource: Deployed, name: string, at: Place): Value {
    const said = resource.body.fields.get(name)?.value
    const from = `${resource.key}.${name}`
    if (name === 'name') return said ?? unknown(at, from, 'string')
    if (name === 'id') return unknown(at, from, 'string')
    if (!MEMBERS.includes(name)) return this.#strange(name, MEMBERS, at)
    if (name !== 'properties') return said ?? unknown(at, from)
    // Azure adds properties to those that were given.
    return { kind: 'record', fields: fieldsOf(said).fields, open: true, of: { resource, path: name }, at }
  }

  #index(object: Value, index: Value, at: Place): Value {
    const known = exactOf(index)
    if (typeof known === 'string') return this.#member(object, { name: known, access: '.' }, at)
    if (object.kind === 'record')
      return either(
        at,
        [...object.fields.values()].map(({ value }) => value),
      )
    const { items, open } = itemsOf(object)
    if (typeof known === 'number' && !open) {
      const item = items[known]
      if (item !== undefined) return item
      const message = `there is no item ${known} in a list of ${items.length}; mend the index`
      this.#around.tell({ law: 'names', line: at.line, message })
      return unknown(at, 'an item')
    }
    return items.length === 0 ? unknown(at, 'an item') : either(at, items)
  }

  #call(expression: Expression & { kind: 'call' }, locals: Locals): Value {
    const { callee, line } = expression
    const at = { path: this.#around.path, line }
    const args = expression.args.map((arg) => this.valueOf(arg, locals))
    if (callee.kind === 'member' && !(callee.object.kind === 'name' && /^(az|sys)$/.test(callee.object.name))) {
      const object = this.valueOf(callee.object, locals)
      if (object.kind !== 'resource' || LISTS.test(callee.name)) return unknown(at, `${callee.name}()`)
      this.#around.tell({ law: 'names', line, message: `'${callee.name}' is no function of a resource; mend the name` })
      return unknown(at, callee.name)
    }
    const name = callee.kind === 'name' || callee.kind === 'member' ? callee.name : ''
    const own = this.#around.functionOf(name)
    if (own !== null) return own(args)
    if (/^load(Text|Json|Yaml)/.test(name)) return this.#loaded(name, exactOf(args[0]), at)
    const builtin = FUNCTIONS.get(name)
    if (builtin !== undefined) return builtin({ name, args, at })
    const message = `'${name}' is no function known here; mend the name or teach it to the check`
    this.#around.tell({ law: 'names', line, message })
    return unknown(at, name)
  }

  #loaded(name: string, file: unknown, at: Place): Value {
    const path = posix.join(posix.dirname(this.#around.path), String(file))
    const text = this.#around.files.get(path)
    if (text === undefined) {
      this.#around.tell({
        law: 'wiring',
        line: at.line,
        message: `${name} reads ${path}, which does not exist; mend the path`,
      })
    }
    return name === 'loadTextContent' && text !== undefined ? scalar(at, text) : unknown(at, path)
  }

  #choice({ condition, yes, no, line }: Expression & { kind: 'choice' }, locals: Locals): Value {
    const at = { path: this.#around.path, line }
    const answer = truthOf(this.valueOf(condition, locals))
    if (answer !== null) return this.valueOf(answer ? yes : no, locals)
    return either(at, [this.valueOf(yes, locals), this.valueOf(no, locals)])
  }

  #binary(operator: string, left: Value, right: Value): Value {
    const { at } = left
    const [a, b] = [exactOf(left), exactOf(right)]
    if (operator === '??') {
      if (a === null) return right
      return left.kind === 'unknown' || left.kind === 'either' ? either(at, [left, right]) : left
    }
    if (operator === '&&' && (a === false || b === false)) return scalar(at, false)
    if (operator === '||' && (a === true || b === true)) return scalar(at, true)
    if (a === undefined || b === undefined) {
      return unknown(at, `${textOf(left)} ${operator} ${textOf(right)}`, /^[-+*/%]$/.test(operator) ? 'int' : 'bool')
    }
    const answer = compute(operator, a, b)
    return answer === null ? unknown(at, operator) : scalar(at, answer)
  }

  #unary(operator: string, operand: Value, at: Place): Value {
    const known = exactOf(operand)
    if (operator === '!' && typeof known === 'boolean') return scalar(at, !known)
    if (operator === '-' && typeof known === 'number') return scalar(at, -known)
    return unknown(at, `${operator}${textOf(operand)}`, operator === '!' ? 'bool' : 'int')
  }

  #apply(lambda: Expression & { kind: 'lambda' }, args: readonly Value[], locals: Locals): Value {
    const inner = new Map(locals)
    lambda.parameters.forEach((name, index) => {
      inner.set(name, args[index] ?? unknown({ path: this.#around.path, line: lambda.line }, name))
    })
    return this.valueOf(lambda.body, inner)
  }

  #loop({ loop, body, line }: Expression & { kind: 'for' }, locals: Locals): Value {
    const at = { path: this.#around.path, line }
    const { items, open } = itemsOf(this.valueOf(loop.over, locals))
    let certain = !open
    const values = items.flatMap((item, index) => {
      const inner = new Map([...locals, [loop.item, item] as const])
      if (loop.index !== null) inner.set(loop.index, scalar(at, index, !open))
      if (body.kind === 'if') {
        const answer = truthOf(this.valueOf(body.condition, inner))
        if (answer === false) return []
        certain &&= answer === true
      }
      return [this.valueOf(body, inner)]
    })
    return list(at, values, !certain)
  }
}

function compute(operator: string, a: string | number | boolean | null, b: typeof a): string | number | boolean | null {
  const [x, y] = [Number(a), Number(b)]
  switch (operator) {
    case '==':
      return a === b
    case '!=':
      return a !== b
    case '=~':
      return String(a).toLowerCase() === String(b).toLowerCase()
    case '!~':
      return String(a).toLowerCase() !== String(b).toLowerCase()
    case '&&':
      return a === true && b === true
    case '||':
      return a === true || b === true
    case '<':
      return x < y
    case '<=':
      return x <= y
    case '>':
      return x > y
    case '>=':
      return x >= y
    case '+':
      return x + y
    case '-':
      return x - y
    case '*':
      return x * y
    case '/':
      return Math.trunc(x / y)
    case '%':
      return x % y
    default:
      return null
  }
}
