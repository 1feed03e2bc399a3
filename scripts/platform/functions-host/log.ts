/**
 * The host's log: one JSON object per line, to a file or to stdout.
 *
 * Lines are gathered and written once per turn of the event loop, because a write per line would cost more than a
 * whole HTTP invocation. flushSync() empties the buffer before the process ends on purpose.
 */
import { openSync, writeSync } from 'node:fs'

export const LOG_LEVELS = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface Log {
  /** Writes one line when the level is enabled; undefined fields are left out by JSON. */
  line(level: LogLevel, fields: Readonly<Record<string, unknown>>): void
  enabled(level: LogLevel): boolean
  /** Writes what is buffered now, blocking. */
  flushSync(): void
}

export function openLog(file: string | undefined, minimum: LogLevel): Log {
  const descriptor = file === undefined ? undefined : openSync(file, 'a')
  // At once, so that no line overtakes another and none is lost by a process that ends meanwhile.
  const send = (text: string): unknown =>
    descriptor === undefined ? process.stdout.write(text) : writeSync(descriptor, text)
  const least = LOG_LEVELS.indexOf(minimum)
  let buffered: string[] = []
  const enabled = (level: LogLevel): boolean => LOG_LEVELS.indexOf(level) >= least
  const flush = (): void => {
    const text = buffered.join('')
    buffered = []
    if (text !== '') send(text)
  }
  return {
    enabled,
    line(level, fields) {
      if (!enabled(level)) return
      buffered.push(`${JSON.stringify({ time: new Date().toISOString(), level, ...fields })}\n`)
      if (buffered.length === 1) setImmediate(flush)
    },
    flushSync: flush,
  }
}
