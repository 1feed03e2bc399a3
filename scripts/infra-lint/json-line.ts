/** Where a key stands in a JSON text. */

/** The line of the first `"key":`, counted from 1; 1 where the key is not written. */
export function lineOfKey(text: string, key: string): number {
  const at = text.indexOf(`${JSON.stringify(key)}:`)
  return at < 0 ? 1 : text.slice(0, at).split('\n').length
}
