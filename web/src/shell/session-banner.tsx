/** Says that no token can be had for who is signed in. The page stays as it is: what was typed is not lost. */
import { signIn, useSession } from '../session/session.ts'

export function SessionBanner() {
  const session = useSession()
  const trouble = session.kind === 'signed-in' ? session.trouble : null
  return (
    <div className={trouble === null ? 'banner banner-none' : 'banner'}>
      <p role="alert">{trouble?.words ?? ''}</p>
      {trouble === null ? null : (
        <button type="button" className="small" onClick={() => void signIn()}>
          Sign in again
        </button>
      )}
    </div>
  )
}
