/** One use of a Bicep file: its parameters are given, and its declarations come to values by their first use. */
import { posix } from 'node:path'
import type { BicepFile, Declaration, Expression, Module, Parameter, Resource, Type } from '../bicep/syntax.ts'
import { partsOf } from '../bicep/walk.ts'
import { Evaluator, type Locals } from './evaluator.ts'
import { anyOf, boundComplaintOf, complaintOf, isPrimitive } from './types.ts'
import {
  type Deployed,
  type Field,
  fieldsOf,
  itemsOf,
  list,
  type Place,
  record,
  scalar,
  textOf,
  truthOf,
  unknown,
  type Value,
} from './value.ts'
import type { Fault, Walk } from './walk.ts'

export interface Use {
  /** The module calls that lead here, each closed by a slash. */
  readonly key: string
  /** Arguments, each with the place where it is passed. */
  readonly values: ReadonlyMap<string, Field>
  /** True for main with open parameters. */
  readonly isOpen: boolean
  /** False in a branch that is not taken: it is read, and makes nothing. */
  readonly makes: boolean
}

/** What a body stands in: a place in a loop, a condition, a resource around it. */
interface Around {
  readonly locals: Locals
  readonly suffix: string
  readonly makes: boolean
  readonly parent: Deployed | null
}

const MODULE_KEYS = ['name', 'params', 'scope', 'dependsOn']
const EXISTING_KEYS = ['name', 'parent', 'scope']
const SEGMENT = /^[\w.]+(\/\w+)*$/

export class Instance {
  readonly #walk: Walk
  readonly #file: BicepFile
  readonly #use: Use
  readonly #known = new Map<string, Value | null>()
  readonly #evaluator: Evaluator

  constructor(walk: Walk, file: BicepFile, use: Use) {
    this.#walk = walk
    this.#file = file
    this.#use = use
    this.#evaluator = new Evaluator({
      path: file.path,
      files: walk.files,
      find: (name) => this.find(name),
      functionOf: (name) => this.#functionOf(name),
      noteRead: (read) => this.#walk.reads.push(read),
      tell: (fault) => this.#tell(fault),
    })
  }

  /** Comes to every declaration; gives the outputs. */
  walk(): ReadonlyMap<string, Value> {
    const outputs = new Map<string, Value>()
    for (const declaration of this.#file.declarations) {
      const { kind, name, line } = declaration
      if (kind === 'output') {
        const value = this.#evaluator.valueOf(declaration.value, new Map())
        const complaint = complaintOf(value, declaration.type, (type) => this.#findType(type, line))
        if (complaint !== null)
          this.#tell({ law: 'wiring', line, message: `output ${name} ${complaint}; mend one of the two` })
        outputs.set(name, value.kind === 'unknown' ? anyOf(declaration.type, value.from, value.at, () => null) : value)
      } else if (kind === 'type') this.#checkType(declaration.type)
      else if (kind !== 'note' && kind !== 'func') this.find(name)
    }
    return outputs
  }

  /** The value behind a name, or undefined where the file does not declare it. */
  find(name: string): Value | undefined {
    const known = this.#known.get(name)
    if (known) return known
    const declaration = this.#file.declarations.find((each) => each.name === name && each.kind !== 'output')
    if (declaration === undefined) return undefined
    if (known === null) {
      const { line } = declaration
      this.#tell({ law: 'names', line, message: `'${name}' needs itself; break the circle` })
      return unknown(this.#at(line), name)
    }
    this.#known.set(name, null)
    const value = this.#valueOf(declaration)
    this.#known.set(name, value)
    return value
  }

  #valueOf(declaration: Declaration): Value {
    const { kind, name, line } = declaration
    const outside: Around = { locals: new Map(), suffix: '', makes: this.#use.makes, parent: null }
    switch (kind) {
      case 'param':
        return this.#parameter(declaration)
      case 'var':
        return this.#evaluator.valueOf(declaration.value, new Map())
      case 'import':
        return this.#imported(declaration.file, declaration.original, line)
      case 'resource':
        return this.#each(declaration.body, outside, (body, around) => this.#resource(declaration, body, around))
      case 'module':
        return this.#each(declaration.body, outside, (body, around) => this.#module(declaration, body, around))
      default:
        return unknown(this.#at(line), name)
    }
  }

  #parameter({ name, type, fallback, decorators, line }: Parameter): Value {
    this.#checkType(type)
    const find = (inner: string) => this.#findType(inner, line)
    const given = this.#use.values.get(name)
    if (given !== undefined) {
      const complaint = complaintOf(given.value, type, find) ?? boundComplaintOf(given.value, decorators)
      const message = `parameter ${name} ${complaint}; ${this.#file.path}:${line} says what it may be`
      if (complaint !== null) this.#tell({ law: 'wiring', ...given.at, message })
      return given.value
    }
    const value = fallback === null ? null : this.#evaluator.valueOf(fallback, new Map())
    if (value !== null) {
      const complaint = complaintOf(value, type, find) ?? boundComplaintOf(value, decorators)
      const message = `the default of ${name} ${complaint}; mend the default or the type`
      if (complaint !== null) this.#tell({ law: 'wiring', line, message })
    }
    if (!this.#use.isOpen) return value ?? scalar(this.#at(line), null)
    const allowed = decorators.find((decorator) => decorator.name === 'allowed')?.args[0]
    if (allowed?.kind !== 'array') return anyOf(type, `param ${name}`, this.#at(line), find)
    return {
      kind: 'either',
      options: allowed.items.map((item) => this.#evaluator.valueOf(item, new Map())),
      at: this.#at(line),
    }
  }

  #imported(file: string, original: string, line: number): Value {
    const source = this.#sourceOf(file, line)
    if (source === null) return unknown(this.#at(line), original)
    const other = new Instance(this.#walk, source, {
      key: this.#use.key,
      values: new Map(),
      isOpen: false,
      makes: false,
    })
    const shared = source.declarations.filter(({ decorators }) => decorators.some(({ name }) => name === 'export'))
    if (original === '*') {
      return record(
        this.#at(line),
        shared.map(({ name }) => [name, other.find(name) ?? unknown(this.#at(line), name)] as const),
      )
    }
    if (!shared.some(({ name }) => name === original)) {
      const message = `${source.path} exports no '${original}'; mend the name or write @export() above it`
      this.#tell({ law: 'wiring', line, message })
      return unknown(this.#at(line), original)
    }
    return other.find(original) ?? unknown(this.#at(line), original)
  }

  /** The Bicep file at a path from this one; null, and told, where there is none. */
  #sourceOf(file: string, line: number): BicepFile | null {
    const path = posix.join(posix.dirname(this.#file.path), file)
    const source = this.#walk.sources.get(path)
    if (source !== undefined) return source
    this.#tell({ law: 'wiring', line, message: `'${file}' leads to ${path}, which does not exist; mend the path` })
    return null
  }

  /** Runs a body once, or once per item of its loop. Where a condition is false it is read, and makes nothing. */
  #each(body: Expression, around: Around, make: (body: Expression, around: Around) => Value): Value {
    if (body.kind === 'if') {
      const answer = truthOf(this.#evaluator.valueOf(body.condition, around.locals))
      return this.#each(body.body, { ...around, makes: around.makes && answer !== false }, make)
    }
    if (body.kind !== 'for') return make(body, around)
    const over = this.#evaluator.valueOf(body.loop.over, around.locals)
    const { items, open } = itemsOf(over)
    const made = items.map((item, index) => {
      const at = scalar(this.#at(body.line), index, !open)
      const locals = new Map([...around.locals, [body.loop.item, item] as const])
      if (body.loop.index !== null) locals.set(body.loop.index, at)
      return this.#each(body.body, { ...around, locals, suffix: `${around.suffix}[${index}]` }, make)
    })
    return list(this.#at(body.line), made, open)
  }

  #resource(declared: Resource, body: Expression, around: Around): Value {
    const at = this.#at(declared.line)
    const value = this.#evaluator.valueOf(body, around.locals)
    const fields = fieldsOf(value)
    const given = fields.fields.get('parent')?.value
    const parent = given?.kind === 'resource' ? given.resource : around.parent
    const [path = '', version = parent?.version ?? ''] = declared.type.split('@')
    const isNested = around.parent !== null && !path.includes('.')
    const type = isNested ? `${around.parent?.type}/${path}` : path
    if (!SEGMENT.test(type) || version === '') {
      const message = `'${declared.type}' is no type; write it as Microsoft.Web/sites@2025-03-01`
      this.#tell({ law: 'names', line: declared.line, message })
    }
    const own = textOf(fields.fields.get('name')?.value)
    if (own === '')
      this.#tell({ law: 'names', line: declared.line, message: `${declared.name} has no name; give it one` })
    if (declared.isExisting) this.#checkKeys(fields.fields, EXISTING_KEYS, 'an existing resource has')
    const key = `${this.#use.key}${declared.name}${around.suffix}`
    const resource: Deployed = {
      ...{ key, type, version, at, isExisting: declared.isExisting, parent },
      ...{ name: parent === null ? own : `${parent.name}/${own}`, body: { ...fields, at }, nested: new Map() },
    }
    if (around.makes) this.#walk.resources.push(resource)
    if (body.kind === 'object') {
      for (const nested of body.resources) {
        const inside = { ...around, parent: resource }
        this.#each(nested.body, inside, (inner, its) => {
          const made = this.#resource(nested, inner, its)
          if (made.kind === 'resource') resource.nested.set(nested.name, made.resource)
          return made
        })
      }
    }
    return { kind: 'resource', resource, at }
  }

  #module(declared: Module, body: Expression, around: Around): Value {
    const { line, name } = declared
    const source = this.#sourceOf(declared.file, line)
    const fields = fieldsOf(this.#evaluator.valueOf(body, around.locals)).fields
    this.#checkKeys(fields, MODULE_KEYS, `a module has`)
    const params = fieldsOf(fields.get('params')?.value)
    if (source === null) return unknown(this.#at(line), name)
    const declaredThere = source.declarations.filter((each) => each.kind === 'param')
    for (const [key, { at }] of params.fields) {
      if (declaredThere.some((parameter) => parameter.name === key)) continue
      this.#tell({
        law: 'wiring',
        ...at,
        message: `${source.path} has no parameter '${key}'; mend the name or drop it`,
      })
    }
    const missing = declaredThere.filter((parameter) => needs(parameter) && !params.fields.has(parameter.name))
    for (const parameter of params.open ? [] : missing) {
      const message = `module ${name} lacks parameter '${parameter.name}' of ${source.path}; pass it`
      this.#tell({ law: 'wiring', line, message })
    }
    const key = `${this.#use.key}${name}${around.suffix}/`
    const use: Use = { key, values: params.fields, isOpen: false, makes: around.makes }
    return { kind: 'module', outputs: new Instance(this.#walk, source, use).walk(), at: this.#at(line) }
  }

  #checkKeys(fields: ReadonlyMap<string, Field>, known: readonly string[], whose: string): void {
    for (const [key, { at }] of fields) {
      if (known.includes(key)) continue
      this.#tell({ law: 'names', ...at, message: `'${key}' means nothing; ${whose} ${known.join(', ')}` })
    }
  }

  #functionOf(name: string): ((args: readonly Value[]) => Value) | null {
    const declared = this.#file.declarations.find((each) => each.name === name)
    if (declared?.kind === 'func') {
      return (args) => {
        const locals = declared.parameters.map((parameter, index) => {
          return [parameter.name, args[index] ?? unknown(this.#at(declared.line), parameter.name)] as const
        })
        return this.#evaluator.valueOf(declared.value, new Map(locals))
      }
    }
    if (declared?.kind !== 'import') return null
    const source = this.#sourceOf(declared.file, declared.line)
    const use: Use = { key: this.#use.key, values: new Map(), isOpen: false, makes: false }
    return source === null ? null : new Instance(this.#walk, source, use).#functionOf(declared.original)
  }

  #findType(name: string, line: number): Type | null | undefined {
    if (isPrimitive(name)) return null
    const declared = this.#file.declarations.find((each) => each.name === name)
    if (declared?.kind === 'type') return declared.type
    if (declared?.kind !== 'import') return undefined
    const source = this.#sourceOf(declared.file, line)
    const shared = source?.declarations.find((each) => each.name === declared.original)
    return shared?.kind === 'type' ? shared.type : undefined
  }

  #checkType(type: Type): void {
    for (const part of partsOf(type)) {
      if (part.kind !== 'named' || this.#findType(part.name, part.line) !== undefined) continue
      this.#tell({ law: 'names', line: part.line, message: `'${part.name}' is no type; declare or import it` })
    }
  }

  #at(line: number): Place {
    return { path: this.#file.path, line }
  }

  #tell(fault: Omit<Fault, 'path'> & { readonly path?: string }): void {
    this.#walk.faults.push({ path: this.#file.path, ...fault })
  }
}

/** A parameter that has to be passed. */
function needs({ fallback, type }: Parameter): boolean {
  return fallback === null && type.kind !== 'optional'
}
