import { expect, test } from 'vitest'
import {
  APP_CONNECTION_LIMIT,
  MIGRATOR_CONNECTIONS,
  POOL_CONNECTIONS_MAX,
  RESERVED_CONNECTIONS,
  SWEEPER_CONNECTION_LIMIT,
} from './connections.ts'

/** Connections for users of B1ms: https://learn.microsoft.com/azure/postgresql/configure-maintain/concepts-limits */
const USER_CONNECTIONS = 35

test('every role at its limit, a migration and a person fit the smallest server together', () => {
  const all = APP_CONNECTION_LIMIT + SWEEPER_CONNECTION_LIMIT + MIGRATOR_CONNECTIONS + RESERVED_CONNECTIONS
  expect(all).toBeLessThanOrEqual(USER_CONNECTIONS)
  expect(POOL_CONNECTIONS_MAX).toBeLessThanOrEqual(SWEEPER_CONNECTION_LIMIT)
})
