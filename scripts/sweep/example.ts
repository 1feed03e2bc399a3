/** `npm run sweep -- --example <strategy>`: a configuration to begin with, from the strategy's own ranges. */
import { strategySchema } from '../../shared/contracts/scalars.ts'
import { snakeOf } from '../../shared/contracts/wire.ts'
import { parseParams, strategyOf } from '../../shared/domain/strategy/index.ts'
import { UsageError } from '../lib/desk.ts'

const listOf = (value: unknown): string => (Array.isArray(value) ? `[${value.map(String).join(', ')}]` : String(value))

/** YAML; parameters that are not swept stand behind it as comments, with their defaults. Throws UsageError. */
export function exampleOf(name: string): string {
  const known = strategySchema.safeParse(name)
  if (!known.success) throw new UsageError(`--example ${name} is not one of ${strategySchema.options.join(', ')}`)
  const { title, ranges, sizing } = strategyOf(known.data)
  const parsed = parseParams(known.data, {})
  const defaults: Readonly<Record<string, unknown>> = parsed.kind === 'ok' ? parsed.params : {}
  const swept = Object.entries(ranges).map(
    ([param, { unit, values }]) => `  ${snakeOf(param)}: ${listOf(values)} # ${unit}`,
  )
  const others = Object.entries(defaults)
    .filter(([param]) => param !== 'strategy' && !Object.hasOwn(ranges, param))
    .map(([param, value]) => `  # ${snakeOf(param)}: ${listOf(value)}`)
  return [
    `# ${title}: what every parameter of it may be, and what is swept when nobody knows better.`,
    'symbol: AAPL',
    'start: 2010-01-04',
    'end: 2017-12-29',
    `strategy: ${known.data}`,
    `sizing: ${sizing}`,
    'dal: { vendor: file, interval: 1Day }',
    swept.length > 0 ? 'params:' : 'params: {}',
    ...swept,
    ...others,
  ].join('\n')
}
