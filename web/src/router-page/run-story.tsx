/** The whole story of one run: how it ended, step by step, gate by gate, and the order it made. */
import { decimal } from '../../../shared/base/decimal.ts'
import type { Priors, RouteReport } from '../../../shared/contracts/api/router.ts'
import type { OrderIntent } from '../../../shared/contracts/orders.ts'
import { snakeOf } from '../../../shared/contracts/wire.ts'
import { dollarsText, millisecondsText, percentText, priceText, quantityText, statisticText } from '../format/number.ts'
import { Age, Moment } from '../parts/age.tsx'
import { BookTag } from '../parts/book-picker.tsx'
import { Facts } from '../parts/facts.tsx'
import { Mark, SyntheticMark } from '../parts/mark.tsx'
import { Known, Unknown } from '../parts/unknown.tsx'
import { Link } from '../shell/location.tsx'
import { hrefOf } from '../shell/route.ts'
import { errorWords, eventTone, eventWords, stepOf, strategyWords } from '../words/events.ts'
import { outcomeOf } from '../words/outcome.ts'

/** One line of a run's timeline. The time is known for stored runs only. */
export interface TimelineEntry {
  readonly key: string
  readonly event: string
  readonly at: number | null
  readonly detail: string | null
}

export function RunOutcome({ report }: { readonly report: RouteReport }) {
  const { word, tone, sentence } = outcomeOf(report)
  return (
    <div className={`outcome outcome-${tone}`}>
      <p>
        <Mark tone={tone} word={word} /> {sentence}
      </p>
      <p className="quiet">
        {report.symbol}, {strategyWords(report.strategy)} <BookTag book={report.book} />{' '}
        <SyntheticMark synthetic={report.synthetic} /> decided <Age at={report.decidedAt} />
        {/* A stored run keeps no duration: the same decision must read the same whenever it is made again. */}
        {report.latencyMs === null ? null : `, took ${millisecondsText(report.latencyMs)}`}
        {report.fallbackReason ? (
          <>
            , reason <code>{report.fallbackReason}</code>
          </>
        ) : null}
      </p>
    </div>
  )
}

export function Timeline({
  entries,
  errors,
}: {
  readonly entries: readonly TimelineEntry[]
  readonly errors: readonly string[]
}) {
  if (entries.length === 0 && errors.length === 0)
    return <p className="quiet pad">The run ended before its first step.</p>
  return (
    <ol className="timeline">
      {entries.map(({ key, event, at, detail }) => (
        <li key={key} className={`step step-${eventTone(event)}`}>
          <span className="step-name">{stepOf(event)}</span>
          <span>
            {eventWords(event)}
            {detail ? <span className="step-detail">{detail}</span> : null}
          </span>
          <span className="step-code">
            <code>{event}</code>
            {at === null ? null : <Moment at={at} />}
          </span>
        </li>
      ))}
      {errors.map((error) => (
        <li key={error} className="step step-bad">
          <span className="step-name">Error</span>
          <span>{errorWords(error)}</span>
          <span className="step-code">
            <code>{error}</code>
          </span>
        </li>
      ))}
    </ol>
  )
}

/** Whether the run's intent was to leave the desk, now or once the hub is back. */
export const isSent = ({ events }: RouteReport): boolean => !events.includes('order:simulated')

export function PriorFacts({ priors }: { readonly priors: Priors | null }) {
  if (priors === null)
    return (
      <p className="pad">
        The odds are <Unknown />: the run ended before they were computed.
      </p>
    )
  return (
    <Facts
      facts={[
        ['Win probability', percentText(priors.winProb)],
        ['Payoff', statisticText(priors.payoff)],
        ['Volatility per bar', percentText(priors.volHint)],
        ['Mean return per bar', percentText(priors.avgReturn)],
        ['Regime', priors.regime === 'unknown' ? <Unknown key="regime" /> : priors.regime.replaceAll('_', ' ')],
      ]}
    />
  )
}

interface IntentFactsProps {
  readonly intent: OrderIntent
  /** False when publishing was not asked for: then no order will ever have this id. */
  readonly isSent: boolean
}

export function IntentFacts({ intent, isSent: hasOrder }: IntentFactsProps) {
  const { risk } = intent
  const params = Object.entries(intent.params).map(([name, value]) => `${snakeOf(name)}=${String(value)}`)
  return (
    <>
      <Facts
        facts={[
          ['Order', <strong key="order">{`${intent.side} ${quantityText(intent.qty)} ${intent.symbol}`}</strong>],
          ['Notional', `${dollarsText(intent.notional)} USD`],
          ['Price seen', priceText(intent.priceHint)],
          ['Stop', <Known key="stop" value={intent.stopPrice} show={priceText} why="The strategy gave no stop." />],
          [
            'Loss at stop',
            <Known
              key="loss"
              value={risk.lossAtStop}
              show={(loss) => `${dollarsText(decimal(loss))} USD`}
              why="There is no stop."
            />,
          ],
          ['Kelly fraction', `${percentText(risk.kellyFraction)} (raw ${percentText(risk.rawKelly)})`],
          ['Target', `${statisticText(risk.targetNotional)} of ${statisticText(risk.equityBase)} USD`],
          [
            'Prices from',
            <span key="vendor">
              {intent.vendor} <SyntheticMark synthetic={intent.synthetic && intent.vendor !== 'synthetic'} />
            </span>,
          ],
          ['Execute', intent.execute ? 'yes, by the order consumer' : 'no, stays an intent'],
          ['Expires', <Age key="expires" at={intent.expiresAt} />],
          [
            'Parameters',
            params.length > 0 ? <code key="params">{params.join(' · ')}</code> : 'the strategy’s defaults',
            'wide',
          ],
        ]}
      />
      {hasOrder ? (
        <p className="pad">
          <Link href={hrefOf.order(intent.id)}>Follow the order {intent.id.slice(0, 8)}</Link>
        </p>
      ) : null}
    </>
  )
}
