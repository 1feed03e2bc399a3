/** Decisions on promoting cells of a job, newest first, each with every gate that was asked. */
import { useMemo } from 'react'
import type { PromotionRow } from '../../../shared/contracts/api/sweeps.ts'
import { usePromotions } from '../api/sweep-queries.ts'
import { Age } from '../parts/age.tsx'
import { type Column, DataTable, type Detail } from '../parts/data-table.tsx'
import { Gates, gateName } from '../parts/gates.tsx'
import { Mark } from '../parts/mark.tsx'
import { Loaded, Panel } from '../parts/panel.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { reasonWords } from '../words/events.ts'

const promotionId = ({ sequence }: PromotionRow): string => String(sequence)

/** `BLOCKED` and `UNKNOWN` gates with their reasons in words; empty when all passed. */
export const refusalsOf = ({ gates }: PromotionRow): readonly string[] =>
  gates
    .filter(({ verdict }) => verdict !== 'PASS')
    .map(({ gate, verdict, reason }) => `${gateName(gate)}: ${reason === null ? verdict : reasonWords(reason)}`)

export function Verdict({ row }: { readonly row: PromotionRow }) {
  return <Mark tone={row.verdict === 'PROMOTED' ? 'good' : 'bad'} word={row.verdict} />
}

const columnsOf = (id: string): readonly Column<PromotionRow>[] => [
  {
    id: 'cell',
    title: 'Cell',
    isName: true,
    cell: ({ cell }) => <Link href={hrefOf.cell(id, cell)}>{`cell ${cell}`}</Link>,
    sort: ({ cell }) => cell,
  },
  { id: 'verdict', title: 'Decision', cell: (row) => <Verdict row={row} />, sort: ({ verdict }) => verdict },
  {
    id: 'why',
    title: 'Why',
    isWords: true,
    cell: (row) => refusalsOf(row).join(' ') || `All ${row.gates.length} gates passed.`,
  },
  { id: 'by', title: 'Asked by', cell: ({ decidedBy }) => decidedBy, sort: ({ decidedBy }) => decidedBy },
  { id: 'at', title: 'Decided', cell: ({ decidedAt }) => <Age at={decidedAt} />, sort: ({ decidedAt }) => decidedAt },
]

const GATES: Detail<PromotionRow> = {
  label: ({ cell, sequence }) => `Gates of decision ${sequence} on cell ${cell}`,
  show: ({ cell, sequence, gates }) => (
    <Gates caption={`Gates of decision ${sequence} on cell ${cell}`} gates={gates} />
  ),
}

interface PromotionsPanelProps {
  readonly id: string
  /** Null for the decisions on every cell of the job. */
  readonly cell: number | null
}

export function PromotionsPanel({ id, cell }: PromotionsPanelProps) {
  const query = usePromotions(id)
  const columns = useMemo(() => columnsOf(id), [id])
  return (
    <Panel title={cell === null ? 'Promotions' : 'Decisions so far'} readAt={query.dataUpdatedAt}>
      <Loaded reading={query}>
        {({ items }) => {
          const rows = cell === null ? items : items.filter((row) => row.cell === cell)
          if (rows.length > 0) {
            return (
              <DataTable
                caption={cell === null ? `Promotions of ${id}` : `Decisions on cell ${cell}`}
                rowId={promotionId}
                detail={GATES}
                {...{ columns, rows }}
              />
            )
          }
          const what =
            cell === null ? 'Nobody has asked to promote a cell of this job.' : 'Nobody has asked for this cell.'
          return <p className="pad">{what}</p>
        }}
      </Loaded>
    </Panel>
  )
}
