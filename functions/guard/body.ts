/** Reads a JSON body within its bound. */
import type { HttpRequest } from '@azure/functions'
import { HttpProblem } from './problem.ts'

/** Largest body of any request; the largest honest one is below 4 KB. */
export const BODY_BYTES_MAX = 64 * 1024

export async function readJsonBody(request: HttpRequest): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(type)) {
    throw new HttpProblem(415, 'NOT_JSON', 'Send the body with "Content-Type: application/json".')
  }
  const text = await boundedText(request)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new HttpProblem(400, 'MALFORMED_JSON', `The body is not JSON: ${(error as Error).message}`, {
      errors: [{ field: 'body', message: 'is not JSON' }],
    })
  }
}

async function boundedText(request: HttpRequest): Promise<string> {
  // A told length is what HTTP delivers at most; reading it whole costs a fraction of reading a stream.
  const told = request.headers.get('content-length')
  if (told !== null && Number(told) <= BODY_BYTES_MAX) return await request.text()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength
    if (length > BODY_BYTES_MAX) {
      throw new HttpProblem(413, 'BODY_TOO_LARGE', `The body has more than ${BODY_BYTES_MAX} bytes.`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
