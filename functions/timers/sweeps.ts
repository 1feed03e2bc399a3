/** Every minute: sweep jobs that were not started, and those that fell silent. */
import { app } from '@azure/functions'
import { contextOf } from '../process-context.ts'

export function scheduleSweeps(): void {
  app.timer('sweeps-watch', {
    schedule: '30 * * * * *',
    handler: async (_timer, invocation) => {
      const { watchSweeps } = await import('../../shared/flows/watch-sweeps.ts')
      const context = await contextOf()
      const watched = await watchSweeps({ ...context, ...(await context.research()) })
      for (const { jobId, done } of watched) invocation.info(`sweep ${jobId}: ${done}`)
    },
  })
}
