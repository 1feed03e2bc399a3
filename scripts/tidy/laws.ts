/** The laws of the house, in the order they are told. */
import { deadExports } from './laws/dead-exports.ts'
import { deadFiles } from './laws/dead-files.ts'
import { documents } from './laws/documents.ts'
import { environment } from './laws/environment.ts'
import { forbidden } from './laws/forbidden.ts'
import { imports } from './laws/imports.ts'
import { lock } from './laws/lock.ts'
import { migrations } from './laws/migrations.ts'
import { names } from './laws/names.ts'
import { purity } from './laws/purity.ts'
import { rooms } from './laws/rooms.ts'
import { root } from './laws/root.ts'
import { sql } from './laws/sql.ts'
import { walls } from './laws/walls.ts'
import type { Law, Project } from './project.ts'

export const LAWS: readonly Law[] = [
  ...[imports, rooms, purity, environment, walls, forbidden, deadFiles, deadExports],
  ...[migrations, sql, lock, root, names, documents],
]

export const judgeAll = (project: Project): readonly string[] => judge(LAWS, project)

/** Every violation as `file:line law: message with remedy`, each once, ordered by file, line and law. */
export function judge<Subject>(laws: readonly Law<Subject>[], subject: Subject): readonly string[] {
  const found = laws.flatMap((law) => law.check(subject).map((violation) => ({ ...violation, law: law.name })))
  found.sort((a, b) => compare(a.path, b.path) || a.line - b.line || compare(a.law, b.law))
  const told = found.map(({ path, line, column, law, message }) => {
    return `${path}:${line}${column === undefined ? '' : `:${column}`} ${law}: ${message}`
  })
  return [...new Set(told)]
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
