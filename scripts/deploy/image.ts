/** The worker's image: built from the bundled worker, pushed to the group's registry, and given to both its jobs. */
import { join } from 'node:path'
import { PROJECT_ROOT } from '../build.ts'
import { run } from './command.ts'
import type { Outputs } from './outputs.ts'

const DOCKERFILE = join(PROJECT_ROOT, 'infra/worker/Dockerfile')

export interface ImageOrder {
  readonly group: string
  readonly outputs: Outputs
  /** The commit that it is made from. */
  readonly tag: string
  /** The base with its digest; the Dockerfile's own when absent. */
  readonly nodeImage?: string | undefined
}

/** The image with its registry, which the template is given from now on. */
export async function shipImage({ group, outputs, tag, nodeImage }: ImageOrder): Promise<string> {
  const image = `${outputs.registryLoginServer}/worker:${tag}`
  await run('az', ['acr', 'login', '--name', outputs.registryName, '--output', 'none'])
  const given = [`GIT_SHA=${tag}`, ...(nodeImage ? [`NODE_IMAGE=${nodeImage}`] : [])]
  const build = ['build', '--file', DOCKERFILE, ...given.flatMap((one) => ['--build-arg', one]), '--tag', image]
  await run('docker', [...build, PROJECT_ROOT], { shown: true })
  await run('docker', ['push', image], { shown: true })
  for (const name of [outputs.sweepJobName, outputs.migrateJobName]) {
    const job = ['--resource-group', group, '--name', name, '--image', image, '--output', 'none']
    await run('az', ['containerapp', 'job', 'update', ...job])
  }
  return image
}
