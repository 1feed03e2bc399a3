/**
 * The keys that Entra ID signs its tokens with, by their ids. They roll without notice, in an emergency at once, and
 * several are valid at a time: https://learn.microsoft.com/entra/identity-platform/signing-key-rollover
 */
import { type CryptoKey, importJWK } from 'jose'
import * as z from 'zod'
import { SECOND_MS } from '../../base/instant.ts'
import { lastError, Unavailable } from '../../base/unavailable.ts'

export type SigningKeys = ReadonlyMap<string, CryptoKey>

export interface Directory {
  /** Such as `https://login.microsoftonline.com`. */
  readonly authority: string
  readonly tenantId: string
}

const WITHIN_MS = 5 * SECOND_MS
const CHARS_MAX = 256 * 1024
const KEYS_MAX = 100
const DETAIL_MAX = 200
/** An id of a key, in a list or in a token. */
export const KEY_ID_CHARS_MAX = 256

const listSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(KEYS_MAX) })
/** What signs with RS256; whatever else the list has is left out. */
const keySchema = z.object({
  kty: z.literal('RSA'),
  use: z.literal('sig').default('sig'),
  kid: z.string().min(1).max(KEY_ID_CHARS_MAX),
  n: z.string(),
  e: z.string(),
})

/** Fetches the list anew. Throws Unavailable when there is no list with a usable key within five seconds. */
export async function fetchSigningKeys({ authority, tenantId }: Directory): Promise<SigningKeys> {
  try {
    const response = await fetch(`${authority}/${tenantId}/discovery/v2.0/keys`, {
      redirect: 'error',
      signal: AbortSignal.timeout(WITHIN_MS),
    })
    const text = await boundedText(response)
    if (response.status !== 200) throw new Error(`status ${response.status}`)
    const keys = new Map<string, CryptoKey>()
    for (const entry of listSchema.parse(JSON.parse(text)).keys) {
      const key = keySchema.safeParse(entry)
      if (key.success) keys.set(key.data.kid, (await importJWK(key.data, 'RS256')) as CryptoKey)
    }
    if (keys.size === 0) throw new Error('the list has no key for RS256')
    return keys
  } catch (cause) {
    throw new Unavailable('entra', `the signing keys: ${lastError(cause).message.slice(0, DETAIL_MAX)}`, { cause })
  }
}

async function boundedText(response: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > CHARS_MAX) throw new Error(`the list has more than ${CHARS_MAX} characters`)
  }
  return text
}
