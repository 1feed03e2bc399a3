/**
 * A Postgres set up as Azure's: an administrator that is no superuser, functions that make roles of identities with the
 * answers that are documented, and a certificate. A token is a password here: whoever has it is let in.
 */
import { type ChildProcess, execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { chooseIdentity, own } from '../../platform/postgres/identity.ts'
import { LocalPostgres } from '../../platform/postgres/postgres.ts'
import { makeCertificate } from '../../testing/certificate.ts'

export const [APP, SWEEPER] = ['desk-dev-app', 'desk-dev-sweeper'] as const
export const IDS = { app: '5f0d2a4e-5bd1-4d5c-9c2e-0a1b2c3d4e5f', sweeper: '0b6a2d1c-1111-4222-8333-9f8e7d6c5b4a' }
export const LOGINS = ['--app', APP, '--app-id', IDS.app, '--sweeper', SWEEPER, '--sweeper-id', IDS.sweeper]
export const TOKEN = 'a token'
/** What the certificate names. */
export const HOST = 'localhost'

const ROOT = resolve(import.meta.dirname, '../../..')

const AZURE_SQL = `
  create role azure_pg_admin nologin;
  create role migrator login createrole createdb password '${TOKEN}' in role azure_pg_admin;
  create role operator login password '${TOKEN}' in role azure_pg_admin;
  create role person login password '${TOKEN}';
  create table public.principals (rolename name, objectid text);
  grant select, insert on public.principals to azure_pg_admin;
  create function pg_catalog.pgaadauth_create_principal_with_oid(
    rolename text, objectid text, objecttype text, isadmin boolean, ismfa boolean) returns text
  language plpgsql as $$
  begin
    if objecttype <> 'service' or isadmin or ismfa then raise exception 'not what was asked for'; end if;
    execute format('create role %I login', rolename);
    insert into public.principals values (rolename, objectid);
    return 'Created role for ' || rolename;
  end $$;
  create function pg_catalog.pgaadauth_list_principals(isadminvalue boolean)
  returns table (rolename name, objectid text) language sql as 'select * from public.principals'`

export interface Ended {
  readonly code: number
  readonly lines: readonly string[]
  readonly error: string
}

/** Runs a program of the project to its end. */
export function runProgram(
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((done) => {
    const child: ChildProcess = execFile(
      process.execPath,
      [join(ROOT, path), ...args],
      { env: { ...process.env, ...env } },
      (_, out, error) => done({ code: child.exitCode ?? -1, lines: out.trim().split('\n'), error: error.trim() }),
    )
  })
}

export class AzureServer implements AsyncDisposable {
  readonly port: number
  /** Folder of the test's own files. */
  readonly dir: string
  /** The certificate, for whoever is to trust it. */
  readonly certificateFile: string
  readonly superuser: pg.Client
  readonly #postgres: LocalPostgres
  #count = 0
  #database = 'gatehouse'

  private constructor(dir: string, postgres: LocalPostgres, certificateFile: string) {
    this.dir = dir
    this.port = postgres.port
    this.certificateFile = certificateFile
    this.#postgres = postgres
    this.superuser = new pg.Client({ connectionString: this.urlOf({ database: 'postgres' }) })
  }

  static async start(): Promise<AzureServer> {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-azure-'))
    const files = { dir: join(dir, 'postgres'), logFile: join(dir, 'postgres.log') }
    const postgres = await LocalPostgres.start({ ...files, durable: false })
    const { certificate, key } = makeCertificate(HOST)
    const [certificateFile, keyFile] = [join(files.dir, 'certificate.pem'), join(files.dir, 'key.pem')]
    writeFileSync(certificateFile, certificate)
    writeFileSync(keyFile, key, { mode: 0o600 })
    own(chooseIdentity(), certificateFile, keyFile)
    const server = new AzureServer(dir, postgres, certificateFile)
    await server.superuser.connect()
    await server.superuser.query(AZURE_SQL)
    for (const sql of [
      `alter system set ssl_cert_file = '${certificateFile}'`,
      `alter system set ssl_key_file = '${keyFile}'`,
      'alter system set ssl = on',
      'select pg_reload_conf()',
    ])
      await server.superuser.query(sql)
    return server
  }

  /** The database of the test. */
  get database(): string {
    return this.#database
  }

  /** A database as the deployment makes it, in the last one's place, and none of the desk's roles. */
  async renew(): Promise<void> {
    const before = this.#database
    this.#count += 1
    this.#database = `desk${this.#count}`
    await this.superuser.query(`create database ${this.#database} owner azure_pg_admin`)
    await this.superuser.query(`drop database ${before}`)
    for (const role of [APP, SWEEPER, 'gatehouse_app', 'gatehouse_sweeper'])
      await this.superuser.query(`drop role if exists "${role}"`)
    await this.superuser.query('truncate public.principals')
  }

  /** Of the superuser and the test's database, unless others are named. */
  urlOf(parts: { readonly user?: string; readonly database?: string } = {}): string {
    const url = new URL(this.#postgres.url)
    if (parts.user) [url.username, url.password] = [parts.user, TOKEN]
    url.pathname = `/${parts.database ?? this.#database}`
    return url.href
  }

  async ask<T extends pg.QueryResultRow>(sql: string, user?: string): Promise<T[]> {
    const client = new pg.Client({ connectionString: this.urlOf(user === undefined ? {} : { user }) })
    await client.connect()
    try {
      return (await client.query<T>(sql)).rows
    } finally {
      await client.end()
    }
  }

  /** A program in front of all others on the path; the returned one is the path then. */
  putOnPath(name: string, script: string): string {
    const bin = join(this.dir, `bin-${name}-${Date.now()}`)
    mkdirSync(bin)
    writeFileSync(join(bin, name), script, { mode: 0o755 })
    return `${bin}:${process.env.PATH}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.superuser.end()
    await this.#postgres.stop()
    rmSync(this.dir, { recursive: true, force: true })
  }
}
