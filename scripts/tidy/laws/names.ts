/** Names of files and folders are kebab-case whole words, and no name hides behind a word that says nothing. */
import type { Law, Violation } from '../project.ts'

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/
/** Files whose name we choose; data, root documents and what tools name are left alone. */
const NAMED = /\.(tsx?|[cm]?js|css|sql|bicep|bicepparam|html|md|sh)$/
const FIXED = /^(README|ARCHITECTURE|RUNBOOK|CHANGELOG)\.md$/
const EMPTY_WORD = /^(manager|helper|util)s?$/
const EMPTY_SUFFIX = /(Manager|Helper|Util)s?$/

export const names: Law = {
  name: 'names',
  says: 'files and folders are kebab-case; nothing is called a manager, helper or util',
  check: (project) => {
    const paths = [...project.files.keys()].filter((path) => !path.startsWith('.'))
    const exported = [...project.sources.values()].flatMap(({ path, exports }) =>
      exports.flatMap(({ name, line }) =>
        EMPTY_SUFFIX.test(name) ? [{ path, line, message: `${name}: name it by what it does` }] : [],
      ),
    )
    return [...paths.flatMap(judge), ...exported]
  },
}

function judge(path: string): Violation[] {
  const parts = path.split('/')
  const file = parts.pop() ?? ''
  const folders = parts.filter((folder) => !KEBAB.test(folder))
  const stems = NAMED.test(file) && !FIXED.test(file) ? file.split('.') : []
  const crooked = [...folders, ...(stems.every((stem) => KEBAB.test(stem)) ? [] : [file])]
  const empty = [...parts, stems[0] ?? ''].filter((name) => name.split('-').some((word) => EMPTY_WORD.test(word)))
  return [
    ...crooked.map((name) => ({ path, line: 1, message: `${name} is not kebab-case; rename it` })),
    ...empty.map((name) => ({ path, line: 1, message: `${name} says nothing; name it by what it does` })),
  ]
}
