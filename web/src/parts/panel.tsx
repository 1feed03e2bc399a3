/** A titled part of a page, with the age of what it shows, and the three states of everything that is read. */
import { type ReactNode, useId } from 'react'
import { onServerClock } from '../api/connection.ts'
import { type Fault, faultOf } from '../api/fault.ts'
import { Age } from './age.tsx'
import { FaultNote } from './fault-note.tsx'

export interface PanelProps {
  readonly title: string
  /** When the shown data was last confirmed, by the browser's clock; 0 before the first answer. */
  readonly readAt?: number
  readonly aside?: ReactNode
  readonly children: ReactNode
}

export function Panel({ title, readAt, aside, children }: PanelProps) {
  const id = useId()
  return (
    <section className="panel" aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {aside}
        {readAt ? (
          <span className="panel-age">
            read <Age at={onServerClock(readAt)} />
          </span>
        ) : null}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  )
}

/** The part of a query that a panel needs. */
export interface Reading<T> {
  readonly data: T | undefined
  readonly error: Error | null
}

const TOLD_ABOVE: readonly (Fault['kind'] | undefined)[] = ['lost', 'unsigned']

interface LoadedProps<T> {
  readonly reading: Reading<T>
  readonly children: (data: T) => ReactNode
}

/** Waiting, at fault, or there. A fault after a good answer stands above that answer, whose age the panel shows. */
export function Loaded<T>({ reading, children }: LoadedProps<T>) {
  const { data, error } = reading
  // The banners tell of a lost server and of an ended sign-in once for the whole page.
  const isToldAbove = data !== undefined && error !== null && TOLD_ABOVE.includes(faultOf(error)?.kind)
  return (
    <>
      {error && !isToldAbove ? <FaultNote error={error} stale={data !== undefined} /> : null}
      {data !== undefined ? children(data) : null}
      {data === undefined && !error ? <p className="quiet pad">Reading…</p> : null}
    </>
  )
}

/** Nothing to show: says so, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  )
}
