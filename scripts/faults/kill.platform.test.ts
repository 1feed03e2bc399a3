/**
 * Kills the functions host, the hubs, Azurite or Postgres at every named point with work in flight, and holds what is
 * left to what clients were told and what the hub has in its log. Longer runs: npm run soak.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KILL_POINTS } from '../../shared/ports/faults.ts'
import { runSeeds, type SeedsSummary } from './run-seeds.ts'

const SEEDS = 50
const DESKS = 2
const HITS_MIN = 2
const WITHIN_MS = 240_000

test(`${SEEDS} seeds of kills lose nothing, double nothing and make nothing up, and hit every point twice or more`, {
  timeout: WITHIN_MS,
}, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-kill-'))
  const { hits, failures } = await runSeeds({ from: 0, count: SEEDS, desks: DESKS, dir })
  expect(failures.map(worded)).toEqual([])
  for (const point of KILL_POINTS) expect(hits[point], `kills at ${point}`).toBeGreaterThanOrEqual(HITS_MIN)
  rmSync(dir, { recursive: true, force: true })
})

const worded = ({ seed, home, message }: SeedsSummary['failures'][number]): string =>
  `seed ${seed}: ${message} (again with: npm run soak -- --seeds 1 --from ${seed}; logs in ${home}/logs)`
