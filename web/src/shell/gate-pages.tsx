/** The pages that stand in the place of every other while nobody who may read is known to the desk. */
import { Empty, Panel } from '../parts/panel.tsx'
import { TokenField } from '../parts/token-field.tsx'
import type { Person } from '../session/roles.ts'
import { type Session, signIn, signOut } from '../session/session.ts'
import { Link } from './location.tsx'
import { PageHead } from './page-head.tsx'
import { hrefOf } from './route.ts'

export default function GatePage({ session }: { readonly session: Session }) {
  switch (session.kind) {
    case 'starting':
      return null
    case 'broken':
      return <BrokenPage words={session.words} />
    case 'signed-out':
      return <SignInPage words={session.words} />
    case 'operator-token':
      return <TokenPage isWrong={session.readsRefused === 'wrong'} />
    case 'signed-in':
      return <NoRolePage person={session.person} />
  }
}

function SignInPage({ words }: { readonly words: string | null }) {
  return (
    <>
      <PageHead title="Sign in" about="This desk answers only to people it knows." />
      <Panel title="Microsoft Entra ID">
        {words === null ? null : (
          <p className="note note-bad" role="alert">
            {words}
          </p>
        )}
        <p className="pad">You sign in at Microsoft and come back to this page. No password is typed here.</p>
        <div className="buttons pad">
          <button type="button" className="primary" onClick={() => void signIn()}>
            Sign in
          </button>
        </div>
      </Panel>
    </>
  )
}

function TokenPage({ isWrong }: { readonly isWrong: boolean }) {
  return (
    <>
      <PageHead title="Operator token" about="This desk answers only to callers with its token." />
      <Panel title="Who asks">
        <p className="note note-warn" role="alert">
          {isWrong ? 'The operator token is not the right one.' : 'Nothing can be read here without it.'}
        </p>
        <form className="pad" onSubmit={(event) => event.preventDefault()} aria-label="Give the token">
          <TokenField error={null} />
          <div className="buttons">
            <button type="submit" className="primary">
              Open the desk
            </button>
          </div>
        </form>
        <p className="pad">
          Whether the desk is ready needs no token: see <Link href={hrefOf.health()}>Health</Link>.
        </p>
      </Panel>
    </>
  )
}

function NoRolePage({ person }: { readonly person: Person }) {
  return (
    <>
      <PageHead title="No role" about={`You are signed in as ${person.name}.`} />
      <Panel title="What is missing">
        <Empty title="You have no role at this desk, so it shows you nothing.">
          <p>
            Whoever keeps the desk gives you Viewer, Operator or Approver in Entra ID. Then sign out and in again: roles
            are read when you sign in. Or you are signed in as somebody else than you meant.
          </p>
        </Empty>
        <div className="buttons pad">
          <button type="button" onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </Panel>
    </>
  )
}

function BrokenPage({ words }: { readonly words: string }) {
  return (
    <>
      <PageHead title="Signing in is not set up" about="So nothing of the desk can be shown." />
      <Panel title="What is wrong">
        <div className="note note-bad" role="alert">
          <p>
            <strong>This site does not say how to sign in.</strong> {words}
          </p>
        </div>
        <p className="pad">Whoever keeps the site uploads it again with its sign-in.json.</p>
        <div className="buttons pad">
          <button type="button" onClick={() => location.reload()}>
            Load again
          </button>
        </div>
      </Panel>
    </>
  )
}
