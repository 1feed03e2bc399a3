/**
 * What a file exports, another file imports.
 *
 * A type may be exported for the signatures that show it, as long as its own file uses it. Files that something starts
 * by path, and files taken whole (`import * as`, `import()`), are not judged: their readers cannot be seen. Dead files
 * are told of once, by the law of dead files.
 */
import { entriesOf, pathsIn, reachedFrom, testsOf } from '../graph.ts'
import { type Law, type Project, targetOf } from '../project.ts'
import type { Export, Source } from '../source.ts'

export const deadExports: Law = {
  name: 'dead-exports',
  says: 'every exported name is imported somewhere',
  check: (project) => {
    const taken = takenFrom(project)
    const entries = entriesOf(project)
    const alive = reachedFrom(project, new Set([...entries, ...testsOf(project)]))
    const open = new Set([...entries, ...[...project.sources.values()].flatMap(pathsIn)])
    return [...project.sources.values()].flatMap((source) => {
      const names = taken.get(source.path)
      if (!alive.has(source.path) || open.has(source.path) || names?.has('*')) return []
      const idle = source.exports.filter((entry) => !names?.has(entry.name) && !shows(source, entry))
      return idle.map(({ name, line }) => ({
        path: source.path,
        line,
        message: `exports ${name}, which no file imports; drop the export, or the code with it`,
      }))
    })
  },
}

function takenFrom(project: Project): ReadonlyMap<string, ReadonlySet<string>> {
  const taken = new Map<string, Set<string>>()
  for (const { path, imports } of project.sources.values()) {
    for (const { specifier, names } of imports) {
      const target = targetOf(path, specifier)
      if (target === null) continue
      const known = taken.get(target) ?? new Set()
      taken.set(target, known)
      for (const name of names) known.add(name)
    }
  }
  return taken
}

/** True for a type that the rest of its file speaks of. */
function shows(source: Source, { name, isType }: Export): boolean {
  if (!isType) return false
  const mentions = source.places.filter(
    ({ node, key }) => node.type === 'Identifier' && node.name === name && key !== 'id',
  )
  return mentions.some(({ parent }) => parent?.type !== 'ExportSpecifier')
}
