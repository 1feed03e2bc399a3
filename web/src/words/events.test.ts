import { describe, expect, test } from 'vitest'
import { ORDER_STATUSES } from '../../../shared/contracts/orders.ts'
import { errorWords, eventTone, eventWords, reasonWords, STATUS_WORDS, stepOf } from './events.ts'

/** Every event a run may write, in the runbook's spelling. */
const CATALOGUE = [
  'ingest:synthetic',
  'ingest:manifest-hit',
  'ingest:dal',
  'priors:computed',
  'signal:entry',
  'signal:exit',
  'signal:hold',
  'signal:forced',
  'signal:none',
  'strategy:breakout',
  'strategy:momentum',
  'strategy:mean_reversion',
  'risk:fractional_kelly',
  'risk:close_position',
  'risk:kill_switch',
  'order:published',
  'order:simulated',
  'order:executed',
]

describe('events', () => {
  test.each(CATALOGUE)('%s has a sentence and a step', (event) => {
    expect(eventWords(event)).toMatch(/^[A-Z].*\.$/)
    expect(stepOf(event)).toMatch(/^[A-Z]/)
  })

  test('a strategy is named in words', () => {
    expect(eventWords('strategy:mean_reversion')).toBe('Chose mean reversion.')
  })

  test('an event of a newer version is shown as it is', () => {
    expect(eventWords('audit:signed')).toBe('audit:signed')
    expect(stepOf('audit:signed')).toBe('audit')
    expect(eventWords('toString')).toBe('toString')
  })

  test('the kill switch stands out and a publication is good news', () => {
    expect(eventTone('risk:kill_switch')).toBe('bad')
    expect(eventTone('order:published')).toBe('good')
    expect(eventTone('priors:computed')).toBe('quiet')
  })
})

test.each([
  ['ingest:synthetic-empty', 'The synthetic frame is empty: the window ends before it starts.'],
  ['enqueue:ServerBusy', 'The hub did not confirm the intent: ServerBusy.'],
  ['priors:too short', 'priors:too short'],
])('the error %s is put in words', (error, words) => {
  expect(errorWords(error)).toBe(words)
})

test('an operator’s halt keeps the operator’s slug', () => {
  expect(reasonWords('kill_switch_manual:fat-finger')).toBe('An operator halted trading. (fat-finger)')
  expect(reasonWords('kill_switch_active')).toBe('The kill switch is on.')
})

test('every order status has words', () => {
  for (const status of ORDER_STATUSES) expect(STATUS_WORDS[status].words).toMatch(/^[A-Z].*\.$/)
})
