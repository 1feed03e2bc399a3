/**
 * Grants of the group roles, applied whole: the file takes away what it does not give. What it changed is read from the
 * server's own lists of privileges, so that a second run can say that there was nothing to do.
 */
import type { Client } from 'pg'

export interface GrantsReport {
  readonly given: readonly string[]
  readonly taken: readonly string[]
}

/** Every privilege in the database that somebody was granted, as `object column grantee privilege`. */
const HELD_SQL = `
  with ours as (
    select oid, nspname from pg_namespace where nspname in ('public', 'trading', 'market', 'ops', 'research')
  ), held as (
    select format('%I.%I', n.nspname, c.relname) as what, c.relacl as acl
    from pg_class c join ours n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'S')
    union all
    select format('%I.%I(%I)', n.nspname, c.relname, a.attname), a.attacl
    from pg_attribute a join pg_class c on c.oid = a.attrelid join ours n on n.oid = c.relnamespace
    where a.attacl is not null
    union all
    select format('schema %I', nspname), nspacl from pg_namespace where oid in (select oid from ours)
    union all
    select format('database %I', datname), coalesce(datacl, acldefault('d', datdba)) from pg_database
    where datname = current_database()
    union all
    select format('new %s in %s', d.defaclobjtype, coalesce(n.nspname, 'any schema')), d.defaclacl
    from pg_default_acl d left join ours n on n.oid = d.defaclnamespace
  )
  select distinct format('%s to %s on %s', lower(e.privilege_type),
    case e.grantee when 0 then 'public' else pg_get_userbyid(e.grantee)::text end, h.what) as grant
  from held h cross join lateral aclexplode(h.acl) e`

/** Applies the statements in one transaction; `dryRun` rolls it back. Throws as the server does, nothing half-done. */
export async function applyGrants(client: Client, sql: string, { dryRun = false } = {}): Promise<GrantsReport> {
  await client.query('begin')
  try {
    const before = await heldNow(client)
    await client.query(sql)
    const after = await heldNow(client)
    await client.query(dryRun ? 'rollback' : 'commit')
    const given = [...after].filter((grant) => !before.has(grant))
    const taken = [...before].filter((grant) => !after.has(grant))
    return { given: given.sort(), taken: taken.sort() }
  } catch (error) {
    // A connection that is gone has rolled back by itself; its own error is the one to tell.
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

async function heldNow(client: Client): Promise<Set<string>> {
  const { rows } = await client.query<{ grant: string }>(HELD_SQL)
  return new Set(rows.map(({ grant }) => grant))
}
