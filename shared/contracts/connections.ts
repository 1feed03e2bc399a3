/**
 * How the few connections of the small Postgres are shared out, written once for the pool, the roles and the budget.
 *
 * A login role may open as many as its limit and no more: beyond it the server answers 53300, the pool says Unavailable
 * and the caller comes again. So scaling out waits, and neither the migration nor a person is ever locked out.
 */

/** One per process: scaled-out instances share a small server. */
export const POOL_CONNECTIONS_MAX = 1

/** How long a caller stands in its process's line for the connection before it is told to come again. */
export const ACQUIRE_WITHIN_MS = 5_000

/** Of the app's login role, over all its instances. */
export const APP_CONNECTION_LIMIT = 30

/** Of the login role of the sweep worker, over all its executions. */
export const SWEEPER_CONNECTION_LIMIT = 3

/** What a deployment's migration opens. */
export const MIGRATOR_CONNECTIONS = 1

/** Kept free for a person who looks into an incident. */
export const RESERVED_CONNECTIONS = 1
