/** What an access token of the desk says its holder may do, for the words on the page alone. */
import { ROLES, type Role } from '../../../shared/contracts/roles.ts'

/** Who is signed in. */
export interface Person {
  readonly name: string
  /** Null: the token does not tell. */
  readonly roles: readonly Role[] | null
}

const textOf = (base64url: string): string =>
  new TextDecoder().decode(
    Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0)),
  )

/** The known roles of a JWT's `roles` claim, none where the claim is absent; null when the token cannot be read. */
export function rolesOf(token: string): readonly Role[] | null {
  try {
    const claims: unknown = JSON.parse(textOf(token.split('.')[1] ?? ''))
    if (claims === null || typeof claims !== 'object') return null
    const roles: unknown = 'roles' in claims ? claims.roles : []
    return Array.isArray(roles) ? ROLES.filter((role) => roles.includes(role)) : null
  } catch {
    return null
  }
}
