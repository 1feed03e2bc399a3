/** A progress bar on a terminal; silent where the output is no terminal. */

const WIDTH = 30
const REDRAW_EVERY_MS = 100

export interface ProgressBar {
  readonly update: (done: number, total: number) => void
  readonly end: () => void
}

/** @param unit what is counted, such as `minutes` */
export function createProgressBar(stream: NodeJS.WriteStream, label: string, unit: string): ProgressBar {
  const startedMs = performance.now()
  /** What was done before; the pace is that of the rest. */
  let before: number | null = null
  let drawnMs = Number.NEGATIVE_INFINITY
  let open = false
  return {
    update: (done, total) => {
      const nowMs = performance.now()
      before ??= done
      if (!stream.isTTY || (done < total && nowMs - drawnMs < REDRAW_EVERY_MS)) return
      drawnMs = nowMs
      open = true
      const filled = Math.round((done / total) * WIDTH)
      const leftS = Math.round((((nowMs - startedMs) / (done - before)) * (total - done)) / 1_000)
      const left = Number.isFinite(leftS) ? `, about ${leftS} s left` : ''
      const bar = '█'.repeat(filled).padEnd(WIDTH, '░')
      stream.write(`\r${label} ${bar} ${done}/${total} ${unit}${left}\u001b[K`)
    },
    end: () => {
      if (open) stream.write('\n')
      open = false
    },
  }
}
