/**
 * SHA-256 as plain computation, which the pure rooms and the browser can do. In the Functions bundle Node's own stands
 * in its place: scripts/building/native-sha256.ts.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** SHA-256 of the text in UTF-8, in lower-case hexadecimal (64 characters). */
export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))
