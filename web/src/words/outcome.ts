/** The one sentence that says how a run ended. */
import type { RouteReport } from '../../../shared/contracts/api/router.ts'
import { isRefusal } from '../../../shared/contracts/reasons.ts'
import { dollarsText, priceText, quantityText } from '../format/number.ts'
import { reasonWords, type Tone } from './events.ts'

export interface Outcome {
  /** BLOCKED, HOLDING, PUBLISHED, KEPT or NO ORDER. */
  readonly word: string
  readonly tone: Tone
  readonly sentence: string
}

/** How the run ended, from its report. An intent may exist beside a reason: stored, but not published or executed. */
export function outcomeOf(report: RouteReport): Outcome {
  const { orderIntent: intent, fallbackReason: reason, events } = report
  const why = reason === null ? '' : reasonWords(reason)
  if (intent === null) {
    if (reason !== null && !isRefusal(reason)) return { word: reason, tone: 'quiet', sentence: why }
    const word = reason === null ? 'NO ORDER' : 'BLOCKED'
    return { word, tone: 'bad', sentence: why || 'The run made no order and gave no reason.' }
  }
  const size = `${quantityText(intent.qty)} ${intent.symbol} near ${priceText(intent.priceHint)}`
  const order = `${intent.side} ${size}, ${dollarsText(intent.notional)} USD`
  if (!events.includes('order:published')) {
    const word = reason === null ? 'KEPT' : 'NOT PUBLISHED'
    return {
      word,
      tone: reason === null ? 'quiet' : 'warn',
      sentence: `Intent to ${order}. ${why || 'Not published.'}`,
    }
  }
  const fate = intent.execute
    ? 'The order consumer hands it to the broker.'
    : 'The order consumer stores it as an intent.'
  return { word: 'PUBLISHED', tone: 'good', sentence: `Intent to ${order}. ${why || fate}` }
}
