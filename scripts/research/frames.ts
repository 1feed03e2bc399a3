/** Keeps the probabilistic frames of a run, each with its row in the manifest. */
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFolderArtefacts } from '../../shared/adapters/folder/artefacts.ts'
import { present } from '../../shared/base/assert.ts'
import { sha256OfBytes } from '../../shared/base/sha256.ts'
import { type FrameRow, frameRowSchema } from '../../shared/contracts/api/sweeps.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { type Frame, frameFile, frameOf, frameRow, type Study } from '../../shared/domain/research/index.ts'
import { frameColumnsOf, readStrategy, type StrategyParams } from '../../shared/domain/strategy/index.ts'
import type { ArtefactStore } from '../../shared/ports/artefacts.ts'
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
  /** Folder of the frames, in front of their names in the manifest. */
  readonly folder: string
  readonly savedAt: number
  readonly jobId: string
  readonly source: FrameRow['source']
}

export interface KeptFrames {
  readonly kept: readonly FrameRow[]
  /** Why frames were not kept. */
  readonly refused: readonly string[]
}

/** Writes the frames that may be kept; their rows in the manifest are the caller's to store. */
export async function keepFrames(
  store: ArtefactStore,
  { config }: Study,
  frames: readonly FrameOfSymbol[],
  { folder, savedAt, jobId, source }: Keeping,
): Promise<KeptFrames> {
  const kept: FrameRow[] = []
  const refused: string[] = []
  for (const { symbol, frame } of frames) {
    if (frame.refusal !== null) {
      refused.push(`the frame of ${symbol} is not kept: ${frame.refusal}`)
      continue
    }
    const key = { symbol, strategy: config.strategy, vendor: config.dal.vendor, interval: config.dal.interval }
    const bytes = encodeTable(frame.columns, true)
    await store.write(frameFile(key), bytes)
    const path = `${folder}/${frameFile(key)}`
    kept.push(frameRow(key, frame, { path, savedAt, jobId, source, contentHash: sha256OfBytes([bytes]) }))
  }
  return { kept, refused }
}

/** Keeps frames in a folder of this machine, with their rows in its `manifest.jsonl`, which only grows. */
export async function keepFramesIn(
  dir: string,
  study: Study,
  frames: readonly FrameOfSymbol[],
  about: Omit<Keeping, 'folder'>,
): Promise<KeptFrames> {
  const answer = await keepFrames(createFolderArtefacts(dir), study, frames, { ...about, folder: dir })
  const lines = answer.kept.map((row) => {
    const wire = encodeWire(frameRowSchema, row) as Record<string, unknown>
    return `${JSON.stringify({ ...wire, cols: row.columns.length })}\n`
  })
  if (lines.length > 0) await appendFile(join(dir, 'manifest.jsonl'), lines.join(''))
  return answer
}
