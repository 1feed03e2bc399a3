/** One file reads the environment, so that every setting has one name, one default and one error. */
import { isProduct, type Law, type Violation } from '../project.ts'
import type { Place, Source } from '../source.ts'

const READER = 'shared/config/env.ts'
const REMEDY = `only ${READER} reads the environment; take the setting from the config`

export const environment: Law = {
  name: 'environment',
  says: `process.env is read only in ${READER} (scripts and tests are free)`,
  check: (project) =>
    [...project.sources.values()]
      .filter(({ path }) => isProduct(path) && path !== READER)
      .flatMap((source) => judge(source)),
}

function judge(source: Source): Violation[] {
  const { path } = source
  const modules = source.imports.filter(({ specifier }) => specifier === 'process' || specifier === 'node:process')
  const reads = source.places.filter(readsEnvironment)
  return [
    ...modules.map(({ line, specifier }) => ({ path, line, message: `imports ${specifier}; ${REMEDY}` })),
    ...reads.map(({ node }) => ({ path, line: source.lineAt(node.start), message: `process.env: ${REMEDY}` })),
  ]
}

/** True for `process.env`, `process[x]` and `process` handed on whole; `process.pid` and its like are harmless. */
function readsEnvironment({ node, parent, key }: Place): boolean {
  if (node.type !== 'Identifier' || node.name !== 'process') return false
  if (parent === null || key === 'key' || key === 'label') return false
  if (parent.type !== 'MemberExpression') return key === 'init' || key === 'arguments' || key === 'value'
  if (key === 'property') return parent.object.type === 'Identifier' && parent.object.name === 'globalThis'
  return parent.computed || (parent.property.type === 'Identifier' && parent.property.name === 'env')
}
