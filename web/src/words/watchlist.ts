/** Words for the buckets and sources of watchlists, and for writing a list by hand. */
import type { CurrentWatchlist } from '../../../shared/contracts/api/watchlists.ts'
import type { Book } from '../../../shared/contracts/books.ts'
import type { FieldError } from '../../../shared/contracts/wire.ts'

/** Buckets that the schedule fills; others go by their own name. */
export const BUCKET_WORDS: Readonly<Record<string, string>> = {
  premarket: 'premarket',
  opening: 'opening',
  'intraday-core': 'intraday core',
  afterhours: 'after hours',
}

export const SOURCE_WORDS: Readonly<Record<CurrentWatchlist['source'], string>> = {
  scan: 'a scan',
  manual: 'a list written by hand',
  textlist: 'a text list',
  'file-universe': 'the universe of the file',
  settings: 'the settings',
  none: 'nowhere',
}

/** Buckets that the router follows. */
const FOLLOWED_BUCKETS: readonly string[] = ['opening', 'intraday-core']

const WRITTEN_ONCE = 'opening'

/** Words of a text field: separated by commas, semicolons or space, each once. */
export const wordsIn = (text: string): readonly string[] => [
  ...new Set(text.split(/[\s,;]+/).filter((word) => word !== '')),
]

/** What writing the list does and does not do, one sentence each. */
export function writeConsequences(bucket: string, book: Book, symbols: readonly string[]): readonly string[] {
  const become = symbols.length === 1 ? 'One symbol becomes' : `${symbols.length} symbols become`
  const isFollowed = FOLLOWED_BUCKETS.includes(bucket)
  return [
    ...(bucket === WRITTEN_ONCE ? ['The opening list of a day is written once: it cannot be replaced today.'] : []),
    `${become} the newest list “${bucket}” of book ${book}; older ones are kept.`,
    isFollowed
      ? 'The router follows this list from the next closed bar on, and no longer those it leaves out.'
      : 'The router does not follow this list by itself.',
    'Positions and orders that already work stay as they are.',
  ]
}

/** The faults of one field, each naming the word at fault: `ABC$ is not a symbol`. Null when the field has none. */
export function faultAt(errors: readonly FieldError[], field: string, words: readonly string[]): string | null {
  const told = errors.flatMap((error) => {
    if (error.field === field) return [error.message]
    if (!error.field.startsWith(`${field}.`)) return []
    const word = words[Number(error.field.slice(field.length + 1))] ?? error.field
    return [error.message.includes(word) ? error.message : `${word} ${error.message}`]
  })
  return told.length === 0 ? null : told.join('; ')
}
