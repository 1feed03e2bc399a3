/** How old a value is; the exact time is in the tooltip, and beside the age once the age says little. */
import type { Instant } from '../../../shared/base/instant.ts'
import { isoOf } from '../../../shared/base/instant.ts'
import { ageText, exactText, isOld, titleText } from '../format/age.ts'
import { useTextNow } from '../shell/ticker.ts'
import { Unknown } from './unknown.tsx'

export function Age({ at }: { readonly at: Instant | null }) {
  return at === null ? <Unknown /> : <KnownAge at={at} />
}

function KnownAge({ at }: { readonly at: Instant }) {
  const text = useTextNow((now) => (isOld(at, now) ? `${exactText(at)} · ${ageText(at, now)}` : ageText(at, now)))
  return (
    <time dateTime={isoOf(at)} title={titleText(at)} className="age">
      {text}
    </time>
  )
}

/** The exact time first, the age behind it: for trails, where the order of moments is the story. */
export function Moment({ at }: { readonly at: Instant }) {
  const age = useTextNow((now) => ageText(at, now))
  return (
    <time dateTime={isoOf(at)} title={titleText(at)} className="age">
      {exactText(at)} <span className="quiet">· {age}</span>
    </time>
  )
}
