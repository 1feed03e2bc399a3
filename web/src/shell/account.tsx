/** Who is signed in, what they may do, and the way out. */
import { signOut, useSession } from '../session/session.ts'

export function Account() {
  const session = useSession()
  if (session.kind !== 'signed-in') return null
  const { name, roles } = session.person
  const words = roles === null ? 'roles UNKNOWN' : roles.join(', ') || 'no role'
  return (
    <div className="account">
      <p title={`${name}: ${words}`}>
        <span className="hidden">Signed in: </span>
        <span className="account-name">{name}</span>
        <span className="quiet">{words}</span>
      </p>
      <button type="button" className="small" onClick={() => void signOut()}>
        Sign out
      </button>
    </div>
  )
}
