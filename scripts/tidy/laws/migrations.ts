/** Migrations are numbered without holes and never change: their digests are sealed beside them. */
import { createHash } from 'node:crypto'
import type { Law, Project, Violation } from '../project.ts'

const FOLDER = 'infra/database/migrations/'
export const SEALS = `${FOLDER}checksums.json`
const NAME = /^(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.sql$/

export const migrations: Law = {
  name: 'migrations',
  says: `migrations are NNNN-name.sql without holes and match their digests in ${SEALS}`,
  check: (project) => {
    const names = namesIn(project)
    const text = project.files.get(SEALS)
    if (names.length === 0 && text === undefined) return []
    const seals = readSeals(text ?? '{}')
    if (seals === null)
      return [{ path: SEALS, line: 1, message: 'is not an object of file name to sha256; restore it' }]
    return [...names.flatMap((name, index) => judge(project, { name, index, seals })), ...missing(names, seals)]
  },
}

/** The text of the seals with an entry for each new migration, and their names. Known entries are never touched. */
export function sealNew(project: Project): { readonly text: string; readonly added: readonly string[] } {
  const seals = readSeals(project.files.get(SEALS) ?? '{}')
  if (seals === null) throw new Error(`${SEALS} is not an object of file name to sha256; restore it from the history`)
  const added = namesIn(project).filter((name) => NAME.test(name) && seals[name] === undefined)
  const fresh = added.map((name) => [name, digestOf(project, name)])
  return { text: `${JSON.stringify({ ...seals, ...Object.fromEntries(fresh) }, null, 2)}\n`, added }
}

interface Migration {
  readonly name: string
  readonly index: number
  readonly seals: Readonly<Record<string, string>>
}

function judge(project: Project, { name, index, seals }: Migration): Violation[] {
  const path = `${FOLDER}${name}`
  const number = NAME.exec(name)?.[1]
  if (number === undefined) return [{ path, line: 1, message: 'is not named NNNN-what-it-does.sql; rename it' }]
  const due = String(index + 1).padStart(4, '0')
  const hole = { path, line: 1, message: `is numbered ${number} where ${due} is due; number without holes or twins` }
  const seal = seals[name]
  const broken =
    seal === undefined
      ? 'is not sealed; run `npm run tidy -- --seal`'
      : seal === digestOf(project, name)
        ? null
        : 'changed after it was sealed; restore it and write a new migration'
  return [...(number === due ? [] : [hole]), ...(broken === null ? [] : [{ path, line: 1, message: broken }])]
}

function missing(names: readonly string[], seals: Readonly<Record<string, string>>): Violation[] {
  const gone = Object.keys(seals).filter((name) => !names.includes(name))
  return gone.map((name) => ({ path: SEALS, line: 1, message: `seals ${name}, which is gone; restore the file` }))
}

function namesIn(project: Project): readonly string[] {
  const paths = [...project.files.keys()].filter((path) => path.startsWith(FOLDER) && path !== SEALS)
  return paths.map((path) => path.slice(FOLDER.length)).sort()
}

function digestOf(project: Project, name: string): string {
  return createHash('sha256')
    .update(project.files.get(`${FOLDER}${name}`) ?? '')
    .digest('hex')
}

function readSeals(text: string): Readonly<Record<string, string>> | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return Object.values(value).every((digest) => typeof digest === 'string') ? { ...value } : null
  } catch {
    return null
  }
}
