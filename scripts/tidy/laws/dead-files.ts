/** Every file is reached from an entry, and what ships is reached by more than its own tests. */
import { entriesOf, isForUse, reachedFrom, testsOf } from '../graph.ts'
import { isProduct, type Law } from '../project.ts'

export const deadFiles: Law = {
  name: 'dead-files',
  says: 'every TypeScript file is reached from an entry; files that ship, from an entry that is no test',
  check: (project) => {
    const used = reachedFrom(project, entriesOf(project))
    const tested = reachedFrom(project, testsOf(project))
    return [...project.sources.keys()].flatMap((path) => {
      if (used.has(path)) return []
      if (!tested.has(path)) return [{ path, line: 1, message: 'nothing imports it; wire it in or delete it' }]
      const idle = isProduct(path) && isForUse(path)
      return idle
        ? [{ path, line: 1, message: 'only tests reach it; wire it in, delete it or move it to testing' }]
        : []
    })
  },
}
