/** The browser's address as React state, and links that change it without loading the page again. */
import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from 'react'
import type { Book } from '../../../shared/contracts/books.ts'
import { type Route, routeOf, searchOf, type View, viewOf } from './route.ts'
import { rememberBook, rememberedBook } from './settings.ts'

const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}
window.addEventListener('popstate', tell)

export function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Goes to an address of the dashboard. `replace` leaves no step back, for filters typed letter by letter. */
export function navigate(href: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(null, '', href)
  else history.replaceState(null, '', href)
  tell()
}

export function useRoute(): Route {
  const path = useSyncExternalStore(subscribe, () => location.pathname)
  return routeOf(path)
}

export interface ViewState {
  /** The view with its book decided: the address, else the one shown last. */
  readonly view: View & { readonly book: Book }
  readonly change: (part: Partial<View>) => void
}

/** What the lists on this page show, kept in the address so that it can be sent to a colleague. */
export function useView(): ViewState {
  const search = useSyncExternalStore(subscribe, () => location.search)
  const said = viewOf(search)
  const view = { ...said, book: said.book ?? rememberedBook() }
  const change = (part: Partial<View>) => {
    if (part.book) rememberBook(part.book)
    navigate(`${location.pathname}${searchOf({ ...view, ...part })}`, 'replace')
  }
  return { view, change }
}

function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
}

export function Link({ href, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { readonly href: string }) {
  const follow = (event: MouseEvent) => {
    if (!isPlainClick(event)) return
    event.preventDefault()
    navigate(href)
  }
  return <a href={href} onClick={follow} {...rest} />
}
