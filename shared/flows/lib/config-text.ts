/** Configurations of sweeps as people write them, in YAML or JSON: every fault by its key and its line. */
import { type Document, isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument } from 'yaml'
import { type SweepConfig, sweepConfigSchema } from '../../contracts/sweep-config.ts'
import { decodeWire, type FieldError, snakeKeys } from '../../contracts/wire.ts'

export type ReadConfig =
  | {
      readonly kind: 'ok'
      readonly config: SweepConfig
      /** The line of a key such as `params.lookback`, or of the nearest one around it; undefined without a text. */
      readonly lineOf: (field: string) => number | undefined
    }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }

/** Longest text of a configuration, in characters. */
export const CONFIG_TEXT_MAX = 64 * 1024

/** What is asked for beside the text, and stands over it. */
export interface Override {
  readonly strategy?: string | undefined
  readonly symbol?: string | undefined
}

/** Reads a text. YAML 1.2 holds JSON; aliases are refused, for a short text could stand for a very long one. */
export function readConfigText(text: string, over: Override = {}): ReadConfig {
  if (text.length > CONFIG_TEXT_MAX) return refused('config', `has more than ${CONFIG_TEXT_MAX} characters`)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', merge: false, prettyErrors: false })
  const [broken] = document.errors
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0])
    return refused('config', `is not YAML at column ${col}: ${broken.message}`, line)
  }
  const value = plainOf(document)
  if (value === ALIASED) return refused('config', 'has an alias: write its value where it is used', 1)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return refused('config', 'is not a configuration: a map of names to values is needed', 1)
  }
  return read(value, over, (field) => lineIn(document, lines, field))
}

/** Reads a configuration that is an object already, with names in either spelling. */
export const readConfigObject = (value: Readonly<Record<string, unknown>>, over: Override = {}): ReadConfig =>
  read(snakeKeys(value) as object, over, () => undefined)

const refused = (field: string, message: string, line?: number): ReadConfig => ({
  kind: 'invalid',
  errors: [{ field, message, ...(line === undefined ? {} : { line }) }],
})

function read(value: object, over: Override, lineOf: (field: string) => number | undefined): ReadConfig {
  const given = Object.entries(over).filter(([, stands]) => stands !== undefined)
  const decoded = decodeWire(sweepConfigSchema, { ...value, ...Object.fromEntries(given) })
  if (decoded.kind === 'ok') return { kind: 'ok', config: decoded.value, lineOf }
  return { kind: 'invalid', errors: placed(decoded.errors, lineOf) }
}

/** Faults under `config`, with their lines. */
export const placed = (
  errors: readonly FieldError[],
  lineOf: (field: string) => number | undefined,
): readonly FieldError[] =>
  errors.map(({ field, message }) => {
    const line = lineOf(field)
    const named = field === 'body' ? 'config' : `config.${field}`
    return { field: named, message, ...(line === undefined ? {} : { line }) }
  })

const ALIASED = Symbol('aliased')

function plainOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch {
    return ALIASED
  }
}

/** Looks for the key as far as it is there: of a key that is missing, the one around it is told. */
function lineIn(document: Document, lines: LineCounter, field: string): number | undefined {
  let node: unknown = document.contents
  let rest = field
  let at: number | undefined
  while (rest !== '') {
    const step = stepInto(node, rest)
    if (!step) break
    at = step.offset
    node = step.node
    rest = rest.slice(step.name.length + 1)
  }
  return at === undefined ? undefined : lines.linePos(at).line
}

interface Step {
  readonly name: string
  readonly node: unknown
  readonly offset: number
}

/** The longest key of the node that the path begins with: a name may have dots of its own. */
function stepInto(node: unknown, path: string): Step | null {
  const begins = (name: string): boolean => path === name || path.startsWith(`${name}.`)
  if (isMap(node)) {
    const steps = (node.items as Pair[]).flatMap(({ key, value }): Step[] => {
      const name = isScalar(key) ? String(key.value) : ''
      return isScalar(key) && key.range && begins(name) ? [{ name, node: value, offset: key.range[0] }] : []
    })
    return steps.toSorted((a, b) => b.name.length - a.name.length)[0] ?? null
  }
  if (!isSeq(node)) return null
  const name = path.split('.')[0] ?? ''
  const item = node.items[Number(name)] as { range?: readonly number[] } | undefined
  return item?.range ? { name, node: item, offset: item.range[0] ?? 0 } : null
}
