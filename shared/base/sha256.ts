/**
 * SHA-256 as plain computation, which the pure rooms and the browser can do. In the Functions bundle Node's own stands
 * in its place: scripts/building/native-sha256.ts.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** SHA-256 of the text in UTF-8, in lower-case hexadecimal (64 characters). */
export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))

export type Bytes = Uint8Array | Int8Array | Int32Array | Float64Array

/** The same of bytes that stand behind each other. Numbers of a typed array count as this machine lays them out. */
export function sha256OfBytes(parts: readonly Bytes[]): string {
  const hash = sha256.create()
  for (const { buffer, byteOffset, byteLength } of parts) hash.update(new Uint8Array(buffer, byteOffset, byteLength))
  return bytesToHex(hash.digest())
}
