/**
 * Reads expressions.
 *
 * Precedence: https://learn.microsoft.com/azure/azure-resource-manager/bicep/operators
 */
import { Reader } from './reader.ts'
import type { Access, Expression, Loop, Property, Resource } from './syntax.ts'

/** Binary operators, the loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['??'],
  ['||'],
  ['&&'],
  ['==', '!=', '=~', '!~'],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
]
const ACCESS: readonly Access[] = ['.', '.?', '::']
const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }

/** Reads a nested resource, with whose keyword the reader stands on it. Given by the reader of declarations. */
type ReadResource = (reader: Reader) => Resource

export class ExpressionReader {
  readonly #reader: Reader
  readonly #readResource: ReadResource

  constructor(reader: Reader, readResource: ReadResource) {
    this.#reader = reader
    this.#readResource = readResource
  }

  expression(): Expression {
    const reader = this.#reader
    const lambda = this.#lambda()
    if (lambda !== null) return lambda
    const condition = this.#binary(0)
    if (!reader.isAfterNewlines('?')) return condition
    const { line } = reader.next()
    reader.skipNewlines()
    const yes = this.expression()
    reader.skipNewlines()
    reader.demand(':')
    reader.skipNewlines()
    return { kind: 'choice', condition, yes, no: this.expression(), line }
  }

  /** What a resource or module is made of: an object, a condition or a loop. */
  body(): Expression {
    const { line } = this.#reader.peek()
    if (!this.#reader.takes('if')) return this.expression()
    const condition = this.#parenthesized()
    return { kind: 'if', condition, body: this.expression(), line }
  }

  #lambda(): Expression | null {
    const reader = this.#reader
    const { kind, line } = reader.peek()
    let words = kind === 'name' ? 1 : 0
    if (reader.is('(')) {
      words = 1
      while (reader.peek(words).kind === 'name' || reader.is(',', words)) words += 1
      if (!reader.is(')', words)) return null
      words += 1
    }
    if (words === 0 || !reader.is('=>', words)) return null
    const parameters: string[] = []
    while (!reader.takes('=>')) {
      const token = reader.next()
      if (token.kind === 'name') parameters.push(token.text)
    }
    reader.skipNewlines()
    return { kind: 'lambda', parameters, body: this.expression(), line }
  }

  #binary(level: number): Expression {
    const operators = LEVELS[level]
    if (operators === undefined) return this.#unary()
    let left = this.#binary(level + 1)
    for (;;) {
      const operator = operators.find((sign) => this.#reader.is(sign))
      if (operator === undefined) return left
      const { line } = this.#reader.next()
      this.#reader.skipNewlines()
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1), line }
    }
  }

  #unary(): Expression {
    const { text, line } = this.#reader.peek()
    if (!this.#reader.takes('!') && !this.#reader.takes('-')) return this.#postfix(this.#primary())
    return { kind: 'unary', operator: text, operand: this.#unary(), line }
  }

  #postfix(start: Expression): Expression {
    const reader = this.#reader
    let object = start
    for (;;) {
      const { line } = reader.peek()
      const callable = object.kind === 'name' || object.kind === 'member'
      const access = ACCESS.find((sign) => reader.takes(sign))
      if (access !== undefined) {
        object = { kind: 'member', object, name: reader.name('a name').text, access, line }
      } else if (reader.takes('[') || reader.takes('[?')) {
        object = { kind: 'index', object, index: this.expression(), line }
        reader.demand(']')
      } else if (callable && reader.is('(')) object = { kind: 'call', callee: object, args: this.args(), line }
      else if (!reader.takes('!')) return object
    }
  }

  #primary(): Expression {
    const reader = this.#reader
    const { kind, text, line } = reader.peek()
    if (kind === 'number') return { kind: 'literal', value: Number(reader.next().text), line }
    if (kind === 'string') return this.#string()
    if (kind === 'name') {
      reader.next()
      return text in WORDS ? { kind: 'literal', value: WORDS[text] ?? null, line } : { kind: 'name', name: text, line }
    }
    if (reader.is('(')) return this.#parenthesized()
    if (reader.is('{')) return this.#object()
    if (reader.is('[')) return reader.is('for', 1) ? this.#loop() : this.#array()
    throw reader.fault('a value is missing')
  }

  #string(): Expression {
    const { parts, line } = this.#reader.next()
    if (parts.length === 1 && typeof parts[0] === 'string') return { kind: 'literal', value: parts[0], line }
    const read = parts.map((part) => {
      if (typeof part === 'string') return part
      const inner = new Reader(part)
      const value = new ExpressionReader(inner, this.#readResource).expression()
      if (inner.peek().kind !== 'end') throw inner.fault("'}' is missing")
      return value
    })
    return { kind: 'text', parts: read.filter((part) => part !== ''), line }
  }

  #parenthesized(): Expression {
    this.#reader.demand('(')
    this.#reader.skipNewlines()
    const value = this.expression()
    this.#reader.skipNewlines()
    this.#reader.demand(')')
    return value
  }

  args(): Expression[] {
    return this.#entries('(', ')', () => this.expression())
  }

  #array(): Expression {
    const { line } = this.#reader.peek()
    return { kind: 'array', items: this.#entries('[', ']', () => this.expression()), line }
  }

  #object(): Expression {
    const { line } = this.#reader.peek()
    const resources: Resource[] = []
    const entries = this.#entries('{', '}', () => {
      if (this.#reader.is('resource') && this.#reader.peek(1).kind === 'name') {
        resources.push(this.#readResource(this.#reader))
        return null
      }
      return this.#property()
    })
    return { kind: 'object', properties: entries.filter((entry) => entry !== null), resources, line }
  }

  #property(): Property {
    const reader = this.#reader
    const { kind, text, line } = reader.peek()
    if (kind !== 'name' && kind !== 'string') throw reader.fault('the name of a property is missing')
    const key = kind === 'string' ? this.#string() : ({ kind: 'literal', value: text, line } as const)
    if (kind === 'name') reader.next()
    reader.demand(':')
    reader.skipNewlines()
    return { key, value: this.expression(), line }
  }

  #loop(): Expression {
    const reader = this.#reader
    const { line } = reader.demand('[')
    reader.demand('for')
    const loop = this.#loopHead()
    reader.demand(':')
    const body = this.body()
    reader.skipNewlines()
    reader.demand(']')
    return { kind: 'for', loop, body, line }
  }

  #loopHead(): Loop {
    const reader = this.#reader
    const paired = reader.takes('(')
    const item = reader.name('a loop variable').text
    if (paired) reader.demand(',')
    const index = paired ? reader.name('an index variable').text : null
    if (paired) reader.demand(')')
    reader.demand('in')
    return { item, index, over: this.expression() }
  }

  /** Entries between brackets, parted by commas or line ends. */
  #entries<Entry>(open: string, close: string, read: () => Entry): Entry[] {
    const reader = this.#reader
    const entries: Entry[] = []
    reader.demand(open)
    reader.skipNewlines()
    while (!reader.takes(close)) {
      entries.push(read())
      const parted = reader.takes(',') || reader.peek().kind === 'newline'
      if (!parted && !reader.is(close)) throw reader.fault(`'${close}', a comma or a line end is missing`)
      reader.skipNewlines()
    }
    return entries
  }
}
