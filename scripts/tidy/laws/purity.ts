/**
 * The domain has no world: no clock, no chance, no input or output, no waiting, no habits of the machine.
 *
 * Names are judged by file: where a file binds `process` itself, its `process` is taken for its own.
 */
import type { Node } from 'oxc-parser'
import { isTest, type Law, type Violation } from '../project.ts'
import { boundNames, type Place, type Source } from '../source.ts'

/** Folders that must be pure. */
const PURE = /^shared\/(base|contracts|domain|ports)\//
/** Packages that compute and nothing else. */
const PACKAGES = [
  'zod',
  'big.js',
  'temporal-polyfill',
  '@noble/hashes',
  'simple-statistics',
  '@stdlib/stats',
  '@stdlib/math',
]

const WORLD: ReadonlySet<string> = new Set([
  ...['process', 'console', 'fetch', 'performance', 'crypto', 'globalThis', 'require', 'eval', 'navigator', 'Buffer'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'clearTimeout', 'clearInterval'],
  ...['XMLHttpRequest', 'WebSocket', 'EventSource', 'Worker', 'Atomics', 'SharedArrayBuffer', 'AbortSignal'],
])
/** Methods that answer by the machine's time zone or language. */
const LOCAL: ReadonlySet<string> = new Set([
  ...['getDate', 'getDay', 'getFullYear', 'getHours', 'getMinutes', 'getMonth', 'getTimezoneOffset'],
  ...['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'localeCompare'],
])

export const purity: Law = {
  name: 'purity',
  says: 'shared/{base,contracts,domain,ports} know no clock, chance, process, network, console, timer or await',
  check: (project) =>
    [...project.sources.values()]
      .filter(({ path }) => PURE.test(path) && !isTest(path))
      .flatMap((source) => judge(source)),
}

function judge(source: Source): Violation[] {
  const own = namesBound(source)
  const { path } = source
  const packages = source.imports.flatMap(({ specifier, line }) => {
    const allowed = /^\.{1,2}\//.test(specifier) || PACKAGES.some((name) => `${specifier}/`.startsWith(`${name}/`))
    const message = `'${specifier}' is no pure package (${PACKAGES.join(', ')}); take its result as an argument`
    return allowed ? [] : [{ path, line, message }]
  })
  const impure = source.places.flatMap((place) => {
    const message = complain(place, path, own)
    return message === null ? [] : [{ path, line: source.lineAt(place.node.start), message }]
  })
  return [...packages, ...impure]
}

function complain(place: Place, path: string, own: ReadonlySet<string>): string | null {
  const { node } = place
  switch (node.type) {
    case 'AwaitExpression':
      return 'await: rooms are synchronous; let a flow wait and pass the result'
    case 'ArrowFunctionExpression':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return node.async ? 'an async function: rooms are synchronous; let a flow wait and pass the result' : null
    case 'MemberExpression':
      return node.property.type === 'Identifier' && !node.computed && LOCAL.has(node.property.name)
        ? `${node.property.name}() answers by the machine's zone or language; use the calendar or UTC`
        : null
    case 'MetaProperty':
      return node.meta.name === 'import' ? 'import.meta is of the machine; take what you need as an argument' : null
    case 'Identifier':
      return isReference(place) ? complainOfName(node.name, place, path, own) : null
    default:
      return null
  }
}

function complainOfName(name: string, place: Place, path: string, own: ReadonlySet<string>): string | null {
  if (WORLD.has(name) && !own.has(name))
    return `${name} is of the world; take what you need as an argument or name a port`
  if (place.parent?.type === 'TSTypeReference') {
    return name === 'Promise' && !path.startsWith('shared/ports/')
      ? 'Promise: only ports promise; return the value'
      : null
  }
  if (name === 'Promise') return 'Promise: nothing here waits; return the value'
  const member = memberOf(place)
  if (name === 'Date' && !isPureDate(place, member))
    return 'Date without an instant reads the clock; take the time as an argument'
  if (name === 'Math' && (member === null || member === 'random'))
    return 'Math.random is chance; take a seeded generator as an argument'
  if (name === 'Temporal' && member === 'Now') return 'Temporal.Now reads the clock; take the time as an argument'
  return null
}

function isPureDate({ node, parent, key }: Place, member: string | null): boolean {
  if (member === 'UTC' || member === 'parse') return true
  if (parent?.type === 'NewExpression' && parent.callee === node) return parent.arguments.length > 0
  return parent?.type === 'BinaryExpression' && parent.operator === 'instanceof' && key === 'right'
}

/** The plain property read from this object, or null. */
function memberOf({ parent, key }: Place): string | null {
  if (parent?.type !== 'MemberExpression' || key !== 'object' || parent.computed) return null
  return parent.property.type === 'Identifier' ? parent.property.name : null
}

/** False where an identifier only names a property, a parameter of a type or the far end of an import. */
function isReference({ parent, key }: Place): boolean {
  if (parent === null) return false
  if (key === 'property') return parent.type === 'MemberExpression' && parent.computed
  if (key === 'key') return 'computed' in parent && parent.computed === true
  if (parent.type === 'ImportSpecifier' || parent.type === 'ExportSpecifier') return key === 'local'
  if (key === 'params') return !/^TS.*(Type|Signature)/.test(parent.type)
  return !(parent.type === 'TSQualifiedName' && key === 'right') && key !== 'label' && key !== 'parameterName'
}

function namesBound(source: Source): ReadonlySet<string> {
  return new Set(source.places.flatMap(({ node }) => bindingsOf(node).flatMap(boundNames)))
}

function bindingsOf(node: Node): readonly (Node | null)[] {
  switch (node.type) {
    case 'VariableDeclarator':
    case 'ClassDeclaration':
      return [node.id]
    case 'ArrowFunctionExpression':
      return node.params
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return [node.id, ...node.params]
    case 'CatchClause':
      return [node.param]
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return [node.local]
    default:
      return []
  }
}
