/** One TypeScript file, parsed: its nodes with their places, its imports and its exports. */
import { type Comment, type Node, parseSync } from 'oxc-parser'

export interface Place {
  readonly node: Node
  readonly parent: Node | null
  /** The property of the parent that holds the node. */
  readonly key: string
}

export interface Import {
  readonly specifier: string
  readonly line: number
  /** True for `import type`, `export type … from` and `import('x').T`: nothing is loaded. */
  readonly isType: boolean
  /** Names taken from the other file; `*` means any of them. */
  readonly names: readonly string[]
}

export interface Export {
  readonly name: string
  readonly line: number
  readonly isType: boolean
}

export interface Source {
  readonly path: string
  readonly text: string
  /** Every node, parents before children. */
  readonly places: readonly Place[]
  readonly comments: readonly Comment[]
  readonly imports: readonly Import[]
  readonly exports: readonly Export[]
  /** What the parser refused. */
  readonly errors: readonly { readonly line: number; readonly message: string }[]
  lineAt(offset: number): number
}

export function readSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text, { preserveParens: false })
  const places: Place[] = []
  collect({ node: program, parent: null, key: '' }, places)
  const lineAt = lineFinder(text)
  return {
    path,
    text,
    places,
    comments,
    imports: places.flatMap(({ node }) => importsOf(node, lineAt)),
    exports: places.flatMap(({ node }) => exportsOf(node, lineAt)),
    errors: errors.map(({ labels, message }) => ({ line: lineAt(labels[0]?.start ?? 0), message })),
    lineAt,
  }
}

/** The names a pattern binds: `a`, `{ a, b: [c = 1] }`, `...rest`. */
export function boundNames(pattern: Node | null): readonly string[] {
  if (pattern === null) return []
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((entry) => boundNames(entry.type === 'Property' ? entry.value : entry))
    case 'ArrayPattern':
      return pattern.elements.flatMap(boundNames)
    case 'AssignmentPattern':
      return boundNames(pattern.left)
    case 'RestElement':
      return boundNames(pattern.argument)
    default:
      return []
  }
}

function collect(place: Place, places: Place[]): void {
  places.push(place)
  for (const [key, value] of Object.entries(place.node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) collect({ node: child, parent: place.node, key }, places)
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function importsOf(node: Node, lineAt: (offset: number) => number): Import[] {
  const line = lineAt(node.start)
  switch (node.type) {
    case 'ImportDeclaration': {
      const names = node.specifiers.map((entry) =>
        entry.type === 'ImportSpecifier'
          ? nameOf(entry.imported)
          : entry.type === 'ImportDefaultSpecifier'
            ? 'default'
            : '*',
      )
      return [{ specifier: node.source.value, line, isType: node.importKind === 'type', names }]
    }
    case 'ExportNamedDeclaration': {
      if (node.source === null) return []
      const names = node.specifiers.map(({ local }) => nameOf(local))
      return [{ specifier: node.source.value, line, isType: node.exportKind === 'type', names }]
    }
    case 'ExportAllDeclaration':
      return [{ specifier: node.source.value, line, isType: node.exportKind === 'type', names: ['*'] }]
    case 'TSImportType':
      return [{ specifier: node.source.value, line, isType: true, names: ['*'] }]
    case 'ImportExpression': {
      const value = node.source.type === 'Literal' ? node.source.value : null
      return typeof value === 'string' ? [{ specifier: value, line, isType: false, names: ['*'] }] : []
    }
    default:
      return []
  }
}

function exportsOf(node: Node, lineAt: (offset: number) => number): Export[] {
  const line = lineAt(node.start)
  if (node.type === 'ExportDefaultDeclaration') return [{ name: 'default', line, isType: false }]
  if (node.type !== 'ExportNamedDeclaration') return []
  const listed = node.specifiers.map(({ exported, exportKind, start }) => ({
    name: nameOf(exported),
    line: lineAt(start),
    isType: node.exportKind === 'type' || exportKind === 'type',
  }))
  const { declaration } = node
  if (declaration === null) return listed
  const isType = declaration.type === 'TSTypeAliasDeclaration' || declaration.type === 'TSInterfaceDeclaration'
  return declaredNames(declaration).map((name) => ({ name, line, isType }))
}

function declaredNames(declaration: Node): readonly string[] {
  if (declaration.type === 'VariableDeclaration') return declaration.declarations.flatMap(({ id }) => boundNames(id))
  return 'id' in declaration && isNode(declaration.id) ? boundNames(declaration.id) : []
}

function nameOf(name: { readonly type: string; readonly name?: string; readonly value?: unknown }): string {
  return name.name ?? String(name.value)
}

/** Finds the line of an offset by bisection over the starts of the lines. */
function lineFinder(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return low + 1
  }
}
