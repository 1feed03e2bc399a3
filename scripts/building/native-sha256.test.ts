import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256Hex as computed } from '../../shared/base/sha256.ts'
import { sha256Hex as native } from './native-sha256.ts'

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
