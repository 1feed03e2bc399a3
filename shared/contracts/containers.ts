/**
 * The blob containers of the lake, written once: the local cloud makes them, and the Bicep.
 *
 * They lie in an account of their own, apart from the one in which the Functions host keeps its locks and the package.
 */

/** Positions of the hubs' consumers, where no setting names another place. */
export const CHECKPOINT_CONTAINER = 'eh-checkpoints'

export const CONTAINERS: readonly string[] = ['trader-data', 'trader-models', 'configs', CHECKPOINT_CONTAINER]
