/** What a page keeps in its address by words of its own, so that it can be sent to a colleague. */
import { useSyncExternalStore } from 'react'
import { navigate, subscribe } from './location.tsx'

export interface Said {
  /** The word at a name; empty when nothing is said. */
  readonly said: (name: string) => string
  /** Says some words anew; an empty one is taken out. Leaves no step back. */
  readonly say: (words: Readonly<Record<string, string>>) => void
}

/** Always the same function, and it starts from the address as it is when called. */
function say(words: Readonly<Record<string, string>>): void {
  const query = new URLSearchParams(location.search)
  for (const [name, word] of Object.entries(words)) {
    if (word === '') query.delete(name)
    else query.set(name, word)
  }
  const text = query.toString()
  navigate(`${location.pathname}${text === '' ? '' : `?${text}`}`, 'replace')
}

export function useSaid(): Said {
  const search = useSyncExternalStore(subscribe, () => location.search)
  const query = new URLSearchParams(search)
  return { said: (name) => query.get(name) ?? '', say }
}

/** The word at a name when it is one of these. */
export const oneOf = <T extends string>(words: readonly T[], word: string): T | null =>
  words.find((each) => each === word) ?? null
