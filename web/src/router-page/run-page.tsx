/** One stored run with its trail and what became of its order. */
import type { RunDetail } from '../../../shared/contracts/api/router.ts'
import { orderStatusSchema } from '../../../shared/contracts/orders.ts'
import { useRunDetail } from '../api/list-queries.ts'
import { Facts } from '../parts/facts.tsx'
import { Gates } from '../parts/gates.tsx'
import { StatusMark } from '../parts/mark.tsx'
import { Loaded, Panel } from '../parts/panel.tsx'
import { Unknown } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { hrefOf } from '../shell/route.ts'
import { IntentFacts, isSent, PriorFacts, RunOutcome, Timeline } from './run-story.tsx'

export default function RunPage({ id }: { readonly id: string }) {
  const query = useRunDetail(id)
  return (
    <>
      <PageHead
        title={`Run ${id.slice(0, 8)}`}
        about={<code>{id}</code>}
        back={{ href: hrefOf.router(), text: 'Router' }}
      />
      <Loaded reading={query}>{(run) => <RunStory run={run} readAt={query.dataUpdatedAt} />}</Loaded>
    </>
  )
}

function OrderStatus({ run }: { readonly run: RunDetail }) {
  if (run.orderIntent === null) return 'none was made'
  if (!isSent(run)) return 'not published'
  const status = orderStatusSchema.safeParse(run.orderStatus)
  return status.success ? (
    <StatusMark status={status.data} />
  ) : (
    <Unknown why="The order consumer has not stored it yet." />
  )
}

function RunStory({ run, readAt }: { readonly run: RunDetail; readonly readAt: number }) {
  const entries = run.trail.map(({ sequence, event, at, detail }) => ({ key: String(sequence), event, at, detail }))
  return (
    <div className="stack">
      <Panel title="How it ended" readAt={readAt}>
        <RunOutcome report={run} />
        <Facts
          facts={[
            ['Started by', run.trigger === 'bar' ? 'a closed bar' : 'hand'],
            ['Bars of', run.interval],
            ['Frame', run.probFramePath ?? 'none stored'],
            ['Order', <OrderStatus key="order" run={run} />],
          ]}
        />
      </Panel>
      <Panel title="Trail">
        <Timeline entries={entries} errors={run.errors} />
      </Panel>
      <Panel title="Gates">
        <Gates caption="Gates of the run" gates={run.gates} />
      </Panel>
      <Panel title="Odds">
        <PriorFacts priors={run.priors} />
      </Panel>
      {run.orderIntent ? (
        <Panel title="Order intent">
          <IntentFacts intent={run.orderIntent} isSent={isSent(run)} />
        </Panel>
      ) : null}
      <p>
        <Link href={hrefOf.router({ book: run.book, symbol: run.symbol })}>Runs of {run.symbol} in this book</Link>
      </p>
    </div>
  )
}
