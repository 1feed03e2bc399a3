/**
 * Reads the declarations of a Bicep file.
 *
 * The reader is ours because the published grammar binds `.` and `[]` more loosely than `?:`, `=>` and `==`: of
 * `e => e.key` it makes `(e => e).key`. As a referee of syntax it is good, and `grammar.ts` asks it for that.
 */
import { ExpressionReader } from './parse-expression.ts'
import { Reader } from './reader.ts'
import type { Declaration, Decorator, Import, Resource, Type, TypeField } from './syntax.ts'
import { tokensOf } from './tokens.ts'

/** Throws a SyntaxFault where the text stops being Bicep. */
export function parse(text: string): readonly Declaration[] {
  const reader = new Reader(tokensOf(text))
  const declarations: Declaration[] = []
  for (;;) {
    reader.skipNewlines()
    if (reader.peek().kind === 'end') return declarations
    const decorators = readDecorators(reader)
    declarations.push(...(reader.is('import') ? readImports(reader) : [readDeclaration(reader, decorators)]))
    const { kind } = reader.peek()
    if (kind !== 'newline' && kind !== 'end') throw reader.fault('a line end is missing')
  }
}

const expressions = (reader: Reader): ExpressionReader => {
  return new ExpressionReader(reader, (inner) => readResource(inner, []))
}

function readDecorators(reader: Reader): Decorator[] {
  const decorators: Decorator[] = []
  while (reader.takes('@')) {
    const { line } = reader.peek()
    let { text: name } = reader.name('the name of a decorator')
    if (reader.takes('.')) name = reader.name('the name of a decorator').text
    decorators.push({ name, args: expressions(reader).args(), line })
    reader.skipNewlines()
  }
  return decorators
}

function readDeclaration(reader: Reader, decorators: readonly Decorator[]): Declaration {
  const { text: keyword, line } = reader.peek()
  const named = () => {
    reader.next()
    const { text: name } = reader.name('a name')
    return { name, line, decorators }
  }
  const value = () => {
    reader.demand('=')
    return expressions(reader).expression()
  }
  switch (keyword) {
    case 'resource':
      return readResource(reader, decorators)
    case 'param': {
      const declared = { kind: 'param' as const, ...named(), type: readType(reader) }
      return { ...declared, fallback: reader.is('=') ? value() : null }
    }
    case 'var':
      return { kind: 'var', ...named(), value: value() }
    case 'output':
      return { kind: 'output', ...named(), type: readType(reader), value: value() }
    case 'metadata':
      return { kind: 'note', ...named(), value: value() }
    case 'targetScope':
      reader.next()
      return { kind: 'note', name: 'targetScope', line, decorators, value: value() }
    case 'type': {
      const declared = named()
      reader.demand('=')
      return { kind: 'type', ...declared, type: readType(reader) }
    }
    case 'module': {
      const declared = { kind: 'module' as const, ...named(), file: reader.plain('the path of the module') }
      reader.demand('=')
      return { ...declared, body: expressions(reader).body() }
    }
    case 'func':
      return readFunction(reader, named())
    default:
      throw reader.fault('a declaration (param, var, resource, module, output, type, func, import) is missing')
  }
}

function readFunction(
  reader: Reader,
  declared: { name: string; line: number; decorators: readonly Decorator[] },
): Declaration {
  const parameters: { name: string; type: Type }[] = []
  reader.demand('(')
  while (!reader.takes(')')) {
    parameters.push({ name: reader.name('a parameter').text, type: readType(reader) })
    if (!reader.is(')')) reader.demand(',')
    reader.skipNewlines()
  }
  const returns = readType(reader)
  reader.demand('=>')
  reader.skipNewlines()
  return { kind: 'func', ...declared, parameters, returns, value: expressions(reader).expression() }
}

function readResource(reader: Reader, decorators: readonly Decorator[]): Resource {
  const { line } = reader.demand('resource')
  const { text: name } = reader.name('a name')
  const type = reader.plain('the type of the resource')
  const isExisting = reader.takes('existing')
  reader.demand('=')
  return { kind: 'resource', name, line, decorators, type, isExisting, body: expressions(reader).body() }
}

function readImports(reader: Reader): Import[] {
  const { line } = reader.demand('import')
  const taken: { original: string; name: string }[] = []
  const named = (original: string) => {
    taken.push({ original, name: reader.takes('as') ? reader.name('a name').text : original })
  }
  if (reader.takes('*')) named('*')
  else {
    reader.demand('{')
    reader.skipNewlines()
    while (!reader.takes('}')) {
      named(reader.name('a name').text)
      reader.takes(',')
      reader.skipNewlines()
    }
  }
  reader.demand('from')
  const file = reader.plain('the path of the file')
  return taken.map(({ original, name }) => ({ kind: 'import', name, original, file, line, decorators: [] }))
}

function readType(reader: Reader): Type {
  const { line } = reader.peek()
  const options: Type[] = []
  reader.isAfterNewlines('|')
  reader.takes('|')
  do {
    reader.skipNewlines()
    options.push(readPart(reader))
  } while (reader.isAfterNewlines('|') && reader.takes('|'))
  const [only] = options
  return options.length === 1 && only !== undefined ? only : { kind: 'union', options, line }
}

function readPart(reader: Reader): Type {
  const { line } = reader.peek()
  let type = readPlain(reader)
  for (;;) {
    if (reader.is('[') && reader.is(']', 1)) {
      reader.next()
      reader.next()
      type = { kind: 'list', of: type, line }
    } else if (reader.takes('?')) type = { kind: 'optional', of: type, line }
    else return type
  }
}

function readPlain(reader: Reader): Type {
  const { kind, text, line } = reader.peek()
  if (reader.takes('(')) {
    const type = readType(reader)
    reader.demand(')')
    return type
  }
  if (reader.is('{')) return { kind: 'record', fields: readFields(reader), line }
  if (kind === 'string') return { kind: 'literal', value: reader.plain('a text'), line }
  if (kind === 'number') return { kind: 'literal', value: Number(reader.next().text), line }
  if (kind !== 'name') throw reader.fault('a type is missing')
  reader.next()
  if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', line }
  if (text === 'null') return { kind: 'literal', value: null, line }
  const inner = reader.takes('.') ? `.${reader.name('the name of a type').text}` : ''
  return { kind: 'named', name: `${text}${inner}`, line }
}

function readFields(reader: Reader): TypeField[] {
  const fields: TypeField[] = []
  reader.demand('{')
  reader.skipNewlines()
  while (!reader.takes('}')) {
    readDecorators(reader)
    const { kind, text } = reader.next()
    if (kind !== 'name' && kind !== 'string' && text !== '*') throw reader.fault('the name of a property is missing')
    reader.demand(':')
    fields.push({ name: text, type: readType(reader) })
    if (!reader.takes(',') && reader.peek().kind !== 'newline' && !reader.is('}')) throw reader.fault("'}' is missing")
    reader.skipNewlines()
  }
  return fields
}
