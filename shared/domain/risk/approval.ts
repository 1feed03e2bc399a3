/** Approval: a brand that the compiler asks for, and a digest that the wire carries. */
import { assert } from '../../base/assert.ts'
import { canonicalJson, digestOf } from '../../base/digest.ts'
import type { Gate } from '../../contracts/api/router.ts'
import type { OrderIntent } from '../../contracts/orders.ts'

declare const approved: unique symbol

/** An intent that passed every rail. Publisher and consumer accept nothing else. */
export type Approved<T> = T & { readonly [approved]: true }

const digestOfIntent = (intent: OrderIntent): string =>
  digestOf(`gatehouse.approval.v1:${canonicalJson({ ...intent, approval: undefined })}`)

/**
 * Mints the approval. The rails are an argument so that a caller cannot forget them: one that did not pass is a bug.
 */
export function approve(intent: Omit<OrderIntent, 'approval'>, rails: readonly Gate[]): Approved<OrderIntent> {
  const failed = rails.find((rail) => rail.verdict !== 'PASS')
  assert(rails.length > 0 && !failed, `an intent with ${failed?.gate ?? 'no rails'} cannot be approved`)
  const draft = { ...intent, approval: '' }
  return { ...draft, approval: digestOfIntent(draft) } as Approved<OrderIntent>
}

/** The approved intent behind a stored or received one; null when its digest does not match its content. */
export function revive(intent: OrderIntent): Approved<OrderIntent> | null {
  return digestOfIntent(intent) === intent.approval ? (intent as Approved<OrderIntent>) : null
}
