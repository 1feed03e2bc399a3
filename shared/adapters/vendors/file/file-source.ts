/** Bars from a folder of files: LEAN's equity formats and plain columns, gzipped or not. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type Instant, isoOf } from '../../../base/instant.ts'
import { Unavailable } from '../../../base/unavailable.ts'
import type { Bar, QuarantinedRow } from '../../../contracts/bars.ts'
import type { Interval } from '../../../contracts/scalars.ts'
import { tradingDayOf } from '../../../domain/calendar/index.ts'
import { adjuster, aggregate, type BarRow, type FactorRow, validateBars } from '../../../domain/market/index.ts'
import type { BarAnswer, BarRequest, BarSource } from '../../../ports/bars.ts'
import { type BarFile, readFolder } from './folder.ts'
import { parseFactors, parseLeanMinutes, parseLeanRows, parsePlain } from './parse.ts'

/** Largest file that is read, before and after unpacking. */
const FILE_BYTES_MAX = 64 * 1024 * 1024
/** Days of minute files that one answer may hold. */
const MINUTE_DAYS_MAX = 260
/** Validated series kept in memory, the oldest forgotten first: a replayed day asks for the same few over and over. */
const SERIES_KEPT_MAX = 64
/** Symbols and days named in a refusal. */
const NAMED_MAX = 20

export interface FileSourceOptions {
  /** Folder that is searched with those below it. It is read once; files added later are not seen. */
  readonly dir: string
  /**
   * Day whose prices stand as they traded; others are adjusted to it. A replay names its day. Without it, it is the
   * New York day of the last instant of each request.
   */
  readonly basisDay?: string
}

export interface FileSource extends BarSource {
  /** Days on which the folder has bars of a symbol, oldest first; for messages to people. */
  listDays(symbol: string, interval: Interval): Promise<readonly string[]>
  /** Symbols that the folder has bars of. */
  listSymbols(): Promise<readonly string[]>
}

interface Quarantined {
  /** Start of the bar, or null when the row did not say. */
  readonly at: Instant | null
  readonly row: QuarantinedRow
}

interface Series {
  readonly bars: readonly Bar[]
  readonly quarantined: readonly Quarantined[]
}

const unpack = promisify(gunzip)

async function textOf(file: BarFile): Promise<string> {
  const bytes = await readFile(file.path)
  const plain = file.path.endsWith('.gz') ? await unpack(bytes, { maxOutputLength: FILE_BYTES_MAX }) : bytes
  if (plain.length > FILE_BYTES_MAX) throw new RangeError(`${file.path} is larger than ${FILE_BYTES_MAX} bytes`)
  return plain.toString('utf8')
}

/** Faults of the disk are the vendor's outage; anything else is ours and goes on up. */
async function reading<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) throw new Unavailable('vendor', `cannot read ${what}`, { cause })
    throw cause
  }
}

/**
 * One file's rows in order of time, adjusted and then validated: on raw prices a split would look like a bad print.
 * Sorting comes first because files are written newest first or in blocks, and because one row with a wrong year
 * must not make all that follow it late.
 */
function seriesOf(symbol: string, rows: readonly BarRow[], adjust: (bar: Bar) => Bar): Series {
  const ordered = rows
    .map((row) => (typeof row.parsed === 'string' ? row : { ...row, parsed: adjust(row.parsed) }))
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0))
  const { bars, quarantined } = validateBars(symbol, ordered)
  const startOf = new Map(rows.map(({ line, at }) => [line, at]))
  return { bars, quarantined: quarantined.map((row) => ({ at: startOf.get(row.line) ?? null, row })) }
}

const named = (rows: readonly BarRow[], file: BarFile): BarRow[] =>
  rows.map((row) => ({ ...row, text: `${basename(file.path)}: ${row.text}` }))

const joined = (series: readonly Series[]): Series => ({
  bars: series.flatMap((one) => one.bars),
  quarantined: series.flatMap((one) => one.quarantined),
})

class FolderBars implements FileSource {
  readonly vendor = 'file'
  readonly #options: FileSourceOptions
  #files: Promise<readonly BarFile[] | string> | null = null
  readonly #kept = new Map<string, Promise<Series>>()
  readonly #factors = new Map<string, Promise<readonly FactorRow[]>>()

  constructor(options: FileSourceOptions) {
    this.#options = options
  }

  /** The folder's files, or why they cannot be listed. */
  #folder(): Promise<readonly BarFile[] | string> {
    const { dir } = this.#options
    this.#files ??= reading(dir, async () => {
      const answer = await readFolder(dir).catch((cause: unknown) => {
        const code = cause instanceof Error && 'code' in cause ? cause.code : null
        if (code === 'ENOENT' || code === 'ENOTDIR')
          return { kind: 'refused' as const, detail: `${dir} is not a folder` }
        throw cause
      })
      return answer.kind === 'folder' ? answer.files : answer.detail
    })
    this.#files.catch(() => {
      this.#files = null
    })
    return this.#files
  }

  async #filesOf(symbol: string, kind: BarFile['kind']): Promise<readonly BarFile[]> {
    const files = await this.#folder()
    return typeof files === 'string' ? [] : files.filter((file) => file.symbol === symbol && file.kind === kind)
  }

  #factorsOf(symbol: string): Promise<readonly FactorRow[]> {
    const known = this.#factors.get(symbol)
    if (known) return known
    const read = this.#filesOf(symbol, 'factors').then(async ([file]) => (file ? parseFactors(await textOf(file)) : []))
    this.#factors.set(symbol, read)
    read.catch(() => this.#factors.delete(symbol))
    return read
  }

  #keep(key: string, make: () => Promise<Series>): Promise<Series> {
    const known = this.#kept.get(key)
    if (known) return known
    const oldest = this.#kept.keys().next()
    if (this.#kept.size >= SERIES_KEPT_MAX && !oldest.done) this.#kept.delete(oldest.value)
    const made = reading(key, make)
    this.#kept.set(key, made)
    made.catch(() => this.#kept.delete(key))
    return made
  }

  #minutesOf(symbol: string, day: string, basisDay: string): Promise<Series> {
    return this.#keep(`minutes of ${symbol} ${day} as of ${basisDay}`, async () => {
      const trade = (await this.#filesOf(symbol, 'minute_trade')).find((file) => file.day === day)
      const quote = (await this.#filesOf(symbol, 'minute_quote')).find((file) => file.day === day)
      if (!trade) return { bars: [], quarantined: [] }
      const rows = parseLeanMinutes(symbol, day, await textOf(trade), quote ? await textOf(quote) : null)
      return seriesOf(symbol, named(rows, trade), adjuster(await this.#factorsOf(symbol), basisDay))
    })
  }

  /** LEAN's one file of a symbol for days or hours, or null when there is none. */
  async #longFileOf(symbol: string, interval: '1Hour' | '1Day', basisDay: string): Promise<Series | null> {
    const [file] = await this.#filesOf(symbol, interval === '1Day' ? 'daily' : 'hour')
    if (!file) return null
    return this.#keep(`${symbol} ${interval} as of ${basisDay}`, async () => {
      const rows = parseLeanRows(symbol, interval, await textOf(file))
      return seriesOf(symbol, named(rows, file), adjuster(await this.#factorsOf(symbol), basisDay))
    })
  }

  /** Plain files of a symbol and interval as one series; where two hold the same instant the first by path stands. */
  async #plainOf(symbol: string, interval: Interval): Promise<Series | null> {
    const files = await this.#filesOf(symbol, 'plain')
    if (files.length === 0) return null
    const series = await this.#keep(`plain files of ${symbol} ${interval}`, async () => {
      const parts: Series[] = []
      for (const file of files) {
        const plain = parsePlain(symbol, await textOf(file))
        if (plain?.interval === interval) parts.push(seriesOf(symbol, named(plain.rows, file), (bar) => bar))
      }
      const whole = joined(parts)
      const byStart = new Map(whole.bars.toReversed().map((bar) => [bar.opensAt, bar]))
      return { ...whole, bars: [...byStart.values()].sort((a, b) => a.opensAt - b.opensAt) }
    })
    return series.bars.length + series.quarantined.length > 0 ? series : null
  }

  /** The series that answers a request, or null when the folder has none of that symbol and interval. */
  async #seriesFor({ symbol, interval, from, to }: BarRequest): Promise<Series | string | null> {
    const basisDay = this.#options.basisDay ?? tradingDayOf(to)
    if (interval === '1Day' || interval === '1Hour') {
      const long = await this.#longFileOf(symbol, interval, basisDay)
      if (long) return long
    }
    const plain = interval === '1Min' ? null : await this.#plainOf(symbol, interval)
    if (plain) return plain
    const days = (await this.#filesOf(symbol, 'minute_trade')).map((file) => file.day)
    const wanted = [...new Set(days)].filter((day) => day >= tradingDayOf(from) && day <= tradingDayOf(to)).sort()
    if (wanted.length > MINUTE_DAYS_MAX) {
      return `${wanted.length} days of minutes are more than ${MINUTE_DAYS_MAX}: ask for a shorter window`
    }
    const parts: Series[] = []
    for (const day of wanted) parts.push(await this.#minutesOf(symbol, day, basisDay))
    const minutes = days.length > 0 ? joined(parts) : await this.#plainOf(symbol, '1Min')
    if (minutes === null || interval === '1Min') return minutes
    return { ...minutes, bars: aggregate(minutes.bars, interval, to) }
  }

  async fetch(request: BarRequest): Promise<BarAnswer> {
    const { symbol, interval, from, to } = request
    const refused = (detail: string): BarAnswer => ({ kind: 'refused', reason: 'NO_DATA', detail })
    const folder = await this.#folder()
    if (typeof folder === 'string') return refused(folder)
    const series = await this.#seriesFor(request)
    if (typeof series === 'string') return refused(series)
    if (series === null) return refused(await this.#nothingOf(symbol, interval))
    const bars = series.bars.filter((bar) => bar.opensAt >= from && bar.closesAt <= to)
    const quarantined = series.quarantined
      .filter(({ at }) => at === null || (at >= from && at < to))
      .map(({ row }) => row)
    if (bars.length > 0 || quarantined.length > 0) return { kind: 'bars', bars, quarantined }
    const days = await this.listDays(symbol, interval)
    return refused(
      `no ${interval} bars of ${symbol} from ${isoOf(from)} to ${isoOf(to)}; ${this.#options.dir} has ${spanOf(days)}`,
    )
  }

  async #nothingOf(symbol: string, interval: Interval): Promise<string> {
    const lower = symbol.toLowerCase()
    const symbols = await this.listSymbols()
    const has = symbols.length > 0 ? `it has ${listed(symbols)}` : 'it has no bar files'
    const lookedFor = [`lean_${lower}_daily_raw.csv`, `lean_${lower}_1m_<yyyymmdd>_trade.csv`, `${symbol}.csv`].join(
      ', ',
    )
    return `no ${interval} bars of ${symbol} in ${this.#options.dir} (looked for ${lookedFor}, gzipped or not); ${has}`
  }

  async listDays(symbol: string, interval: Interval): Promise<readonly string[]> {
    if (interval !== '1Day') {
      const files = await this.#filesOf(symbol, 'minute_trade')
      if (files.length > 0) return [...new Set(files.map((file) => file.day))].sort()
    }
    const series = await this.#seriesFor({ symbol, interval, from: EVER.from, to: EVER.to })
    if (series === null || typeof series === 'string') return []
    return [...new Set(series.bars.map((bar) => tradingDayOf(bar.opensAt)))]
  }

  async listSymbols(): Promise<readonly string[]> {
    const files = await this.#folder()
    if (typeof files === 'string') return []
    return [...new Set(files.filter((file) => file.kind !== 'factors').map((file) => file.symbol))].sort()
  }
}

const EVER = { from: 0, to: Date.UTC(2100, 0, 1) }

const listed = (names: readonly string[]): string =>
  names.length <= NAMED_MAX
    ? names.join(', ')
    : `${names.slice(0, NAMED_MAX).join(', ')} and ${names.length - NAMED_MAX} more`

const spanOf = (days: readonly string[]): string =>
  days.length <= NAMED_MAX
    ? `the days ${days.join(', ') || 'none'}`
    : `${days.length} days, ${days[0]} to ${days.at(-1)}`

/** A vendor over a folder. All minutes of a day are answered, also those outside the regular session. */
export function createFileSource(options: FileSourceOptions): FileSource {
  return new FolderBars(options)
}
