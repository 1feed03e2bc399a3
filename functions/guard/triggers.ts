/**
 * What the Functions host is told at its start: which functions there are. What they do is loaded by their first call,
 * so that a start pays for nothing but this.
 */
import { app, type HttpMethod } from '@azure/functions'
import { HUBS } from '../../shared/contracts/hubs.ts'
import type { Job } from '../../shared/contracts/schedule.ts'
import type { ClosedEndpoint } from '../http/endpoints.ts'
import type { Consumer } from './hub.ts'

export function serve(endpoint: ClosedEndpoint, methods: readonly HttpMethod[] = [endpoint.method]): void {
  app.http(endpoint.name, {
    methods: [...methods],
    route: endpoint.route,
    authLevel: 'anonymous',
    handler: async (request, invocation) => {
      const [{ answer }, opened] = await Promise.all([import('./http.ts'), endpoint.open()])
      return await answer(opened, request, invocation)
    },
  })
}

/** The retry policy has no end: an outage, or a lease elsewhere, loses nothing. */
export function consume(consumer: Consumer): void {
  app.eventHub(consumer.name, {
    connection: 'EVENTS',
    eventHubName: `%${HUBS[consumer.hub].setting}%`,
    consumerGroup: consumer.group,
    cardinality: 'many',
    retry: {
      strategy: 'exponentialBackoff',
      maxRetryCount: -1,
      minimumInterval: { seconds: 1 },
      maximumInterval: { seconds: 10 },
    },
    handler: async (messages: unknown, invocation) => {
      const { takeMessages } = await import('./hub.ts')
      await takeMessages(consumer, messages, invocation)
    },
  })
}

/** A timer that runs what is due of one job, or with null of all. */
export function tick(name: string, schedule: string, only: Job | null): void {
  app.timer(name, {
    schedule,
    handler: async (_timer, invocation) => {
      const { runWhatIsDue } = await import('./timer.ts')
      await runWhatIsDue(only, invocation)
    },
  })
}
