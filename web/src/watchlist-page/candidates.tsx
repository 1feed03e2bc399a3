/** What a scan looked at: the symbols it kept in the order of the list, and everything it left out with the gate. */
import type { ReactNode } from 'react'
import type { Book } from '../../../shared/contracts/books.ts'
import type { Candidate, ScanGate } from '../../../shared/contracts/watchlists.ts'
import { barPriceText, statisticText } from '../format/number.ts'
import { Age } from '../parts/age.tsx'
import type { Column, Detail } from '../parts/data-table.tsx'
import { Gates, GateValue, gateName } from '../parts/gates.tsx'
import { Sparkline } from '../parts/sparkline.tsx'
import { Known, Unknown } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { reasonWords } from '../words/events.ts'

/** Each sparkline is a request, so a long list draws those at its top. */
const SPARKLINES_MAX = 40

export const candidateId = ({ symbol }: { readonly symbol: string }): string => symbol
const NOT_SEEN = 'The vendor did not say.'
const percentOf = (value: number): string => `${statisticText(value, 3)} %`
const wholeOf = (value: number): string => statisticText(Math.round(value), 12)

const symbolColumn = (book: Book): Column<{ readonly symbol: string }> => ({
  id: 'symbol',
  title: 'Symbol',
  isName: true,
  cell: ({ symbol }) => <Link href={hrefOf.symbol(symbol, { book })}>{symbol}</Link>,
  sort: ({ symbol }) => symbol,
})

type Measure = 'price' | 'bid' | 'ask' | 'gapPercent' | 'relativeVolume' | 'spreadPercent' | 'volume' | 'dollarVolume'

const measure = (id: Measure, title: string, show: (value: number) => string): Column<Candidate> => ({
  id,
  title,
  align: 'end',
  cell: (candidate) => <Known value={candidate[id]} show={show} why={NOT_SEEN} />,
  sort: (candidate) => candidate[id],
})

const MEASURES: readonly Column<Candidate>[] = [
  measure('price', 'Price', barPriceText),
  measure('gapPercent', 'Gap', percentOf),
  measure('relativeVolume', 'Rel. volume', (value) => statisticText(value, 3)),
  measure('spreadPercent', 'Spread', percentOf),
  measure('volume', 'Volume', wholeOf),
  measure('dollarVolume', 'Dollar volume', wholeOf),
]

const QUOTE: readonly Column<Candidate>[] = [measure('bid', 'Bid', barPriceText), measure('ask', 'Ask', barPriceText)]

const pricedColumn: Column<Candidate> = {
  id: 'priced',
  title: 'Priced',
  cell: ({ pricedAt }) => <Age at={pricedAt} />,
  sort: ({ pricedAt }) => pricedAt,
}

/** One line of a list, ranked; the place it has and the prices it had lately. */
interface Ranked {
  readonly symbol: string
  readonly rank: number | null
}

const rankColumn: Column<Ranked> = {
  id: 'rank',
  title: 'Rank',
  align: 'end',
  cell: ({ rank }) => <Known value={rank} show={String} />,
  sort: ({ rank }) => rank,
}

const pricesColumn = (book: Book): Column<Ranked> => ({
  id: 'prices',
  title: 'Last prices',
  cell: ({ symbol, rank }) =>
    rank !== null && rank <= SPARKLINES_MAX ? <Sparkline book={book} symbol={symbol} /> : 'see the symbol',
})

export const keptColumns = (book: Book): readonly Column<Candidate>[] => [
  rankColumn,
  symbolColumn(book),
  pricesColumn(book),
  ...MEASURES,
  ...QUOTE,
  pricedColumn,
]

/** A list written by hand has no measures: nobody took any. */
export const writtenColumns = (book: Book): readonly Column<Ranked>[] => [
  rankColumn,
  symbolColumn(book),
  pricesColumn(book),
]

/** The first gate that a symbol did not pass. */
const firstFailed = ({ gates }: Candidate): ScanGate | null => gates.find(({ verdict }) => verdict !== 'PASS') ?? null

const failedCell = (show: (gate: ScanGate) => ReactNode) => (candidate: Candidate) => (
  <Known value={firstFailed(candidate)} show={show} why="No gate is stored for it." />
)

export const droppedColumns = (book: Book): readonly Column<Candidate>[] => [
  symbolColumn(book),
  {
    id: 'gate',
    title: 'Gate',
    cell: failedCell(({ gate }) => gateName(gate)),
    sort: (candidate) => firstFailed(candidate)?.gate ?? null,
  },
  { id: 'value', title: 'Value', align: 'end', cell: failedCell(({ value }) => <GateValue value={value} />) },
  { id: 'threshold', title: 'Threshold', cell: failedCell(({ threshold }) => threshold) },
  {
    id: 'reason',
    title: 'Reason',
    isWords: true,
    cell: failedCell(({ reason }) => (reason === null ? <Unknown /> : reasonWords(reason))),
    sort: (candidate) => firstFailed(candidate)?.reason ?? null,
  },
  ...MEASURES,
  pricedColumn,
]

export const GATES_DETAIL: Detail<Candidate> = {
  label: ({ symbol }) => `Gates of ${symbol}`,
  show: ({ symbol, gates }) => <Gates caption={`Gates of ${symbol}`} gates={gates} />,
}
