/** Digests that say whether two results are of the same question and the same data. */
import { canonicalJson, digestOf } from '../../base/digest.ts'
import { sha256OfBytes } from '../../base/sha256.ts'
import { type SweepConfig, sweepConfigSchema } from '../../contracts/sweep-config.ts'
import { encodeWire } from '../../contracts/wire.ts'
import type { Market } from './market.ts'

/** Changes when the same question of the same data may be answered otherwise. */
export const ENGINE_VERSION = '2'

/** Digest of what a study asks. Where its results go and how many work on it do not change them. */
export function configHash(config: SweepConfig): string {
  const { outputDir: _, maxWorkers: __, ...asked } = config
  return digestOf(canonicalJson(encodeWire(sweepConfigSchema, asked)))
}

/** Digest of every number of a market that a cell reads. */
export function dataHash({ interval, symbols }: Market): string {
  const parts = symbols.flatMap(({ bars, filters, actions, tradeFrom }) => {
    const { symbol, length: _, ...columns } = bars
    const about = canonicalJson({ symbol, interval, actions, tradeFrom, filtered: filters !== null })
    return [new TextEncoder().encode(about), ...Object.values(columns), ...Object.values(filters ?? {})]
  })
  return sha256OfBytes(parts)
}
