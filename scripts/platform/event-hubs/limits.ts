/**
 * Every bound of the local Event Hubs: those of the service's Standard tier, each with the page it comes from, and
 * our own.
 */

/**
 * Largest publication, one event or a whole batch, in bytes.
 * https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas#basic-vs-standard-vs-premium-vs-dedicated-tiers
 */
export const PUBLICATION_BYTES_MAX = 1_048_576

/**
 * Readers without an owner level on one partition of one consumer group.
 * https://learn.microsoft.com/azure/event-hubs/event-hubs-features#event-consumers
 */
export const NON_EPOCH_READERS_MAX = 5

/**
 * Consumer groups of one hub, $Default included.
 * https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas#basic-vs-standard-vs-premium-vs-dedicated-tiers
 */
export const CONSUMER_GROUPS_MAX = 20

/**
 * Partitions of one hub.
 * https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas#basic-vs-standard-vs-premium-vs-dedicated-tiers
 */
export const PARTITIONS_MAX = 32

/**
 * Longest retention, seven days.
 * https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas#basic-vs-standard-vs-premium-vs-dedicated-tiers
 */
export const RETENTION_HOURS_MAX = 168

/** The group every hub has. https://learn.microsoft.com/azure/event-hubs/event-hubs-features#consumer-groups */
export const DEFAULT_CONSUMER_GROUP = '$Default'

/** Publications a sender may have on the way before the next grant. */
export const PUBLISH_CREDIT = 300

/** Events sent to one reader before the others and the publishers get their turn. */
export const EVENTS_PER_TURN_MAX = 512

/** A segment file takes no further batch once it has reached this size. */
export const SEGMENT_BYTES_MAX = 8 * 1_048_576

/** A segment takes no further batch after this fraction of the retention, so that old events leave in small steps. */
export const SEGMENTS_PER_RETENTION = 24

/** Newest events of a partition kept in memory: at most so many bytes, and so many events. */
export const CACHE_BYTES_MAX = 2 * 1_048_576
export const CACHE_EVENTS_MAX = 8_192

/** How much of a segment one read brings; a larger record is read whole. */
export const READ_BLOCK_BYTES = 256 * 1_024

/** How often retention is applied on the system clock. */
export const RETENTION_CHECK_MS = 60_000

/** How long a start waits for a predecessor that is still leaving, with its folder or its port. */
export const LEAVE_WITHIN_MS = 3_000
export const RETRY_MS = 25
