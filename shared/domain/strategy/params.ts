/** How the parameters of a request are read. */
import type { StrategyName } from '../../contracts/scalars.ts'
import { camelOf, decodeWire, type FieldError, snakeKeys, snakeOf } from '../../contracts/wire.ts'
import { type StrategyParams, strategyOf } from './strategies.ts'

export type ParsedParams =
  | { readonly kind: 'ok'; readonly params: StrategyParams }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }

/**
 * Reads a request's parameters for a strategy: wire names or their camelCase, older aliases too, defaults filled in.
 * Every fault is told at once by wire name: unknown names, wrong types, values out of bounds, a name given twice.
 */
export function parseParams(name: StrategyName, raw: Readonly<Record<string, unknown>>): ParsedParams {
  const { aliases, schema } = strategyOf(name)
  const named: Record<string, unknown> = Object.create(null)
  const errors: FieldError[] = []
  for (const [given, value] of Object.entries(raw)) {
    const camel = camelOf(given)
    const target = (Object.hasOwn(aliases, camel) ? aliases[camel] : undefined) ?? camel
    if (target in named) errors.push({ field: snakeOf(target), message: `is given twice, the second time as ${given}` })
    named[target] = value
  }
  const decoded = decodeWire(schema, snakeKeys(named))
  if (decoded.kind === 'invalid') return { kind: 'invalid', errors: [...errors, ...decoded.errors] }
  return errors.length > 0 ? { kind: 'invalid', errors } : { kind: 'ok', params: decoded.value }
}
