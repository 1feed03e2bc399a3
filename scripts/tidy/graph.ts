/** Which file leads to which, by import or by a path written as a string. */
import { posix } from 'node:path'
import { isTest, type Project, targetOf } from './project.ts'
import type { Source } from './source.ts'

/** Files that something outside the code starts: bundlers, package scripts, the platform's child processes, tools. */
const STARTED =
  /^functions\/main\.ts$|^web\/src\/main\.tsx$|^scripts\/platform\/[^/]+\/main\.ts$|\.config\.[cm]?[jt]s$|\.d\.ts$/
/** The laws speak of files without using them. */
const LAWS = 'scripts/tidy/'
/** Files whose text names programs to run. */
const RUNNERS = /^package\.json$|^\.ci\/|^\.github\//

/** Entries that are not tests. */
export function entriesOf(project: Project): ReadonlySet<string> {
  const runners = [...project.files].filter(([path]) => RUNNERS.test(path))
  const named = runners
    .flatMap(([, text]) => text.match(/[\w./-]+\.tsx?\b/g) ?? [])
    .map((path) => posix.normalize(path))
  const started = [...project.sources.keys()].filter((path) => STARTED.test(path))
  return new Set([...named.filter((path) => project.sources.has(path)), ...started])
}

export function testsOf(project: Project): ReadonlySet<string> {
  return new Set([...project.sources.keys()].filter((path) => /\.test\.tsx?$/.test(path)))
}

/** Everything reached from the given files, themselves included. */
export function reachedFrom(project: Project, entries: ReadonlySet<string>): ReadonlySet<string> {
  const reached = new Set(entries)
  for (const path of reached) {
    const source = project.sources.get(path)
    if (source === undefined) continue
    const imported = source.imports.map(({ specifier }) => targetOf(path, specifier))
    for (const target of [...imported, ...pathsIn(source)]) {
      if (target !== null && project.sources.has(target)) reached.add(target)
    }
  }
  return reached
}

/** Files that some string names, from the folder of its own file or from the root: child entries, workers. */
export function pathsIn(source: Source): readonly string[] {
  if (source.path.startsWith(LAWS)) return []
  return source.places.flatMap(({ node, parent }) => {
    const text = node.type === 'Literal' ? node.value : node.type === 'TemplateElement' ? node.value.cooked : null
    if (typeof text !== 'string' || !/^[\w./-]+\.tsx?$/.test(text)) return []
    if (parent !== null && 'source' in parent && parent.source === node) return []
    return [posix.join(posix.dirname(source.path), text), posix.normalize(text).replace(/^\//, '')]
  })
}

/** Ships, or runs for an operator; not a test and not for tests alone. */
export function isForUse(path: string): boolean {
  return !isTest(path) && !path.startsWith('shared/adapters/memory/')
}
