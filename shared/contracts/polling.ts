/** How often the dashboard reads again; the budget reckons its requests with the same numbers. */

export const LIST_POLL_MS = 3_000

/** A hidden page still notices a change, but does not wake the desk's database for nobody. */
export const HIDDEN_POLL_MS = 60_000

/** Readiness asks every neighbour; the mark in the frame of every page need not do so as often as a list. */
export const GLANCE_POLL_MS = 15_000
