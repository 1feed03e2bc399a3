/** Keeps every page shut while nobody who may read is known to the desk, and says what to do. */
import { lazy, type ReactNode, Suspense } from 'react'
import { FaultBoundary } from '../parts/fault-boundary.tsx'
import { type Session, useSession } from '../session/session.ts'
import type { Route } from './route.ts'

const GatePage = lazy(() => import('./gate-pages.tsx'))

/** True when pages can be read: then they are offered as links. */
export function isOpen(session: Session): boolean {
  if (session.kind === 'operator-token') return session.readsRefused === null
  return session.kind === 'signed-in' && session.person.roles?.length !== 0
}

/** Whether the desk is ready is public, but for a page that knows nobody yet there is a way to be known first. */
const isPublic = (page: Route['page'], { kind }: Session): boolean =>
  page === 'health' && (kind === 'operator-token' || kind === 'signed-in')

interface GateProps {
  readonly page: Route['page']
  readonly children: ReactNode
}

export function Gate({ page, children }: GateProps) {
  const session = useSession()
  if (isOpen(session) || isPublic(page, session)) return children
  const waiting = <p className="quiet">Finding out who you are…</p>
  if (session.kind === 'starting') return waiting
  return (
    <FaultBoundary what="The page">
      <Suspense fallback={waiting}>
        <GatePage session={session} />
      </Suspense>
    </FaultBoundary>
  )
}
