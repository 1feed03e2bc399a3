/** Who calls: the front door, then the caller. Denied unless something allows it. */
import { hash, timingSafeEqual } from 'node:crypto'
import type { HttpRequest } from '@azure/functions'
import type { Context } from '../context.ts'
import type { Access } from './endpoint.ts'
import { HttpProblem } from './problem.ts'

export interface Caller {
  readonly actor: string
  readonly mayRead: boolean
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer')
/** Compares digests, so that neither content nor length shows in the time it takes. */
const equal = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

/** Admits the caller or throws: 403 past the front door, 401 without the right token. */
export function admit(request: HttpRequest, access: Access, { config, secrets }: Context): Caller {
  const { frontDoorId, anonymousReads } = config.access
  if (frontDoorId !== null && !equal(request.headers.get('x-azure-fdid') ?? '', frontDoorId)) {
    throw new HttpProblem(403, 'NOT_THROUGH_FRONT_DOOR', 'Call the desk by its public address.')
  }
  const token = tokenOf(request)
  const known = token !== null && secrets.operatorToken !== null && equal(token, secrets.operatorToken)
  if (token !== null && !known && access !== 'public') throw unauthenticated('The operator token is not the right one.')
  if (known) return { actor: 'operator', mayRead: true }
  if (access === 'operate') {
    throw unauthenticated(
      'This changes the desk: send the operator token as "Authorization: Bearer …" or "X-Ops-Token".',
    )
  }
  if (access === 'read' && !anonymousReads) {
    throw unauthenticated('Reading needs the operator token as "Authorization: Bearer …" or "X-Ops-Token".')
  }
  return { actor: 'anonymous', mayRead: anonymousReads }
}

function tokenOf(request: HttpRequest): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  return bearer ?? request.headers.get('x-ops-token')
}

const unauthenticated = (detail: string): HttpProblem =>
  new HttpProblem(401, 'UNAUTHENTICATED', detail, { headers: { 'www-authenticate': 'Bearer realm="gatehouse"' } })
