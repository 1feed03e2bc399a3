/**
 * Before the tests that start the desk: its bundle and dashboard, as fresh as their sources.
 *
 * A failed build is told and not thrown, so that tests which need none still run; `npm test` counts it as a failure.
 */
import { buildAll } from '../build.ts'

export default async function setup(): Promise<void> {
  await buildAll().catch((error: Error) =>
    console.error(`the build failed, tests may meet an older one: ${error.message}`),
  )
}
