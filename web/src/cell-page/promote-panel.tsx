/** Promoting a cell: asked for by hand, decided by gates, recorded whichever way it falls. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type PromotionRow, promotionRowSchema } from '../../../shared/contracts/api/sweeps.ts'
import type { Cell, SweepSummary } from '../../../shared/contracts/research.ts'
import { promotionsPath } from '../api/sweep-queries.ts'
import { useChange } from '../api/use-change.ts'
import { Age } from '../parts/age.tsx'
import { ChangeNote } from '../parts/change-note.tsx'
import { Confirm } from '../parts/confirm.tsx'
import { Gates } from '../parts/gates.tsx'
import { Panel } from '../parts/panel.tsx'
import { Permission, useMay } from '../parts/permission.tsx'
import { BeliefNote, beliefOf, Sharpe } from '../parts/sharpe.tsx'
import { PromotionsPanel, refusalsOf, Verdict } from '../sweep-page/promotions-panel.tsx'
import { promoteConsequences } from '../words/sweeps.ts'

interface PromotePanelProps {
  readonly id: string
  readonly row: Cell
  /** Undefined while the job has none. */
  readonly summary: SweepSummary | undefined
}

/** Why the control is not offered; null when it is. */
function whyNot({ row, summary }: PromotePanelProps): string | null {
  if (row.status === 'failed') return 'A failed cell has nothing to promote.'
  return summary === undefined ? 'A cell can be promoted once its job has completed and the summary is read.' : null
}

export function PromotePanel(props: PromotePanelProps) {
  const { id, row, summary } = props
  const [isAsked, setAsked] = useState(false)
  const queries = useQueryClient()
  const asking = useChange({
    schema: promotionRowSchema,
    name: `promote-${id}-${row.cell}`,
    onAnswered: () => void queries.invalidateQueries({ queryKey: [promotionsPath(id)] }),
  })
  const isBusy = asking.state.kind === 'sending' || asking.state.kind === 'uncertain'
  const reason = whyNot(props)
  const isRefused = !useMay('Approver')
  const promote = () => {
    setAsked(false)
    void asking.submit(promotionsPath(id), { cell: row.cell })
  }
  return (
    <>
      <Panel title="Promote" aside={<BeliefNote summary={summary} />}>
        <ChangeNote
          what="the promotion"
          needs="Approver"
          sending={asking}
          busy="The gates are asked…"
          givenUp="Giving it up takes nothing back: a decision that was made is among those below."
          answered={(decision) => <Decision decision={decision} />}
        />
        <p className="pad">
          {reason ?? 'A promotion is asked for, not made: every gate must pass, and the answer is kept either way.'}
        </p>
        {isRefused ? <Permission needs="Approver" what="Asking for a promotion" error={null} /> : null}
        <div className="buttons pad">
          <button type="button" disabled={isBusy || reason !== null || isRefused} onClick={() => setAsked(true)}>
            Ask to promote cell {row.cell}…
          </button>
        </div>
        {isAsked && summary ? (
          <Confirm
            title={`Ask to promote cell ${row.cell} of ${id}?`}
            consequences={promoteConsequences(row.cell, summary.overfitting.trials)}
            action="Ask for it"
            onConfirm={promote}
            onCancel={() => setAsked(false)}
          >
            <p className="pad-below">
              Sharpe{' '}
              <Sharpe
                value={row.metrics?.sharpe ?? null}
                standardError={row.metrics?.sharpeStandardError ?? null}
                belief={beliefOf(summary, row)}
              />
            </p>
            <Permission needs="Approver" error={null} />
          </Confirm>
        ) : null}
      </Panel>
      <PromotionsPanel id={id} cell={row.cell} />
    </>
  )
}

function Decision({ decision }: { readonly decision: PromotionRow }) {
  const refusals = refusalsOf(decision)
  return (
    <>
      <div className={`outcome outcome-${decision.verdict === 'PROMOTED' ? 'good' : 'bad'}`}>
        <p>
          <Verdict row={decision} /> decision {decision.sequence}, recorded <Age at={decision.decidedAt} />, asked for
          by {decision.decidedBy}
        </p>
        {refusals.length === 0 ? null : (
          <ul className="warnings">
            {refusals.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        )}
      </div>
      <Gates caption={`Gates of decision ${decision.sequence}`} gates={decision.gates} />
    </>
  )
}
