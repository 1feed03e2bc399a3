/** How far the practice session has come: the front door's own answer, since the app's clock is the session's. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PracticeProgress } from '../../../shared/contracts/api/practice.ts'
import { refuse } from './problems.ts'

export const NO_PRACTICE: PracticeProgress = { state: 'none', day: null, done: 0, total: 0 }

export function answerPractice(
  { method }: IncomingMessage,
  response: ServerResponse,
  { state, day, done, total }: PracticeProgress,
): void {
  if (method !== 'GET' && method !== 'HEAD') {
    const detail = `${method} is not served at /practice`
    refuse(response, { status: 405, code: 'METHOD_NOT_ALLOWED', detail, headers: { allow: 'GET, HEAD' } })
    return
  }
  const body = JSON.stringify({ state, day, done, total })
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(method === 'HEAD' ? undefined : body)
}
