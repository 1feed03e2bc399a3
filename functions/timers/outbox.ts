/** Every 10 seconds: send what a crash or an absent hub left in the outbox. */
import { app } from '@azure/functions'
import { contextOf } from '../process-context.ts'

export function scheduleOutbox(): void {
  app.timer('outbox', {
    schedule: '*/10 * * * * *',
    handler: async (_timer, invocation) => {
      const { drainLeftovers } = await import('../../shared/flows/drain-outbox.ts')
      const { sent, error } = await drainLeftovers(await contextOf())
      if (error) invocation.warn(`outbox waits: ${error}`)
      else if (sent > 0) invocation.info(`outbox sent ${sent}`)
    },
  })
}
