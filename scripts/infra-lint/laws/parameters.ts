/** The parameters files give exactly what main.bicep asks for. */
import type { Violation } from '../../tidy/project.ts'
import { lineOfKey } from '../json-line.ts'
import { type InfraLaw, MAIN, PARAMETER_FILE, parametersIn } from '../project.ts'

export const parameters: InfraLaw = {
  name: 'parameters',
  says: 'each parameters file gives every parameter of main.bicep, and no other',
  check: ({ files, sources, broken }) => {
    const main = sources.get(MAIN)
    if (main === undefined || broken.length > 0) return []
    const asked = main.declarations.filter(({ kind }) => kind === 'param').map(({ name }) => name)
    const given = [...files].filter(([path]) => PARAMETER_FILE.test(path))
    if (given.length === 0) {
      const message = 'no parameters file stands in infra/environments; write dev.json'
      return [{ path: MAIN, line: 1, message }]
    }
    return given.flatMap(([path, text]) => judge(path, text, asked))
  },
}

function judge(path: string, text: string, asked: readonly string[]): Violation[] {
  const given = parametersIn(text)
  const missing = asked.filter((name) => !given.has(name))
  const lacks = missing.map((name) => ({ path, line: 1, message: `does not give '${name}'; add it with a value` }))
  const wrong = [...given].flatMap(([name, value]): Violation[] => {
    const line = lineOfKey(text, name)
    if (!asked.includes(name)) {
      return [{ path, line, message: `main.bicep has no parameter '${name}'; drop it or declare it there` }]
    }
    return value === undefined ? [{ path, line, message: `'${name}' has no value; write { "value": … }` }] : []
  })
  return [...lacks, ...wrong]
}
