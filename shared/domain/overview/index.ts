/**
 * Overview: what a day came to, for those who look at it afterwards.
 *
 * 1. Realised profit and fees are the sums over the day's fills; net is realised plus open profit minus fees.
 * 2. One price that is UNKNOWN leaves open and net profit UNKNOWN; nothing of it becomes zero.
 * 3. Every decision became an order, kept its position, or is counted under exactly one reason of refusal.
 * 4. Every slot that failed, was missed, blocked or is overdue is an incident, and so is every kind of dead letter and
 *    of order that expired or was rejected.
 * 5. Equal facts, in whatever order, give equal bytes.
 * 6. A page shows the report's texts as text: nothing in it is markup, loads anything or runs.
 */
export { type DayFacts, dailyReport } from './daily-report.ts'
export { profitOf } from './profit.ts'
export { refusalOf } from './refusals.ts'
export { reportPage } from './report-page.ts'
