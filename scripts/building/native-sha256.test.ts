import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256Hex as computed, sha256OfBytes as computedOfBytes } from '../../shared/base/sha256.ts'
import { sha256Hex as native, sha256OfBytes as nativeOfBytes } from './native-sha256.ts'

test('Node and plain computation agree on every text, halves of characters included', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('', '\ud800', '\udc00x', 'é€😀'),
      (text, odd) => {
        expect(native(text + odd)).toBe(computed(text + odd))
      },
    ),
  )
})

test('and on bytes, however they are cut into parts', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 5 }), fc.float64Array(), (parts, numbers) => {
      const whole = Buffer.concat([...parts, Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)])
      expect(computedOfBytes([...parts, numbers])).toBe(nativeOfBytes([whole]))
      expect(nativeOfBytes([...parts, numbers])).toBe(nativeOfBytes([whole]))
    }),
  )
})
