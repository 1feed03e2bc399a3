/**
 * What `/health/live` tells of itself. In a bundle the beginning of its sources' digest stands behind it
 * (scripts/building), so that a deployment can tell whether its own release answers, or still the one before.
 */
export const VERSION = '0.1.0'
