/** Content digests and deterministic ids: the same logical event has the same id wherever and whenever it is made. */
import { rememberingNames } from './memory.ts'
import { sha256Hex } from './sha256.ts'

/** The name of a field as it stands before its value. */
const quoted = rememberingNames((name) => `${JSON.stringify(name)}:`)

/** JSON with the keys of every object sorted, so that equal values have equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  let text = '{'
  for (const key of Object.keys(value).sort()) {
    const item = (value as Record<string, unknown>)[key]
    if (item === undefined) continue
    if (text !== '{') text += ','
    text += quoted(key) + canonicalJson(item)
  }
  return `${text}}`
}

/** SHA-256 of the text, in lower-case hexadecimal (64 characters). */
export function digestOf(text: string): string {
  return sha256Hex(text)
}

/** Id of a logical event: the first 32 hexadecimal characters of the digest of its kind and parts. */
export function idOf(kind: string, ...parts: readonly (string | number)[]): string {
  return digestOf(canonicalJson([kind, ...parts])).slice(0, 32)
}

/** FNV-1a, 32 bits, over UTF-16 code units: a seed from a text, not an id. Fowler, Noll and Vo, 1991. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}
