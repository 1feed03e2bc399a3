/** A progress bar on a terminal; silent where the output is no terminal. */

const WIDTH = 30
const REDRAW_EVERY_MS = 100

export interface ProgressBar {
  readonly update: (done: number, total: number) => void
  readonly end: () => void
}

export function createProgressBar(stream: NodeJS.WriteStream, label: string): ProgressBar {
  const startedMs = performance.now()
  let drawnMs = Number.NEGATIVE_INFINITY
  let open = false
  return {
    update: (done, total) => {
      const nowMs = performance.now()
      if (!stream.isTTY || (done < total && nowMs - drawnMs < REDRAW_EVERY_MS)) return
      drawnMs = nowMs
      open = true
      const filled = Math.round((done / total) * WIDTH)
      const leftS = Math.round((((nowMs - startedMs) / done) * (total - done)) / 1_000)
      const bar = '█'.repeat(filled).padEnd(WIDTH, '░')
      stream.write(`\r${label} ${bar} ${done}/${total} minutes, about ${leftS} s left\u001b[K`)
    },
    end: () => {
      if (open) stream.write('\n')
      open = false
    },
  }
}
