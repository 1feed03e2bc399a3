/** Assertions for bugs. Business refusals are values and outside faults are Unavailable; neither is an assertion. */

class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** Throws AssertionError when the claim does not hold: the program is wrong, not its input. */
export function assert(claim: unknown, message: string): asserts claim {
  if (!claim) throw new AssertionError(message)
}

/** The value, which the caller knows to be present. */
export function present<T>(value: T | null | undefined, what: string): T {
  assert(value !== null && value !== undefined, `${what} is missing`)
  return value
}
