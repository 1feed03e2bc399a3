/** Snapshots of the synthetic market: every symbol exists, and none is listed. */
import { syntheticSnapshot } from '../../../domain/market/index.ts'
import type { SnapshotSource } from '../../../ports/snapshots.ts'
import { DEFAULT_SEED } from './synthetic-source.ts'

/** @param options.seed another seed is another market; the same as the bar source's */
export function createSyntheticSnapshots(options: { readonly seed?: number } = {}): SnapshotSource {
  const seed = options.seed ?? DEFAULT_SEED
  return {
    vendor: 'synthetic',
    listSymbols: async () => [],
    snapshots: async (symbols, at) => symbols.map((symbol) => syntheticSnapshot(symbol, seed, at)),
  }
}
