/** What can be known of a configuration without its bars: its vendor, its window, its cells, or why it cannot run. */
import type { Instant } from '../../base/instant.ts'
import type { SweepConfig } from '../../contracts/sweep-config.ts'
import type { FieldError } from '../../contracts/wire.ts'
import { cellsOf, type PlannedCell, type Window, windowOf } from '../../domain/research/index.ts'

type StudyPlan<S> =
  | {
      readonly kind: 'ok'
      readonly source: S
      readonly window: Window
      readonly cells: readonly PlannedCell[]
    }
  | { readonly kind: 'refused'; readonly errors: readonly FieldError[] }

/**
 * @param sources configured vendors by name
 * @param now ends the window of a configuration that names no end
 */
export function planStudy<S>(sources: ReadonlyMap<string, S>, config: SweepConfig, now: Instant): StudyPlan<S> {
  const { vendor } = config.dal
  const source = sources.get(vendor)
  if (!source) {
    const known = [...sources.keys()].join(', ')
    return { kind: 'refused', errors: [{ field: 'dal.vendor', message: `${vendor} is not configured here: ${known}` }] }
  }
  const window = windowOf(config, now)
  if (window.kind === 'refused') return window
  const cells = cellsOf(config)
  return cells.kind === 'ok' ? { kind: 'ok', source, window: window.window, cells: cells.cells } : cells
}
