/** A certificate for this machine that signs itself: whoever is told to trust it sees a server of that name. */
import { generateKeyPairSync, sign } from 'node:crypto'

export interface Certificate {
  /** Both as PEM. */
  readonly certificate: string
  readonly key: string
}

const TAG = {
  boolean: 1,
  integer: 2,
  bits: 3,
  octets: 4,
  oid: 6,
  text: 12,
  time: 23,
  sequence: 0x30,
  set: 0x31,
} as const

/** A value of DER: its tag, its length, its content. https://www.rfc-editor.org/rfc/rfc5280 */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

/** Object identifiers as their encoded bytes. */
const OID = {
  commonName: [0x55, 4, 3],
  subjectAltName: [0x55, 29, 17],
  basicConstraints: [0x55, 29, 19],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2],
} as const
const oid = (name: keyof typeof OID): Buffer => der(TAG.oid, Buffer.from(OID[name]))
const TRUE = der(TAG.boolean, Buffer.from([0xff]))
const DNS_NAME = 0x82

/** Good from 2020 to 2049. */
const VALIDITY = ['200101000000Z', '491231235959Z'].map((time) => der(TAG.time, Buffer.from(time)))

export function makeCertificate(hostName: string): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(TAG.sequence, oid('ecdsaWithSha256'))
  const common = der(TAG.sequence, oid('commonName'), der(TAG.text, Buffer.from(hostName)))
  const name = der(TAG.sequence, der(TAG.set, common))
  const names = der(TAG.sequence, der(DNS_NAME, Buffer.from(hostName)))
  const extensions = der(
    TAG.sequence,
    der(TAG.sequence, oid('subjectAltName'), der(TAG.octets, names)),
    der(TAG.sequence, oid('basicConstraints'), TRUE, der(TAG.octets, der(TAG.sequence, TRUE))),
  )
  const told = der(
    TAG.sequence,
    der(0xa0, der(TAG.integer, Buffer.from([2]))), // version 3
    der(TAG.integer, Buffer.from([1])),
    ...[algorithm, name, der(TAG.sequence, ...VALIDITY), name, publicKey.export({ type: 'spki', format: 'der' })],
    der(0xa3, extensions),
  )
  const signature = der(TAG.bits, Buffer.from([0]), sign('sha256', told, privateKey))
  const bytes = der(TAG.sequence, told, algorithm, signature)
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return {
    certificate: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}
