/** The steps that concern the template: what it would change, and the change itself. */
import { run } from './command.ts'
import { DEPLOYMENT } from './outputs.ts'
import { type Place, TEMPLATE_FILE } from './place.ts'

/**
 * What would change in the group, as the resource manager tells it.
 *
 * @param asReader asks as somebody who may change nothing, whom the resource manager refuses by default:
 *   https://learn.microsoft.com/azure/azure-resource-manager/bicep/deploy-what-if
 */
export async function tellChanges(place: Place, asReader: boolean): Promise<string> {
  const level = asReader ? ['--validation-level', 'ProviderNoRbac'] : []
  const template = await templateOf(place)
  return await run('az', ['deployment', 'group', 'what-if', ...template, ...level], { shown: true })
}

/** Makes the group what the template says. */
export async function applyTemplate(place: Place): Promise<void> {
  const template = await templateOf(place)
  await run('az', ['deployment', 'group', 'create', '--name', DEPLOYMENT, ...template, '--output', 'none'])
}

async function templateOf({ group, parametersFile }: Place): Promise<string[]> {
  const image = await runningImage(group)
  return [
    ...['--resource-group', group, '--template-file', TEMPLATE_FILE, '--parameters', `@${parametersFile}`],
    ...(image ? ['--parameters', `sweepImage=${image}`] : []),
  ]
}

/** The image that the group's jobs run already: the template must not put its placeholder back. */
async function runningImage(group: string): Promise<string> {
  const listed = [
    '--resource-group',
    group,
    '--query',
    '[0].properties.template.containers[0].image',
    '--output',
    'tsv',
  ]
  return await run('az', ['containerapp', 'job', 'list', ...listed])
}
