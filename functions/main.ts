/** Registers every function of the desk. The bundle of this file is what the Functions host loads. */

import { serve } from './guard/http.ts'
import { consume } from './guard/hub.ts'
import { ENDPOINTS, NOT_FOUND } from './http/endpoints.ts'
import { CONSUMERS } from './hubs/consumers.ts'
import { scheduleDayOrders } from './timers/day-orders.ts'
import { scheduleOutbox } from './timers/outbox.ts'

for (const endpoint of ENDPOINTS) serve(endpoint)
serve(NOT_FOUND)
for (const consumer of CONSUMERS) consume(consumer)
scheduleOutbox()
scheduleDayOrders()
