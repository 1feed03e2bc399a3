/** The operator token of this tab. Kept in sessionStorage: it ends with the tab and no other origin can read it. */
const KEY = 'gatehouse.token'

const listeners = new Set<() => void>()

export const operatorTokenOf = (): string => sessionStorage.getItem(KEY) ?? ''

export function setOperatorToken(token: string): void {
  if (token === '') sessionStorage.removeItem(KEY)
  else sessionStorage.setItem(KEY, token)
  for (const listener of listeners) listener()
}

export function subscribeOperatorToken(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
