/** Every minute: day orders whose session is over end as expired. */
import { app } from '@azure/functions'
import { contextOf } from '../process-context.ts'

export function scheduleDayOrders(): void {
  app.timer('day-orders', {
    schedule: '0 * * * * *',
    handler: async (_timer, invocation) => {
      const { endDayOrders } = await import('../../shared/flows/expire-orders.ts')
      const ended = await endDayOrders(await contextOf())
      if (ended > 0) invocation.info(`ended ${ended} day orders`)
    },
  })
}
