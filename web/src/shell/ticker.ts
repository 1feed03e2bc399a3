/** One clock tick per second for every age on the screen; it stands still while the page is hidden. */
import { useSyncExternalStore } from 'react'
import type { Instant } from '../../../shared/base/instant.ts'
import { serverNow } from '../api/connection.ts'

const TICK_MS = 1_000
const listeners = new Set<() => void>()
const tick = () => {
  if (!document.hidden) for (const listener of listeners) listener()
}
let timer: ReturnType<typeof setInterval> | undefined
document.addEventListener('visibilitychange', tick)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** A text made from the server's time now; the component renders again only when the text changes. */
export const useTextNow = (make: (now: Instant) => string): string =>
  useSyncExternalStore(subscribe, () => make(serverNow()))
