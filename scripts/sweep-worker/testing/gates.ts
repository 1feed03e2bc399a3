/** Holds workers back at a write of theirs, and hears what they have stored: both inside the registry itself. */
import pg from 'pg'

/**
 * The held transaction has its rows and its lock on the shard, but no commit: whoever dies there has written its files
 * and keeps nothing in the registry.
 */
const INSTALL_SQL = `
  create table public.gates (job_id text, shard integer, done integer, primary key (job_id, shard));
  grant select on public.gates to public;
  create function public.pass_gate() returns trigger language plpgsql as $$
  begin
    perform pg_notify('shards', format('%s %s %s', new.job_id, new.shard, new.done));
    if exists (
      select from public.gates g where g.job_id = new.job_id and g.shard = new.shard and g.done <= new.done
    ) then
      perform pg_advisory_xact_lock_shared(hashtext(new.job_id), new.shard);
    end if;
    return new;
  end $$;
  grant execute on function public.pass_gate to public;
  create trigger pass_gate before update on research.sweep_shards
  for each row when (new.done > old.done or new.token > old.token) execute function public.pass_gate();
  listen shards`

interface Place {
  readonly jobId: string
  readonly shard: number
}

export class Gates implements AsyncDisposable {
  readonly #client: pg.Client
  readonly #stored: string[] = []
  #onStored: () => void = () => undefined

  private constructor(client: pg.Client) {
    this.#client = client
    client.on('notification', ({ payload }) => {
      this.#stored.push(payload ?? '')
      this.#onStored()
    })
  }

  static async install(databaseUrl: string): Promise<Gates> {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    const gates = new Gates(client)
    await client.query(INSTALL_SQL)
    return gates
  }

  /** From now on the write by which the shard has so many cells waits; 0 is the claim itself. */
  async close({ jobId, shard }: Place, done: number): Promise<void> {
    await this.#client.query('select pg_advisory_lock(hashtext($1), $2)', [jobId, shard])
    await this.#client.query('insert into public.gates values ($1, $2, $3)', [jobId, shard, done])
  }

  /** Lets the write that waits, and all that follow, go on. */
  async open({ jobId, shard }: Place): Promise<void> {
    await this.#client.query('delete from public.gates where job_id = $1 and shard = $2', [jobId, shard])
    await this.#client.query('select pg_advisory_unlock(hashtext($1), $2)', [jobId, shard])
  }

  /** Resolves once so many cells of the shard are committed. */
  async stored({ jobId, shard }: Place, done: number): Promise<void> {
    while (!this.#stored.includes(`${jobId} ${shard} ${done}`)) {
      await new Promise<void>((resolve) => (this.#onStored = resolve))
    }
  }

  /** How many wait at a gate, or for the end of a transaction that does. */
  async waiting(at: 'gate' | 'transaction'): Promise<number> {
    const sql = 'select from pg_locks where not granted and locktype = $1'
    return (await this.#client.query(sql, [at === 'gate' ? 'advisory' : 'transactionid'])).rowCount ?? 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end()
  }
}
