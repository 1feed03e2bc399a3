/** What several statements share when they write. */

/** How long a claim keeps other senders away: longer than the publisher tries, short enough to recover from a crash. */
export const CLAIM_MS = 15_000

/**
 * In the returning list of a statement that is a transaction by itself: its commit does not wait for the disk. A server
 * that dies within the next moment forgets it; one that goes on, or a later commit that waits, keeps it. Only for what
 * may be done again. https://www.postgresql.org/docs/17/wal-async-commit.html
 */
export const WITHOUT_WAITING = `set_config('synchronous_commit', 'off', true)`
