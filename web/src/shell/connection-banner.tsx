/** Says that the server is lost and how old the screen is; goes away by itself when it answers again. */
import { useSyncExternalStore } from 'react'
import { connectionOf, onServerClock, subscribeConnection } from '../api/connection.ts'
import { Age } from '../parts/age.tsx'

export function ConnectionBanner() {
  const { lostSince, answeredAt } = useSyncExternalStore(subscribeConnection, connectionOf)
  const isLost = lostSince !== null
  return (
    <div className={isLost ? 'banner' : 'banner banner-none'}>
      <p role="alert">{isLost ? 'The server does not answer. It is asked again every few seconds.' : ''}</p>
      {isLost ? (
        <p>
          {answeredAt === null ? (
            'Nothing has been read since this page was opened.'
          ) : (
            <>
              What is on the screen was read <Age at={onServerClock(answeredAt)} /> and may no longer be true.
            </>
          )}
        </p>
      ) : null}
    </div>
  )
}
