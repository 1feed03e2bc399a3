/** A lake in memory that keeps the promises of the real one, for tests and simulation. */
import { digestOf } from '../../base/digest.ts'
import type { Bar } from '../../contracts/bars.ts'
import { lakeFolder, lakePath, quarantinePath } from '../../contracts/lake.ts'
import type { Lake } from '../../ports/bars.ts'

export interface MemoryLake extends Lake {
  /** Quarantine blobs by path. */
  readonly quarantined: ReadonlyMap<string, string>
}

/** An empty lake. */
export function createMemoryLake(): MemoryLake {
  const series = new Map<string, Map<number, Bar>>()
  const quarantined = new Map<string, string>()
  return {
    quarantined,
    async write(bars) {
      for (const bar of bars) {
        const folder = lakeFolder(bar)
        const known = series.get(folder) ?? new Map<number, Bar>()
        series.set(folder, known.set(bar.opensAt, bar))
      }
      return [...new Set(bars.map(lakePath))]
    },
    async read(key, from, to) {
      const bars = [...(series.get(lakeFolder(key))?.values() ?? [])]
      return bars.filter((bar) => bar.closesAt > from && bar.closesAt <= to).sort((a, b) => a.opensAt - b.opensAt)
    },
    async quarantine(source, rows) {
      if (rows.length === 0) return null
      const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
      const path = quarantinePath(source, digestOf(text).slice(0, 32))
      quarantined.set(path, text)
      return path
    },
  }
}
