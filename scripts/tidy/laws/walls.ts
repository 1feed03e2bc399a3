/** The walls that keep code readable in one sitting: file, function, parameters, line. */
import type { Node } from 'oxc-parser'
import { isTest, type Law, type Project, type Violation } from '../project.ts'
import type { Source } from '../source.ts'

const FILE_LINES = 400
const FUNCTION_LINES = 70
const PARAMETERS = 4
const LINE_WIDTH = 120
const CODE = /\.(tsx?|[cm]?js|css|sql|bicep|sh)$|^\.ci\//

export const walls: Law = {
  name: 'walls',
  says: `files of ${FILE_LINES} lines of ${LINE_WIDTH}, functions of ${FUNCTION_LINES} and ${PARAMETERS} parameters`,
  check: (project) => [...sizes(project), ...[...project.sources.values()].flatMap((source) => functions(source))],
}

function sizes(project: Project): Violation[] {
  return [...project.files].flatMap(([path, text]) => {
    if (!CODE.test(path)) return []
    const lines = text.replace(/\n$/, '').split('\n')
    const wide = lines.flatMap((line, index) => {
      const message = `is ${line.length} wide, the wall is ${LINE_WIDTH}; break the line`
      return line.length > LINE_WIDTH ? [{ path, line: index + 1, message }] : []
    })
    const message = `has ${lines.length} lines, the wall is ${FILE_LINES}; split it by what it speaks of`
    return lines.length > FILE_LINES ? [{ path, line: FILE_LINES + 1, message }, ...wide] : wide
  })
}

function functions(source: Source): Violation[] {
  return source.places.flatMap(({ node, parent }) => {
    const { type } = node
    if (type !== 'FunctionDeclaration' && type !== 'FunctionExpression' && type !== 'ArrowFunctionExpression') return []
    const line = source.lineAt(node.start)
    const lines = source.lineAt(node.end) - line + 1
    const violations: Violation[] = []
    if (lines > FUNCTION_LINES && !(isTest(source.path) && isSuite(parent))) {
      const message = `a function of ${lines} lines, the wall is ${FUNCTION_LINES}; move its loops to leaves`
      violations.push({ path: source.path, line, message })
    }
    const parameters = node.params.filter((param) => !(param.type === 'Identifier' && param.name === 'this')).length
    if (parameters > PARAMETERS) {
      const message = `a function of ${parameters} parameters, the wall is ${PARAMETERS}; take one object`
      violations.push({ path: source.path, line, message })
    }
    return violations
  })
}

/** A suite of tests is a table of contents: its length is no burden. */
function isSuite(parent: Node | null): boolean {
  if (parent?.type !== 'CallExpression') return false
  let { callee } = parent
  while (callee.type === 'MemberExpression' || callee.type === 'CallExpression') {
    callee = callee.type === 'CallExpression' ? callee.callee : callee.object
  }
  return callee.type === 'Identifier' && callee.name === 'describe'
}
