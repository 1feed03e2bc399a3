/** Registers every function of the desk. The bundle of this file is what the Functions host loads. */

import { serve } from './guard/http.ts'
import { consume } from './guard/hub.ts'
import { ENDPOINTS, REFUSED_METHODS, UNSERVED } from './http/endpoints.ts'
import { CONSUMERS } from './hubs/consumers.ts'
import { scheduleDayOrders } from './timers/day-orders.ts'
import { scheduleOutbox } from './timers/outbox.ts'
import { scheduleJobs } from './timers/schedule.ts'

for (const endpoint of ENDPOINTS) serve(endpoint)
serve(UNSERVED, REFUSED_METHODS)
for (const consumer of CONSUMERS) consume(consumer)
scheduleOutbox()
scheduleDayOrders()
scheduleJobs()
