/** Every minute: what the desk measures of itself, as lines of the log. */
import { app } from '@azure/functions'
import type { Standing } from '../../shared/flows/lib/hub-lag.ts'
import { contextOf } from '../process-context.ts'

/** Kept from pulse to pulse by the process; a new one begins with what it sees. */
const standing: Standing = new Map()

export function schedulePulse(): void {
  app.timer('pulse', {
    schedule: '0 * * * * *',
    handler: async (_timer, invocation) => {
      const { measureDesk } = await import('../../shared/flows/measure-desk.ts')
      const context = await contextOf()
      const metrics = context.metricsTo((line) => invocation.info(line))
      const troubles = await measureDesk({ ...context, metrics, settings: context.config.desk }, standing)
      for (const trouble of troubles) invocation.warn(trouble)
    },
  })
}
