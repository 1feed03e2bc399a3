/**
 * Login roles of the desk's identities: each is named after its identity, is a member of the group that holds its
 * grants, and has bounds of its own on connections and on statements that hang.
 *
 * On Azure the server makes the role and ties it to the identity's object id, so that no other identity of that name is
 * let in. https://learn.microsoft.com/azure/postgresql/security/security-manage-entra-users
 */
import type { Client } from 'pg'
import { APP_CONNECTION_LIMIT, SWEEPER_CONNECTION_LIMIT } from '../../contracts/connections.ts'

/** What the members of a group are held to. A statement's own bound, which the pool sets, is the shorter one. */
const BOUNDS = {
  gatehouse_app: { connections: APP_CONNECTION_LIMIT, statement: '30s', idleInTransaction: '60s' },
  gatehouse_sweeper: { connections: SWEEPER_CONNECTION_LIMIT, statement: '60s', idleInTransaction: '60s' },
} as const

export interface Login {
  /** Of the identity, and of its role. */
  readonly name: string
  readonly group: keyof typeof BOUNDS
  /** Object id of the identity's service principal; null where the server knows no identities. */
  readonly objectId: string | null
  /** Where it logs in with one. */
  readonly password?: string
}

/** One thing to do, in words and as statement. */
interface Step {
  readonly words: string
  readonly sql: string
  readonly values?: readonly string[]
}

export interface LoginReport {
  readonly name: string
  /** Empty when the role was as it should be. */
  readonly done: readonly string[]
}

interface Found {
  readonly rolconnlimit: number
  readonly rolconfig: readonly string[] | null
  readonly rolcanlogin: boolean
  readonly powers: boolean
  readonly member: boolean
  /** Groups of ours that it is in and has no business in. */
  readonly strays: readonly string[]
}

const FIND_SQL = `
  select rolconnlimit, rolconfig, rolcanlogin,
    rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls as powers,
    exists (
      select from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid and g.rolname = $2
    ) as member,
    array(
      select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid
      where m.member = r.oid and g.rolname = any ($3) and g.rolname <> $2 order by 1
    ) as strays
  from pg_roles r where rolname = $1`

/**
 * Makes what is missing of the logins, in one transaction; `dryRun` only tells. `byIdentity` on a server that takes
 * Entra tokens, in its database `postgres`. Throws with a remedy.
 */
export async function makeLogins(
  client: Client,
  logins: readonly Login[],
  { byIdentity, dryRun = false }: { readonly byIdentity: boolean; readonly dryRun?: boolean },
): Promise<readonly LoginReport[]> {
  await client.query('begin')
  try {
    const reports: LoginReport[] = []
    for (const login of logins) {
      const steps = await stepsOf(client, login, byIdentity)
      if (!dryRun) for (const { sql, values = [] } of steps) await client.query(sql, [...values])
      reports.push({ name: login.name, done: steps.map(({ words }) => words).filter((words) => words !== '') })
    }
    await client.query('commit')
    return reports
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

async function stepsOf(client: Client, login: Login, byIdentity: boolean): Promise<readonly Step[]> {
  const { name, group, password } = login
  const role = client.escapeIdentifier(name)
  const [found] = (await client.query<Found>(FIND_SQL, [name, group, Object.keys(BOUNDS)])).rows
  if (found?.powers) throw new Error(`role ${name} may administer the server: give the desk an identity of its own`)
  if (found && byIdentity) await requireSameIdentity(client, login)
  const { connections, statement, idleInTransaction } = BOUNDS[group]
  const bounds = [`statement_timeout=${statement}`, `idle_in_transaction_session_timeout=${idleInTransaction}`]
  const steps: Step[] = []
  if (!found) steps.push(byIdentity ? identityStep(login) : { words: 'created', sql: `create role ${role} login` })
  else if (!found.rolcanlogin) steps.push({ words: 'may log in', sql: `alter role ${role} login` })
  if (password !== undefined)
    steps.push({ words: '', sql: `alter role ${role} password ${client.escapeLiteral(password)}` })
  if (found?.rolconnlimit !== connections) {
    steps.push({
      words: `at most ${connections} connections`,
      sql: `alter role ${role} connection limit ${connections}`,
    })
  }
  for (const bound of bounds) {
    const [setting = '', value = ''] = bound.split('=')
    if (found?.rolconfig?.includes(bound)) continue
    steps.push({ words: bound, sql: `alter role ${role} set ${setting} = '${value}'` })
  }
  if (!found?.member) steps.push({ words: `member of ${group}`, sql: `grant ${group} to ${role}` })
  for (const stray of found?.strays ?? [])
    steps.push({ words: `no longer member of ${stray}`, sql: `revoke ${stray} from ${role}` })
  return steps
}

function identityStep({ name, objectId }: Login): Step {
  if (objectId === null)
    throw new Error(`role ${name} is missing and is made by the object id of its identity: give it`)
  return {
    words: 'created',
    sql: "select pg_catalog.pgaadauth_create_principal_with_oid($1, $2, 'service', false, false)",
    values: [name, objectId],
  }
}

/** An identity that was made anew has another object id under the same name, and the server would not let it in. */
async function requireSameIdentity(client: Client, { name, objectId }: Login): Promise<void> {
  const sql = 'select objectid from pg_catalog.pgaadauth_list_principals(false) where rolename = $1'
  const [principal] = (await client.query<{ objectid: string }>(sql, [name])).rows
  if (!principal) throw new Error(`role ${name} belongs to no identity: drop it, or give the identity another name`)
  if (objectId !== null && principal.objectid.toLowerCase() !== objectId.toLowerCase()) {
    throw new Error(
      `role ${name} belongs to identity ${principal.objectid}, not to ${objectId}: as an Entra administrator run ` +
        `security label for "pgaadauth" on role "${name}" is 'aadauth,oid=${objectId},type=service'`,
    )
  }
}
