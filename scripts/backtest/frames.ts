/** Keeps the probabilistic frames of a run, each with its row in the manifest. */
import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createFolderArtefacts } from '../../shared/adapters/folder/artefacts.ts'
import { present } from '../../shared/base/assert.ts'
import { sha256OfBytes } from '../../shared/base/sha256.ts'
import { type FrameRow, frameRowSchema } from '../../shared/contracts/api/sweeps.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { type Frame, frameFile, frameOf, frameRow, type Study } from '../../shared/domain/research/index.ts'
import { frameColumnsOf, readStrategy, type StrategyParams } from '../../shared/domain/strategy/index.ts'
import { encodeTable } from '../../shared/workers/table.ts'

export interface FrameOfSymbol {
  readonly symbol: string
  readonly frame: Frame
}

/** The frames of a study whose filters ran, with what the strategy measured; none of one whose did not. */
export const framesOf = ({ market, views }: Study, params: StrategyParams): readonly FrameOfSymbol[] =>
  market.symbols.flatMap((symbol, index) => {
    if (symbol.filters === null) return []
    const reading = readStrategy(symbol.bars, present(views[index], 'the view of a symbol'), params)
    return [{ symbol: symbol.bars.symbol, frame: frameOf(symbol, frameColumnsOf(reading)) }]
  })

export interface Keeping {
  readonly dir: string
  readonly savedAt: number
  readonly jobId: string
}

/** Writes the frames that may be kept, and a row for each. Those that may not are told with the reason. */
export async function keepFrames(
  { config }: Study,
  frames: readonly FrameOfSymbol[],
  { dir, savedAt, jobId }: Keeping,
): Promise<{ readonly kept: readonly FrameRow[]; readonly refused: readonly string[] }> {
  const store = createFolderArtefacts(dir)
  const kept: FrameRow[] = []
  const refused: string[] = []
  for (const { symbol, frame } of frames) {
    if (frame.refusal !== null) {
      refused.push(`the frame of ${symbol} is not kept: ${frame.refusal}`)
      continue
    }
    const key = { symbol, strategy: config.strategy, vendor: config.dal.vendor, interval: config.dal.interval }
    const bytes = encodeTable(frame.columns)
    const contentHash = sha256OfBytes([bytes])
    await store.write(frameFile(key), bytes)
    const path = join(dir, frameFile(key))
    kept.push(frameRow(key, frame, { path, savedAt, jobId, contentHash, source: 'backtest_cli' }))
  }
  if (kept.length > 0) await appendRows(join(dir, 'manifest.jsonl'), kept)
  return { kept, refused }
}

async function appendRows(file: string, rows: readonly FrameRow[]): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true })
  const lines = rows.map((row) => {
    const wire = encodeWire(frameRowSchema, row) as Record<string, unknown>
    return `${JSON.stringify({ ...wire, cols: row.columns.length })}\n`
  })
  await appendFile(file, lines.join(''))
}
