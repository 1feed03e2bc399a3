/**
 * Access tokens of Entra ID, of version 2.0 and for this desk alone. What is checked, and what the claims mean:
 * https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import * as z from 'zod'
import { ROLES } from '../../contracts/roles.ts'
import type { Kept } from '../../ports/kept.ts'
import type { Tokens, TokenVerdict } from '../../ports/tokens.ts'
import { type Directory, KEY_ID_CHARS_MAX, type SigningKeys } from './signing-keys.ts'

export interface TokenOptions extends Directory {
  /** Client id of the API's registration: whom a token must be for. */
  readonly clientId: string
  readonly keys: Kept<SigningKeys>
}

/** How far this clock and Entra's may differ. */
const CLOCK_TOLERANCE = '60 s'
const ROLES_MAX = 100

/** `azp` is in every access token and in no id token, which a page gets for the same audience. */
const claimsOf = (tenantId: string) =>
  z.object({
    ver: z.literal('2.0'),
    tid: z.literal(tenantId),
    oid: z.guid(),
    azp: z.guid(),
    roles: z.array(z.string()).max(ROLES_MAX).default([]),
  })

export function createTokens({ authority, tenantId, clientId, keys }: TokenOptions): Tokens {
  const claims = claimsOf(tenantId)
  const accepted = {
    algorithms: ['RS256'],
    issuer: `${authority}/${tenantId}/v2.0`,
    audience: [clientId, `api://${clientId}`],
    clockTolerance: CLOCK_TOLERANCE,
    requiredClaims: ['exp', 'nbf', 'iat'],
  }
  return {
    verify: async (token, now) => {
      const keyId = keyIdOf(token)
      if (keyId === null) return forged('is not one that Entra ID signs')
      const key = (await keys.read()).get(keyId) ?? (await keys.renew()).get(keyId)
      if (!key) return forged('is signed with a key that Entra ID does not have')
      try {
        const { payload } = await jwtVerify(token, key, { ...accepted, currentDate: new Date(now) })
        const parsed = claims.safeParse(payload)
        if (!parsed.success) return unfit(`has a wrong "${String(parsed.error.issues[0]?.path[0] ?? 'claim')}"`)
        const { oid, roles } = parsed.data
        return { kind: 'valid', objectId: oid, roles: ROLES.filter((role) => roles.includes(role)) }
      } catch (error) {
        return refusalOf(error)
      }
    },
  }
}

/** The id of the key that the token says it is signed with, or null when it is not of the one form that Entra gives. */
function keyIdOf(token: string): string | null {
  try {
    const { alg, kid } = decodeProtectedHeader(token)
    return alg === 'RS256' && typeof kid === 'string' && kid.length <= KEY_ID_CHARS_MAX ? kid : null
  } catch {
    return null
  }
}

/** The signature is checked before the claims: whatever fails later, Entra signed it. */
function refusalOf(error: unknown): TokenVerdict {
  if (error instanceof errors.JWTExpired) return unfit('has expired: sign in again')
  if (error instanceof errors.JWTClaimValidationFailed) return unfit(`has a wrong "${error.claim}"`)
  if (error instanceof errors.JOSEError) return forged('is not one that Entra ID signed')
  throw error
}

const forged = (detail: string): TokenVerdict => ({ kind: 'refused', detail: `The token ${detail}.`, isForged: true })
const unfit = (detail: string): TokenVerdict => ({ kind: 'refused', detail: `The token ${detail}.`, isForged: false })
