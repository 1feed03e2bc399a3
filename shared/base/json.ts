/** JSON that others wrote. */

/** The value; undefined where the text is no JSON, for the schema behind it to refuse. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
