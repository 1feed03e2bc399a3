/** Every minute: day orders whose session is over end as expired. */
import { app } from '@azure/functions'
import { endDayOrders } from '../../shared/flows/expire-orders.ts'
import { contextOf } from '../context.ts'

export function scheduleDayOrders(): void {
  app.timer('day-orders', {
    schedule: '0 * * * * *',
    handler: async (_timer, invocation) => {
      const ended = await endDayOrders(contextOf())
      if (ended > 0) invocation.info(`ended ${ended} day orders`)
    },
  })
}
