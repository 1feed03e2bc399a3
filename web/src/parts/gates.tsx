/** The gates that were asked of a run or of a symbol: what each saw, what it wanted, and why it did not pass. */
import { useMemo } from 'react'
import { statisticText } from '../format/number.ts'
import { reasonWords, type Tone } from '../words/events.ts'
import { type Column, DataTable } from './data-table.tsx'
import { Mark } from './mark.tsx'
import { Unknown } from './unknown.tsx'

interface AskedGate {
  readonly gate: string
  readonly verdict: 'PASS' | 'BLOCKED' | 'DROP' | 'UNKNOWN'
  /** Null is UNKNOWN. */
  readonly value: number | string | boolean | null
  readonly threshold: string
  readonly reason: string | null
}

const VERDICT_TONES: Readonly<Record<AskedGate['verdict'], Tone>> = {
  PASS: 'good',
  BLOCKED: 'bad',
  DROP: 'bad',
  UNKNOWN: 'warn',
}

export const gateName = (gate: string): string => gate.replace('.', ': ').replaceAll('_', ' ')

export function GateValue({ value }: { readonly value: AskedGate['value'] }) {
  if (value === null) return <Unknown />
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'number' ? statisticText(value) : value
}

const COLUMNS: readonly Column<AskedGate>[] = [
  { id: 'gate', title: 'Gate', isName: true, cell: ({ gate }) => gateName(gate) },
  { id: 'verdict', title: 'Verdict', cell: ({ verdict }) => <Mark tone={VERDICT_TONES[verdict]} word={verdict} /> },
  { id: 'value', title: 'Value', align: 'end', cell: ({ value }) => <GateValue value={value} /> },
  { id: 'threshold', title: 'Threshold', cell: ({ threshold }) => threshold },
  {
    id: 'reason',
    title: 'Reason',
    isWords: true,
    cell: ({ reason, verdict }) =>
      reason ? reasonWords(reason) : verdict === 'PASS' ? 'none: it passed' : <Unknown />,
  },
]

const gateId = (gate: AskedGate & { readonly key?: string }): string => gate.key ?? gate.gate

export function Gates({ caption, gates }: { readonly caption: string; readonly gates: readonly AskedGate[] }) {
  const rows = useMemo(() => gates.map((gate, index) => ({ ...gate, key: `${index} ${gate.gate}` })), [gates])
  if (rows.length === 0) return <p className="quiet pad">No gate was asked.</p>
  return <DataTable caption={caption} columns={COLUMNS} rows={rows} rowId={gateId} />
}
