/** Registers every function of the desk. The bundle of this file is what the Functions host loads. */

import { consume, serve } from './guard/triggers.ts'
import { REFUSED_METHODS, ROUTES, UNSERVED } from './http/endpoints.ts'
import { CONSUMERS } from './hubs/consumers.ts'
import { scheduleDayOrders } from './timers/day-orders.ts'
import { scheduleOutbox } from './timers/outbox.ts'
import { schedulePulse } from './timers/pulse.ts'
import { scheduleJobs } from './timers/schedule.ts'
import { scheduleSweeps } from './timers/sweeps.ts'

for (const endpoint of ROUTES) serve(endpoint)
for (const endpoint of UNSERVED) serve(endpoint, REFUSED_METHODS)
for (const consumer of CONSUMERS) consume(consumer)
scheduleOutbox()
scheduleDayOrders()
scheduleJobs()
schedulePulse()
scheduleSweeps()
