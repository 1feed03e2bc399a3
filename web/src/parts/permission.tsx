/** What a change or a read needs of its caller: the operator token, or a role of who is signed in. */
import type { Role } from '../../../shared/contracts/roles.ts'
import type { Person } from '../session/roles.ts'
import { type Session, useSession } from '../session/session.ts'
import { TokenField } from './token-field.tsx'

const rolesText = (roles: readonly Role[]): string =>
  roles.length === 0 ? 'you have none' : `you have ${roles.join(' and ')}`

/** The roles of a person who is known to lack this one; null of everybody else, whom the desk judges. */
function rolesWithout(needs: Role, session: Session): readonly Role[] | null {
  const roles = session.kind === 'signed-in' ? session.person.roles : null
  return roles?.includes(needs) ? null : roles
}

/** False while who is signed in is known to lack the role. */
export const useMay = (needs: Role): boolean => rolesWithout(needs, useSession()) === null

interface PermissionProps {
  readonly needs: Role
  /** What is done with it, where the place does not tell. */
  readonly what?: string
  /** What the desk said of the last attempt, in words for a token; null when nothing was wrong with it. */
  readonly error: string | null
}

/** Where the desk takes a token, its field; else nothing, or why the control beside it is not offered. */
export function Permission({ needs, what = 'This', error }: PermissionProps) {
  const session = useSession()
  if (session.kind === 'operator-token') return <TokenField error={error} />
  const roles = rolesWithout(needs, session)
  if (roles === null) return null
  return (
    <p className="note note-warn">
      {what} needs the role {needs}; {rolesText(roles)}. Roles are given in Entra ID.
    </p>
  )
}

/** Beside what the caller may not read: the field for a token, or who is signed in with what. */
export function ReadPermission() {
  const session = useSession()
  if (session.kind === 'operator-token') return <TokenField error={null} />
  return session.kind === 'signed-in' ? <p className="quiet">{whoText(session.person)}</p> : null
}

const whoText = ({ name, roles }: Person): string =>
  `You are signed in as ${name}; ${roles === null ? 'your roles are UNKNOWN' : rolesText(roles)}.`
