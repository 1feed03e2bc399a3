/**
 * Our SQL reads no clock and mints no ids, for business time and ids are arguments, and it is written in lower case.
 *
 * Judged are the files of infra/database and, in the Postgres adapter, every string: the banned calls anywhere, the
 * case of keywords where the string begins like a statement.
 */
import type { Node } from 'oxc-parser'
import { isTest, type Law, type Project, type Violation } from '../project.ts'
import type { Source } from '../source.ts'

const CLOCK_OR_CHANCE = new RegExp(
  [
    String.raw`\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(`,
    String.raw`\b(random|gen_random_uuid|uuid_generate_v\d\w*|uuidv[47])\s*\(`,
    String.raw`\b(current_timestamp|current_date|current_time|localtimestamp|localtime)\b`,
    "'(now|today|tomorrow|yesterday)'",
  ].join('|'),
  'gi',
)
const STATEMENT =
  /^\s*(select|insert|update|delete|with|create|alter|drop|truncate|lock|begin|set|listen|grant|merge|values)\b/i
const WORDS = [
  'SELECT|INSERT|INTO|UPDATE|DELETE|FROM|WHERE|VALUES|RETURNING|CONFLICT|NOTHING|CREATE|ALTER|DROP|TABLE|INDEX',
  'UNIQUE|PRIMARY|REFERENCES|CONSTRAINT|CHECK|DEFAULT|JOIN|LEFT|INNER|ORDER|GROUP|BY|HAVING|LIMIT|OFFSET|UNION',
  'DISTINCT|AND|OR|NOT|NULL|AS|ON|SET|WITH|CASE|WHEN|THEN|ELSE|END|EXISTS|LATERAL|BEGIN|COMMIT|GRANT|IF|IN|IS',
  'ASC|DESC|FOR|SKIP|LOCKED',
]
const KEYWORDS = new RegExp(`\\b(${WORDS.join('|')})\\b`, 'g')

interface Text {
  readonly path: string
  readonly sql: string
  /** Line of its first character. */
  readonly line: number
  readonly isStatement: boolean
}

export const sql: Law = {
  name: 'sql',
  says: 'our SQL reads no clock, mints no ids and writes its keywords in lower case',
  check: (project) => textsOf(project).flatMap((text) => judge(text)),
}

function textsOf(project: Project): Text[] {
  const files = [...project.files].filter(([path]) => path.startsWith('infra/database/') && path.endsWith('.sql'))
  const sources = [...project.sources.values()].filter(
    ({ path }) => path.startsWith('shared/adapters/postgres/') && !isTest(path),
  )
  return [
    ...files.map(([path, sql]) => ({ path, sql, line: 1, isStatement: true })),
    ...sources.flatMap((s) => stringsOf(s)),
  ]
}

function stringsOf(source: Source): Text[] {
  return source.places.flatMap(({ node }) => {
    const isText = node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string')
    if (!isText) return []
    const sql = textOf(node, source.text)
    const isStatement = STATEMENT.test(withoutComments(sql))
    return [{ path: source.path, sql, line: source.lineAt(node.start), isStatement }]
  })
}

/** What stands between the quotes, with the code of a template left blank. */
function textOf(node: Node, text: string): string {
  let quoted = text.slice(node.start, node.end)
  for (const { start, end } of node.type === 'TemplateLiteral' ? node.expressions : []) {
    const [from, to] = [start - node.start, end - node.start]
    quoted = quoted.slice(0, from) + blank(quoted.slice(from, to)) + quoted.slice(to)
  }
  return quoted.slice(1, -1)
}

function judge({ path, sql, line, isStatement }: Text): Violation[] {
  const code = withoutComments(sql)
  const at = (offset: number): number => line + code.slice(0, offset).split('\n').length - 1
  const banned = [...code.matchAll(CLOCK_OR_CHANCE)].map((match) => ({
    path,
    line: at(match.index),
    message: `${match[0].replace(/\s*\($/, '()')} in SQL; business time and ids are parameters`,
  }))
  const shouted = isStatement ? [...withoutStrings(code).matchAll(KEYWORDS)] : []
  const loud = shouted.map((match) => ({
    path,
    line: at(match.index),
    message: `${match[0]}: SQL keywords are lower case`,
  }))
  return [...banned, ...loud]
}

/** Comments and strings become spaces, so that offsets and lines stay what they were. */
function withoutComments(sql: string): string {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, blank)
}

function withoutStrings(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'/g, blank)
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}
