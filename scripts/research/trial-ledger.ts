/** Every trial of every hypothesis that was run on this machine, so that local sweeps count as what they are. */
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { compareText } from '../../shared/base/by-instant.ts'
import type { Trials, TriedCell } from '../../shared/ports/sweeps.ts'

const rowSchema = z.object({
  hypothesis: z.string(),
  trial: z.string().length(64),
  sharpe_per_day: z.number().nullable(),
})

export interface TrialLedger {
  add(hypothesis: string, cells: readonly TriedCell[]): Promise<void>
  trials(hypothesis: string): Promise<Trials>
}

/** The ledger of a home folder. */
export const trialFile = (home: string): string => join(home, 'research', 'trials.jsonl')

/** A row that was torn by a kill is on a line of its own, and its cell is run again. */
function rowsOf(text: string): readonly z.infer<typeof rowSchema>[] {
  return text.split('\n').flatMap((line) => {
    if (line === '') return []
    try {
      return [rowSchema.parse(JSON.parse(line))]
    } catch {
      return []
    }
  })
}

/** A ledger in a file, to which lines are only ever added: a trial counts once, with what it came to first. */
export function createTrialLedger(file: string): TrialLedger {
  return {
    add: async (hypothesis, cells) => {
      const rows = cells.map(({ trial, sharpePerDay }) =>
        JSON.stringify({ hypothesis, trial, sharpe_per_day: sharpePerDay }),
      )
      await mkdir(dirname(file), { recursive: true })
      await appendFile(file, `\n${rows.join('\n')}\n`)
    },
    trials: async (hypothesis) => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
        throw error
      })
      const first = new Map<string, number | null>()
      for (const row of rowsOf(text)) {
        if (row.hypothesis === hypothesis && !first.has(row.trial)) first.set(row.trial, row.sharpe_per_day)
      }
      const ordered = [...first].sort(([a], [b]) => compareText(a, b))
      return { count: ordered.length, sharpesPerDay: ordered.flatMap(([, sharpe]) => sharpe ?? []) }
    },
  }
}
