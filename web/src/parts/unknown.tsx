/** UNKNOWN is a word on this desk: a missing value is never shown as a blank, a dash or a zero. */
import type { ReactNode } from 'react'

export function Unknown({ why }: { readonly why?: string }) {
  return (
    <span className="unknown" title={why}>
      UNKNOWN
    </span>
  )
}

interface KnownProps<T> {
  readonly value: T | null
  readonly show: (value: T) => ReactNode
  readonly why?: string
}

/** The value as `show` writes it, or UNKNOWN with why. */
export function Known<T>({ value, show, why }: KnownProps<T>) {
  if (value !== null) return <>{show(value)}</>
  return why === undefined ? <Unknown /> : <Unknown why={why} />
}
