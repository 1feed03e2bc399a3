/** The title of a page: names the browser tab and takes the focus when the page is reached by a link. */
import { type ReactNode, useEffect, useRef } from 'react'
import { Link } from './location.tsx'

interface PageHeadProps {
  readonly title: string
  readonly about: ReactNode
  readonly back?: { readonly href: string; readonly text: string }
}

/** True once a page has been shown: the first page leaves the focus where the browser put it. */
let hasShownPage = false

export function PageHead({ title, about, back }: PageHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Gatehouse`
    if (hasShownPage) {
      heading.current?.focus({ preventScroll: true })
      window.scrollTo(0, 0)
    }
    hasShownPage = true
  }, [title])
  return (
    <header className="page-head">
      {back ? <Link href={back.href}>← {back.text}</Link> : null}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p className="quiet">{about}</p>
    </header>
  )
}
