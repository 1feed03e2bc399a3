/** What a deployment of infra/main.bicep tells of itself, under the name that every step asks for. */
import * as z from 'zod'
import { DeployFault, run } from './command.ts'

/** Name of the resource manager's record of the newest deployment. */
export const DEPLOYMENT = 'gatehouse'

const output = z.object({ value: z.string().min(1) }).transform(({ value }) => value)

export const outputsSchema = z.object({
  functionAppName: output,
  apiHostName: output,
  frontDoorHostName: output,
  frontDoorProfileName: output,
  frontDoorEndpointName: output,
  webAccountName: output,
  postgresHost: output,
  databaseName: output,
  migratorIdentityName: output,
  appIdentityName: output,
  appIdentityPrincipalId: output,
  sweeperIdentityName: output,
  sweeperIdentityPrincipalId: output,
  registryName: output,
  registryLoginServer: output,
  sweepJobName: output,
  migrateJobName: output,
})
export type Outputs = z.output<typeof outputsSchema>

/** The outputs of the group's newest deployment. Throws naming what is missing. */
export async function readOutputs(group: string): Promise<Outputs> {
  const query = ['--name', DEPLOYMENT, '--query', 'properties.outputs', '--output', 'json']
  const text = await run('az', ['deployment', 'group', 'show', '--resource-group', group, ...query])
  const parsed = outputsSchema.safeParse(JSON.parse(text || 'null'))
  if (parsed.success) return parsed.data
  const missing = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
  throw new DeployFault(
    `the deployment "${DEPLOYMENT}" of ${group} lacks ${missing || 'its outputs'}: run the step apply first`,
  )
}
