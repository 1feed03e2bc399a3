/**
 * Migrations and grants, as the migrator, who may do nothing to the group and so does not read its outputs either: its
 * login lies in a folder of its own beside the caller's. Under private networking the database cannot be reached from
 * here, and the group's migrate job does the same from within.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { DeployFault, run } from './command.ts'
import type { Outputs } from './outputs.ts'
import type { Npm } from './release.ts'

const ENDED_WITHIN_MS = 900_000
const POLL_MS = 5_000

/** @param loginFolder where az keeps the migrator's login; the caller's own when absent */
export async function migrateFromHere(outputs: Outputs, npm: Npm, loginFolder?: string): Promise<void> {
  const server = ['--host', outputs.postgresHost, '--database', outputs.databaseName]
  const logins = [
    ...['--user', outputs.migratorIdentityName],
    ...['--app', outputs.appIdentityName, '--app-id', outputs.appIdentityPrincipalId],
    ...['--sweeper', outputs.sweeperIdentityName, '--sweeper-id', outputs.sweeperIdentityPrincipalId],
  ]
  await npm(['migrate', '--', ...server, ...logins], loginFolder ? { AZURE_CONFIG_DIR: loginFolder } : {})
}

/** Starts the job and waits for its end. Rejects when it failed, or has not ended in a quarter of an hour. */
export async function migrateFromWithin(
  group: string,
  { migrateJobName }: Outputs,
  pollMs: number = POLL_MS,
): Promise<void> {
  const job = ['--resource-group', group, '--name', migrateJobName]
  const execution = await run('az', ['containerapp', 'job', 'start', ...job, '--query', 'name', '--output', 'tsv'])
  const asked = ['--job-execution-name', execution, '--query', 'properties.status', '--output', 'tsv']
  const until = performance.now() + ENDED_WITHIN_MS
  for (;;) {
    const status = await run('az', ['containerapp', 'job', 'execution', 'show', ...job, ...asked])
    if (status === 'Succeeded') return
    if (/^(Failed|Stopped|Degraded)$/.test(status) || performance.now() > until) {
      const logs = `az containerapp job logs show -g ${group} -n ${migrateJobName} --container migrate`
      throw new DeployFault(`the execution ${execution} of ${migrateJobName} is ${status}; read: ${logs}`)
    }
    await wait(pollMs)
  }
}
