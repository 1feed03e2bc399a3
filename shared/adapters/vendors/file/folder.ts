/** What a folder of bar files holds, known from the files' names. */
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Folders below the given one that are searched, and files that are looked at. */
const DEPTH_MAX = 6
const FILES_MAX = 20_000

const SYMBOL = '[a-z][a-z0-9.]{0,14}'
const INTERVAL_WORDS = /^(daily|day|hour|hourly|minute|min|intraday|trade|quote|raw)$/

export interface BarFile {
  readonly path: string
  readonly symbol: string
  readonly kind: 'minute_trade' | 'minute_quote' | 'hour' | 'daily' | 'factors' | 'plain'
  /** New York date of a file that holds one day, else empty. */
  readonly day: string
}

export type FolderAnswer =
  | { readonly kind: 'folder'; readonly files: readonly BarFile[] }
  | { readonly kind: 'refused'; readonly detail: string }

const dashed = (day: string): string => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`

/** Name patterns of LEAN's files: flat ones with their source in front, and those of its own folder tree. */
const NAMES: readonly { readonly pattern: RegExp; readonly read: (found: RegExpExecArray) => Omit<BarFile, 'path'> }[] =
  [
    {
      pattern: new RegExp(`(?:^|/)lean_(${SYMBOL})_1m_(\\d{8})_(trade|quote)\\.csv`),
      read: ([, symbol = '', day = '', side]) => ({
        symbol,
        day: dashed(day),
        kind: side === 'trade' ? 'minute_trade' : 'minute_quote',
      }),
    },
    {
      pattern: new RegExp(`(?:^|/)(\\d{8})_(${SYMBOL})_minute_(trade|quote)\\.csv`),
      read: ([, day = '', symbol = '', side]) => ({
        symbol,
        day: dashed(day),
        kind: side === 'trade' ? 'minute_trade' : 'minute_quote',
      }),
    },
    {
      pattern: new RegExp(`(?:^|/)lean_(${SYMBOL})_(daily|hour)_raw\\.csv`),
      read: ([, symbol = '', kind]) => ({ symbol, day: '', kind: kind === 'hour' ? 'hour' : 'daily' }),
    },
    {
      pattern: new RegExp(`(?:^|/)(?:lean_(${SYMBOL})_factor_file|factor_files/(${SYMBOL}))\\.csv`),
      read: ([, flat, foldered = '']) => ({ symbol: flat ?? foldered, day: '', kind: 'factors' }),
    },
    {
      pattern: new RegExp(`(?:^|/)equity/usa/(daily|hour)/(${SYMBOL})\\.csv`),
      read: ([, kind, symbol = '']) => ({ symbol, day: '', kind: kind === 'hour' ? 'hour' : 'daily' }),
    },
  ]

/**
 * The symbol of a plain file: the first word of its name, or the second when the first is a source in lower case,
 * as in `AAPL.csv`, `MSFT-1d.csv`, `vendor_SPY_1m.csv` and `vendor_spy.csv`.
 */
function plainSymbol(stem: string): string | null {
  const [first = '', second = ''] = stem.split(/[_\- ]/)
  const isWord = (text: string): boolean => new RegExp(`^${SYMBOL}$`, 'i').test(text)
  const secondIsSymbol = isWord(second) && !INTERVAL_WORDS.test(second)
  const word = first === first.toLowerCase() && secondIsSymbol ? second : first
  return isWord(word) ? word : null
}

function classify(path: string, name: string): BarFile | null {
  const lower = name.toLowerCase()
  if (!/\.csv(\.gz)?$/.test(lower)) return null
  for (const { pattern, read } of NAMES) {
    const found = pattern.exec(lower)
    if (found) {
      const file = read(found)
      return { ...file, path, symbol: file.symbol.toUpperCase() }
    }
  }
  const stem = (name.split('/').at(-1) ?? name).replace(/\.csv(\.gz)?$/i, '')
  // Other LEAN files hold other asset classes, with another time base and scale.
  const symbol = stem.toLowerCase().startsWith('lean_') ? null : plainSymbol(stem)
  return symbol === null ? null : { path, symbol: symbol.toUpperCase(), kind: 'plain', day: '' }
}

/** Searches a folder and those below it, in the order of the paths. */
export async function readFolder(dir: string): Promise<FolderAnswer> {
  const files: BarFile[] = []
  let seen = 0
  let level = [dir]
  for (let depth = 0; depth <= DEPTH_MAX && level.length > 0; depth += 1) {
    const below: string[] = []
    for (const folder of level) {
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        seen += 1
        if (seen > FILES_MAX) {
          return { kind: 'refused', detail: `${dir} holds more than ${FILES_MAX} files: name a smaller folder` }
        }
        const path = join(folder, entry.name)
        if (entry.isDirectory()) below.push(path)
        const file = entry.isFile() ? classify(path, relative(dir, path).replaceAll('\\', '/')) : null
        if (file) files.push(file)
      }
    }
    level = below
  }
  return { kind: 'folder', files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) }
}
