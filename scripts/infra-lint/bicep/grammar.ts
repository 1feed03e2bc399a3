/**
 * The published grammar of Bicep as a referee of syntax: tree-sitter-bicep, compiled to WebAssembly.
 *
 * It knows nothing of `resourceInput<…>`, spread, typed variables, `.bicepparam` and strings that begin with `//`,
 * so infra/ does without them.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Language, type Node, Parser } from 'web-tree-sitter'

export interface SyntaxError {
  readonly line: number
  readonly column: number
  readonly message: string
}

export type Referee = (text: string) => readonly SyntaxError[]

const WASM = resolve(import.meta.dirname, '../../../node_modules/tree-sitter-bicep/tree-sitter-bicep.wasm')

/** Loads the grammar; throws where its package is not installed. */
export async function openReferee(): Promise<Referee> {
  await Parser.init()
  const parser = new Parser().setLanguage(await Language.load(readFileSync(WASM)))
  return (text) => {
    const tree = parser.parse(text)
    if (tree === null) throw new Error('the grammar of Bicep gave no tree; npm ci installs it anew')
    const errors = tree.rootNode.hasError ? errorsIn(tree.rootNode) : []
    tree.delete()
    return errors
  }
}

/** The outermost errors: what lies inside one only follows from it. */
function errorsIn(node: Node): SyntaxError[] {
  const { row, column } = node.startPosition
  const place = { line: row + 1, column: column + 1 }
  if (node.isMissing) return [{ ...place, message: `'${node.type}' is missing; add it` }]
  if (node.isError) {
    const start = node.text.split('\n')[0]?.slice(0, 40) ?? ''
    return [{ ...place, message: `'${start}' is no Bicep; mend it, or write it without what the grammar lacks` }]
  }
  return node.children.filter((child) => child.hasError || child.isMissing).flatMap(errorsIn)
}
