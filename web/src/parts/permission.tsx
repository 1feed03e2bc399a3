/** What a change or a read needs of its caller: the operator token, or a role of who is signed in. */
import type { Role } from '../../../shared/contracts/roles.ts'
import { type Person, type Session, useSession } from '../session/session.ts'
import { TokenField } from './token-field.tsx'

const rolesText = (roles: readonly Role[]): string =>
  roles.length === 0 ? 'you have none' : `you have ${roles.join(' and ')}`

/** Why this person may not; null when they may, or when it is not known and the desk is asked. */
function refusalOf(session: Session, needs: Role): string | null {
  if (session.kind !== 'signed-in') return null
  const { roles } = session.person
  if (roles === null || roles.includes(needs)) return null
  return `This needs the role ${needs}; ${rolesText(roles)}.`
}

/** The words beside a control that is not offered to who is signed in; null when it is offered. */
export const useRefusal = (needs: Role): string | null => refusalOf(useSession(), needs)

interface PermissionProps {
  readonly needs: Role
  /** What the desk said of the last attempt, in words for a token; null when nothing was wrong with it. */
  readonly error: string | null
}

/** Where the desk takes a token, its field; else nothing, or why the control beside it is not offered. */
export function Permission({ needs, error }: PermissionProps) {
  const session = useSession()
  if (session.kind === 'operator-token') return <TokenField error={error} />
  const refusal = refusalOf(session, needs)
  return refusal === null ? null : <p className="note note-warn">{refusal} Roles are given in Entra ID.</p>
}

/** Beside what the caller may not read: the field for a token, or who is signed in with what. */
export function ReadPermission() {
  const session = useSession()
  if (session.kind === 'operator-token') return <TokenField error={null} />
  return session.kind === 'signed-in' ? <p className="quiet">{whoText(session.person)}</p> : null
}

const whoText = ({ name, roles }: Person): string =>
  `You are signed in as ${name}; ${roles === null ? 'your roles are UNKNOWN' : rolesText(roles)}.`
