/**
 * The process's own context. Adapters, and the rooms behind them, are loaded by the first call: a host that only asks
 * which functions there are pays for none of them.
 */
import type { Context } from './context.ts'

let context: Promise<Context> | null = null

/** Rejects with ConfigError, which names every faulty setting. */
export function contextOf(): Promise<Context> {
  context ??= open()
  return context
}

async function open(): Promise<Context> {
  try {
    const { openOwnContext } = await import('./context.ts')
    return openOwnContext()
  } catch (error) {
    context = null // the next call tries again
    throw error
  }
}
