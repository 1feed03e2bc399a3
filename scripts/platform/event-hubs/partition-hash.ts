/**
 * Which partition a key belongs to: Bob Jenkins' lookup3 (https://burtleburtle.net/bob/c/lookup3.c, hashlittle2) over
 * the key's UTF-8 bytes, folded to 16 bits as the service and its SDKs do, so that keyed events land where Azure puts
 * them.
 */

const GOLDEN = 0xdeadbeef

/** The partition, 0 to `partitions - 1`, of a key. */
export function partitionOfKey(key: string, partitions: number): number {
  const { b, c } = lookup3(Buffer.from(key, 'utf8'))
  const folded = ((b ^ c) << 16) >> 16
  return Math.abs(folded % partitions)
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

/** Little-endian word at `at`; bytes beyond the end count as zero. */
function wordAt(bytes: Buffer, at: number): number {
  const byte = (index: number): number => bytes[index] ?? 0
  return byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24)
}

function lookup3(bytes: Buffer): { b: number; c: number } {
  let a = (GOLDEN + bytes.length) | 0
  let b = a
  let c = a
  let at = 0
  while (bytes.length - at > 12) {
    a = (a + wordAt(bytes, at)) | 0
    b = (b + wordAt(bytes, at + 4)) | 0
    c = (c + wordAt(bytes, at + 8)) | 0
    a = ((a - c) | 0) ^ rotate(c, 4)
    c = (c + b) | 0
    b = ((b - a) | 0) ^ rotate(a, 6)
    a = (a + c) | 0
    c = ((c - b) | 0) ^ rotate(b, 8)
    b = (b + a) | 0
    a = ((a - c) | 0) ^ rotate(c, 16)
    c = (c + b) | 0
    b = ((b - a) | 0) ^ rotate(a, 19)
    a = (a + c) | 0
    c = ((c - b) | 0) ^ rotate(b, 4)
    b = (b + a) | 0
    at += 12
  }
  if (at === bytes.length) return { b, c }
  a = (a + wordAt(bytes, at)) | 0
  b = (b + wordAt(bytes, at + 4)) | 0
  c = (c + wordAt(bytes, at + 8)) | 0
  c = ((c ^ b) - rotate(b, 14)) | 0
  a = ((a ^ c) - rotate(c, 11)) | 0
  b = ((b ^ a) - rotate(a, 25)) | 0
  c = ((c ^ b) - rotate(b, 16)) | 0
  a = ((a ^ c) - rotate(c, 4)) | 0
  b = ((b ^ a) - rotate(a, 14)) | 0
  c = ((c ^ b) - rotate(b, 24)) | 0
  return { b, c }
}
