/** Words and forms that are not written here: they hide work undone, or switch off the type checker. */
import type { Node } from 'oxc-parser'
import { isTest, type Law, type Project, type Violation } from '../project.ts'
import type { Source } from '../source.ts'

const UNDONE = /\b(TO[D]O|FIX[M]E)\b/
const UNTYPED = /@ts-(ignore|nocheck|expect-error)\b/
/** A test may expect an error of the types: that is what it tests. */
const UNTYPED_TEST = /@ts-(ignore|nocheck)\b/
/** Not ours to word. */
const FOREIGN = /(^|\/)(package-lock\.json|LICENSE)$/

export const forbidden: Law = {
  name: 'forbidden',
  says: 'no notes of work undone, enum, any, non-null !, namespace, parameter property or muted type error',
  check: (project) => [...undone(project), ...[...project.sources.values()].flatMap((source) => forms(source))],
}

function undone(project: Project): Violation[] {
  return [...project.files].flatMap(([path, text]) => {
    if (FOREIGN.test(path) || !UNDONE.test(text)) return []
    return text.split('\n').flatMap((line, index) => {
      const word = UNDONE.exec(line)?.[0]
      return word === undefined ? [] : [{ path, line: index + 1, message: `${word}: do it now or write an issue` }]
    })
  })
}

function forms(source: Source): Violation[] {
  const { path } = source
  const at = (offset: number, message: string): Violation => ({ path, line: source.lineAt(offset), message })
  const muted = source.comments.flatMap(({ value, start }) => {
    const word = (isTest(path) ? UNTYPED_TEST : UNTYPED).exec(value)?.[0]
    return word === undefined ? [] : [at(start, `${word} hides an error; mend the type`)]
  })
  const written = source.places.flatMap(({ node }) => {
    const message = complain(node)
    return message === null ? [] : [at(node.start, message)]
  })
  const errors = source.errors.map(({ line, message }) => ({ path, line, message: `does not parse: ${message}` }))
  return [...errors, ...muted, ...written]
}

function complain(node: Node): string | null {
  switch (node.type) {
    case 'TSEnumDeclaration':
      return 'enum: write a union of strings'
    case 'TSAnyKeyword':
      return 'any: say unknown and narrow it'
    case 'TSNonNullExpression':
      return 'non-null !: handle the missing case or assert it in words'
    case 'VariableDeclarator':
    case 'PropertyDefinition':
      return node.definite === true ? 'definite !: give it a value, or a type that admits none' : null
    case 'TSParameterProperty':
      return 'parameter property: declare the field'
    case 'TSModuleDeclaration':
      return node.id.type === 'Identifier' && node.kind === 'namespace' ? 'namespace: a file is a module' : null
    default:
      return null
  }
}
