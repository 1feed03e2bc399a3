/** How a command that ends with a fault says so: in one line what is the caller's or the disk's, and a bug whole. */
import { lastError, Unavailable } from '../../shared/base/unavailable.ts'
import { UsageError } from './desk.ts'

const FAULT = 1
const USAGE = 2

/** Line for stderr, and the code that the process ends with. */
export function faultOf(error: unknown): { readonly text: string; readonly code: number } {
  if (error instanceof UsageError) return { text: error.message, code: USAGE }
  const last = lastError(error)
  if (last instanceof Unavailable) {
    const remedy = last.neighbour === 'disk' ? ': name another place for it, or free this one' : ''
    return { text: `${last.message}${remedy}`, code: FAULT }
  }
  return { text: last.stack ?? last.message, code: FAULT }
}
