/** Named values side by side: a description list, two to many columns wide as room allows. */
import type { ReactNode } from 'react'

/** A name, its value, and `wide` when the value needs a line of its own. */
export type Fact = readonly [name: string, value: ReactNode, room?: 'wide']

export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value, room]) => (
        <div key={name} className={room}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
