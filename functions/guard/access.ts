/**
 * Who calls: the front door, then the caller, then the role. Denied unless something allows it.
 *
 * A machine brings the operator token, a person or a workload a token of Entra ID. Either way the roles decide; a
 * caller who is known and has none of them may do nothing.
 */
import { hash, timingSafeEqual } from 'node:crypto'
import type { HttpRequest } from '@azure/functions'
import type { Role } from '../../shared/contracts/roles.ts'
import { OPERATOR_TOKEN_CHARS_MIN } from '../../shared/contracts/secrets.ts'
import type { Context } from '../context.ts'
import { type Access, ROLES_OF } from './endpoint.ts'
import { createFailedLogins } from './failed-logins.ts'
import { HttpProblem } from './problem.ts'

export interface Caller {
  readonly actor: string
  readonly mayRead: boolean
}

type Identity =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'known'; readonly actor: string; readonly roles: readonly Role[] }
  | { readonly kind: 'wrong'; readonly detail: string; readonly isGuess: boolean }

const ANONYMOUS: Identity = { kind: 'anonymous' }
/** Longer than any token of Entra ID, which keeps them below the usual bound of all headers together. */
const TOKEN_CHARS_MAX = 8_192
/** Three parts of base64url, the last of which an unsigned one leaves empty (RFC 7515 §3.1). */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/

const failedLogins = createFailedLogins()

/** Admits the caller or throws: 403 past the front door or without the role, 401 without a right token, 429, 503. */
export async function admit(request: HttpRequest, access: Access, context: Context): Promise<Caller> {
  const { anonymousReads, frontDoorId } = context.config.access
  if (frontDoorId !== null && !equal(request.headers.get('x-azure-fdid') ?? '', frontDoorId)) {
    throw new HttpProblem(403, 'NOT_THROUGH_FRONT_DOOR', 'Call the desk by its public address.')
  }
  // What is public is answered whoever asks, also while nobody can be known.
  const identity =
    access === 'public' ? await identify(request, context).catch(() => ANONYMOUS) : await identify(request, context)
  if (identity.kind === 'known') return allowed(identity, access)
  if (identity.kind === 'wrong' && access !== 'public') throw unauthenticated(identity.detail)
  if (access === 'public' || (access === 'read' && anonymousReads)) {
    return { actor: 'anonymous', mayRead: anonymousReads }
  }
  throw unauthenticated(access === 'read' ? TO_READ : TO_CHANGE)
}

function allowed({ actor, roles }: Identity & { kind: 'known' }, access: Access): Caller {
  const wanted = ROLES_OF[access]
  if (access !== 'public' && !roles.some((role) => wanted.includes(role))) {
    const has = roles.length === 0 ? 'none of the desk’s roles' : roles.join(' and ')
    throw new HttpProblem(403, 'ROLE_REQUIRED', `This needs the role ${wanted.join(' or ')}; the caller has ${has}.`)
  }
  return { actor, mayRead: roles.length > 0 }
}

/** Throws 429 for an address that failed too often, and Unavailable while it cannot be told who calls. */
async function identify(request: HttpRequest, context: Context): Promise<Identity> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null
  const token = bearer ?? request.headers.get('x-ops-token')
  if (token === null) return ANONYMOUS
  const now = context.clock.now()
  // The other address that Front Door tells, X-Azure-ClientIP, is the caller's to choose:
  // https://learn.microsoft.com/azure/frontdoor/front-door-http-headers-protocol
  const address = request.headers.get('x-azure-socketip')
  const waitMs = address ? failedLogins.waitMs(address, context.config.access.failedLoginsPerMinute, now) : 0
  if (waitMs > 0) {
    throw new HttpProblem(429, 'TOO_MANY_FAILED_LOGINS', 'Too many wrong tokens came from this address. Wait.', {
      headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) },
    })
  }
  const identity = await whoHas({ token, isBearer: bearer !== null }, context, now)
  if (address && identity.kind === 'wrong' && identity.isGuess) failedLogins.count(address, now)
  return identity
}

async function whoHas(
  { token, isBearer }: { readonly token: string; readonly isBearer: boolean },
  { config, secrets, tokens }: Context,
  now: number,
): Promise<Identity> {
  if (token.length > TOKEN_CHARS_MAX) return { kind: 'wrong', detail: 'The token is too long.', isGuess: true }
  let fault: { readonly error: unknown } | null = null
  const operatorToken = await secrets.read('OPERATOR-TOKEN').catch((error: unknown) => {
    fault = { error }
    return null
  })
  if (operatorToken !== null && operatorToken.length >= OPERATOR_TOKEN_CHARS_MIN && equal(token, operatorToken)) {
    return { kind: 'known', actor: 'operator', roles: config.access.operatorTokenRoles }
  }
  // People sign in also while the vault is away; a token that could be the operator's waits for it.
  if (tokens && isBearer && JWT.test(token)) {
    const verdict = await tokens.verify(token, now)
    if (verdict.kind === 'refused') return { kind: 'wrong', detail: verdict.detail, isGuess: verdict.isForged }
    return { kind: 'known', actor: `entra:${verdict.objectId}`, roles: verdict.roles }
  }
  if (fault) throw (fault as { readonly error: unknown }).error
  return { kind: 'wrong', detail: 'The token is not the right one.', isGuess: true }
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer')
/** Compares digests, so that neither content nor length shows in the time it takes. */
const equal = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

const TO_READ = 'Reading needs a token as "Authorization: Bearer …" or the operator token as "X-Ops-Token".'
const TO_CHANGE = 'This changes the desk: send a token as "Authorization: Bearer …" or the operator’s as "X-Ops-Token".'

const unauthenticated = (detail: string): HttpProblem =>
  new HttpProblem(401, 'UNAUTHENTICATED', detail, { headers: { 'www-authenticate': 'Bearer realm="gatehouse"' } })
