/**
 * Who uses the page, and with which token it asks. The store that the frame, the pages and the API client share.
 *
 * What it says of roles only words the page: the desk decides by the token, whatever stands here.
 */
import { useSyncExternalStore } from 'react'
import type { Entra } from './entra.ts'
import { SignInFault } from './fault.ts'
import { operatorTokenOf, subscribeOperatorToken } from './operator-token.ts'
import { forgetPending } from './pending.ts'
import { asksForToken, readSignIn } from './read-sign-in.ts'
import type { Person } from './roles.ts'

export type Session =
  /** How the page signs in is being read, or somebody is on the way to or from the sign-in service. */
  | { readonly kind: 'starting' }
  /** The desk takes the operator token. `readsRefused`: nor does it take a read without, and which one it has got. */
  | { readonly kind: 'operator-token'; readonly readsRefused: 'none' | 'wrong' | null }
  /** Nobody is signed in. `words`: how the last attempt ended. */
  | { readonly kind: 'signed-out'; readonly words: string | null }
  | { readonly kind: 'signed-in'; readonly person: Person; readonly trouble: Trouble | null }
  /** The site does not say how to sign in. */
  | { readonly kind: 'broken'; readonly words: string }

/** Why no token can be had. An ended sign-in stays ended until its person signs in again. */
export interface Trouble {
  readonly hasEnded: boolean
  readonly words: string
}

/** Set from the first attempt to sign in until it succeeds, and after signing out: then a button must be pressed. */
const ASK_FIRST = 'gatehouse.ask-before-sign-in'

/** Who was signed in last in this tab, by the service's id. */
const PERSON = 'gatehouse.person'

let session: Session = { kind: 'starting' }
let entra: Entra | null = null
/** The header with the operator token that was refused: with every read it would count as a failure each time. */
let refusedHeader: string | null = null
/** The access token whose person is shown. */
let shownToken: string | null = null
const listeners = new Set<() => void>()
const started = Promise.withResolvers<void>()

function change(next: Session): void {
  session = next
  if (next.kind !== 'starting') started.resolve()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useSession = (): Session => useSyncExternalStore(subscribe, () => session)

/** Finds out how this site signs in, and signs in where that needs nobody's hand. */
export async function startSession(): Promise<void> {
  try {
    const wire = await readSignIn()
    if (asksForToken(wire)) {
      subscribeOperatorToken(() => change({ kind: 'operator-token', readsRefused: null }))
      return change({ kind: 'operator-token', readsRefused: null })
    }
    // Loaded only where it is used: it is half as heavy as everything else of the first page.
    const { Entra } = await import('./entra.ts')
    entra = await Entra.open(wire)
  } catch (error) {
    return change({ kind: 'broken', words: error instanceof Error ? error.message : String(error) })
  }
  await resume(entra)
}

/** Comes back from the sign-in service, or takes up what this tab still has; else the first visit goes there. */
async function resume(from: Entra): Promise<void> {
  try {
    const personId = await from.resume()
    if (personId !== null) {
      show(from, await from.token())
      forgetOthers(personId)
      return sessionStorage.removeItem(ASK_FIRST)
    }
  } catch (error) {
    if (!(error instanceof SignInFault)) throw error
    if (!error.hasEnded) return change({ kind: 'signed-out', words: error.message })
  }
  // Never twice by itself: a sign-in that leads nowhere must not go round in circles.
  if (sessionStorage.getItem(ASK_FIRST) === null) return await signIn()
  change({ kind: 'signed-out', words: null })
}

/** A change of somebody else that was not answered must not be asked for again: under another name it is a new one. */
function forgetOthers(personId: string): void {
  const before = sessionStorage.getItem(PERSON)
  if (before !== null && before !== personId) forgetPending()
  sessionStorage.setItem(PERSON, personId)
}

function show(from: Entra, token: string): void {
  shownToken = token
  change({ kind: 'signed-in', person: from.personOf(token), trouble: null })
}

/** Leaves the page for the sign-in service, which sends back to this very page. */
export async function signIn(): Promise<void> {
  if (entra === null) return
  sessionStorage.setItem(ASK_FIRST, '1')
  // Somebody whose sign-in has ended keeps the page until it is left: what was typed is still on it.
  const before = session
  if (before.kind !== 'signed-in') change({ kind: 'starting' })
  try {
    await entra.signIn()
  } catch (error) {
    if (!(error instanceof SignInFault)) throw error
    const words = error.message
    if (before.kind === 'signed-in') change({ ...before, trouble: { hasEnded: true, words } })
    else change({ kind: 'signed-out', words })
  }
}

/** Forgets everything this tab knows, a change that was not answered too, and ends the session at the service. */
export async function signOut(): Promise<void> {
  if (entra === null) return
  change({ kind: 'starting' })
  await entra.signOut(() => {
    sessionStorage.clear()
    sessionStorage.setItem(ASK_FIRST, '1')
  })
}

/** The header that says who asks; none for a caller without a name. Throws SignInFault when a token cannot be had. */
export async function authorization(): Promise<Readonly<Record<string, string>>> {
  await started.promise
  if (session.kind === 'operator-token') return bearer(operatorTokenOf())
  if (session.kind !== 'signed-in' || entra === null) return {}
  if (session.trouble?.hasEnded) throw new SignInFault(session.trouble.words, true)
  try {
    const token = await entra.token()
    if (token !== shownToken || session.trouble !== null) show(entra, token)
    return bearer(token)
  } catch (error) {
    if (error instanceof SignInFault) inTrouble({ hasEnded: error.hasEnded, words: error.message })
    throw error
  }
}

const bearer = (token: string): Readonly<Record<string, string>> =>
  token === '' ? {} : { authorization: `Bearer ${token}` }

/** As `authorization`, for what everyone may read where the desk says so: a token known to be wrong stays away. */
export async function readAuthorization(): Promise<Readonly<Record<string, string>>> {
  const identity = await authorization()
  return identity.authorization === refusedHeader ? {} : identity
}

function inTrouble(trouble: Trouble): void {
  if (session.kind !== 'signed-in' || session.trouble?.words === trouble.words) return
  change({ ...session, trouble })
}

/** Takes note that the desk did not accept who asked (401). True when the read is worth asking with what is held. */
export function refused(identity: Readonly<Record<string, string>>, words: string): boolean {
  if (session.kind === 'signed-in') {
    inTrouble({ hasEnded: true, words: `The desk does not accept this sign-in. ${words}` })
    return false
  }
  if (session.kind !== 'operator-token') return false
  const { authorization: sent } = identity
  const { authorization: held } = bearer(operatorTokenOf())
  // The refusal is of what was sent: a token that was given meanwhile has not been judged yet.
  if (sent !== undefined) refusedHeader = sent
  if (sent !== undefined || (held !== undefined && held !== refusedHeader)) return true
  change({ ...session, readsRefused: held === undefined ? 'none' : 'wrong' })
  return false
}
