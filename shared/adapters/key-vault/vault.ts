/**
 * Secrets of Azure Key Vault, over its REST interface by fetch: one GET, for which the SDK would bundle 31 KB more.
 *
 * Get: https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret
 * Faults: https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
 * The vault hands out secrets outside their dates (https://learn.microsoft.com/azure/key-vault/secrets/about-secrets);
 * here such a secret does not exist, and neither does a disabled one.
 */
import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import { SECOND_MS } from '../../base/instant.ts'
import { jsonOf } from '../../base/json.ts'
import { lastError, Unavailable } from '../../base/unavailable.ts'
import type { SecretName } from '../../contracts/secrets.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Secrets } from '../../ports/secrets.ts'

export interface VaultOptions {
  /** Such as `https://desk.vault.azure.net`. */
  readonly uri: string
  /** A token for `https://vault.azure.net/.default`. */
  readonly token: () => Promise<string>
  readonly clock: Clock
  /** Bound of all tries together, in milliseconds. */
  readonly withinMs?: number
  readonly pause?: (ms: number) => Promise<unknown>
}

const API_VERSION = '7.4'
const WITHIN_MS = 5 * SECOND_MS
const TRIES_MAX = 3
const FIRST_PAUSE_MS = 200
/** A value has at most 25 KB (https://learn.microsoft.com/azure/key-vault/secrets/about-secrets). */
const VALUE_CHARS_MAX = 25 * 1024
const DETAIL_MAX = 200

/** Dates are Unix seconds. */
const secretSchema = z.object({
  value: z.string().max(VALUE_CHARS_MAX),
  attributes: z
    .object({ enabled: z.boolean().optional(), nbf: z.number().optional(), exp: z.number().optional() })
    .default({}),
})
const faultSchema = z.object({
  error: z.object({
    code: z.string().optional(),
    message: z.string().optional(),
    innererror: z.object({ code: z.string().optional() }).optional(),
  }),
})

type Reply =
  | { readonly kind: 'secret'; readonly value: string | null }
  | { readonly kind: 'away'; readonly detail: string; readonly retryAfterMs: number | null; readonly cause?: unknown }

/**
 * Reads the secret's current version at every call. Throws Unavailable when the vault does not answer in time, and an
 * error that names the remedy when it refuses.
 */
export function createVault(options: VaultOptions): Secrets {
  const { withinMs = WITHIN_MS, pause = (ms: number) => delay(ms) } = options
  return {
    read: async (name) => {
      const startedMs = performance.now()
      for (let tried = 1; ; tried += 1) {
        const reply = await ask(options, name, Math.max(1, withinMs - (performance.now() - startedMs)))
        if (reply.kind === 'secret') return reply.value
        const pauseMs = reply.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (tried - 1)
        const leftMs = withinMs - (performance.now() - startedMs)
        if (tried === TRIES_MAX || pauseMs >= leftMs) {
          const { detail, cause } = reply
          throw new Unavailable('key-vault', detail, { cause, retryAfterMs: Math.max(SECOND_MS, pauseMs) })
        }
        await pause(pauseMs)
      }
    },
  }
}

async function ask({ uri, token, clock }: VaultOptions, name: SecretName, withinMs: number): Promise<Reply> {
  let response: Response
  let text: string
  const signal = AbortSignal.timeout(Math.ceil(withinMs))
  try {
    const authorization = `Bearer ${await unless(signal, token())}`
    response = await fetch(`${uri.replace(/\/$/, '')}/secrets/${name}?api-version=${API_VERSION}`, {
      headers: { authorization },
      redirect: 'error',
      signal,
    })
    text = await response.text()
  } catch (cause) {
    return { kind: 'away', detail: lastError(cause).message.slice(0, DETAIL_MAX), retryAfterMs: null, cause }
  }
  if (response.status === 404) return { kind: 'secret', value: null }
  if (response.ok) return { kind: 'secret', value: currentValue(text, name, clock.now()) }
  return refusal(response, text, name)
}

/** What is waited for, unless the signal comes first: an identity endpoint that is silent has no bound of its own. */
async function unless<T>(signal: AbortSignal, waited: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const onAbort = (): void => late.reject(signal.reason)
  signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([waited, late.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Null outside the secret's dates. */
function currentValue(text: string, name: SecretName, now: number): string | null {
  const parsed = secretSchema.safeParse(jsonOf(text))
  if (!parsed.success) throw new Error(`key-vault: the answer about ${name} is no secret`)
  const { value, attributes } = parsed.data
  const { enabled = true, nbf = Number.NEGATIVE_INFINITY, exp = Number.POSITIVE_INFINITY } = attributes
  return enabled && now >= nbf * SECOND_MS && now < exp * SECOND_MS ? value : null
}

function refusal({ status, headers }: Response, text: string, name: SecretName): Reply {
  const parsed = faultSchema.safeParse(jsonOf(text))
  const { code, message, innererror } = parsed.success ? parsed.data.error : {}
  const inner = innererror?.code
  if (status === 403 && inner === 'SecretDisabled') return { kind: 'secret', value: null }
  const detail = `${status} ${[inner ?? code, message].filter(Boolean).join(': ')}`.slice(0, DETAIL_MAX)
  if (status === 408 || status === 429 || status >= 500) {
    return { kind: 'away', detail, retryAfterMs: retryAfterOf(headers) }
  }
  const remedy =
    status === 403
      ? 'grant the identity the role Key Vault Secrets User on the vault, and let its network in'
      : 'check KEY_VAULT_URI and AZURE_CLIENT_ID'
  throw new Error(`key-vault: ${name} cannot be read: ${detail}; ${remedy}`)
}

/** Seconds are what the vault gives; a date is not waited for. */
function retryAfterOf(headers: Headers): number | null {
  const seconds = headers.get('retry-after')
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * SECOND_MS : null
}
