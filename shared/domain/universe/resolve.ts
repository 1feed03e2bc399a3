/** Where the symbols of a scan come from. */
import { SCAN_SYMBOLS_MAX, STATIC_UNIVERSE, type UniverseSource } from '../../contracts/scan-settings.ts'

export interface UniverseSettings {
  readonly source: UniverseSource
  /** Symbols that the desk names by hand. */
  readonly manual: readonly string[]
  /** The text list; null when nobody wrote one. */
  readonly textlist: readonly string[] | null
}

export type Universe =
  | { readonly kind: 'universe'; readonly source: Chosen; readonly symbols: readonly string[] }
  | { readonly kind: 'refused'; readonly detail: string }

/**
 * The symbols of the named source. `auto` takes the first that somebody chose: the desk's own symbols, the text list,
 * the vendor's folder; and where nobody chose, the static list.
 *
 * A source that is larger than a scan is refused. Cut before anything is known of its symbols, it would be cut by the
 * alphabet.
 *
 * @param vendorLists symbols that the vendor lists; empty when it lists none
 */
export function resolveUniverse(
  { source, manual, textlist }: UniverseSettings,
  vendorLists: readonly string[],
): Universe {
  const lists = { manual, textlist: textlist ?? STATIC_UNIVERSE, 'file-universe': vendorLists }
  const chosen = source === 'auto' ? firstChosen({ ...lists, textlist: textlist ?? [] }) : source
  const symbols = [...new Set(lists[chosen])]
  if (symbols.length === 0) return { kind: 'refused', detail: `the universe ${chosen} names no symbol` }
  if (symbols.length > SCAN_SYMBOLS_MAX) {
    const remedy = `a scan looks at ${SCAN_SYMBOLS_MAX}: name them in UNIVERSE`
    return { kind: 'refused', detail: `the universe ${chosen} names ${symbols.length} symbols, and ${remedy}` }
  }
  return { kind: 'universe', source: chosen, symbols }
}

type Chosen = Exclude<UniverseSource, 'auto'>

/** The symbols written by hand are watched in any case, so they are no universe unless somebody says so. */
const firstChosen = (lists: Readonly<Record<Chosen, readonly string[]>>): Chosen =>
  (['textlist', 'file-universe'] as const).find((name) => lists[name].length > 0) ?? 'textlist'
