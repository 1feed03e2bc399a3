/** The budget as people read it, and as JSON. */
import { textTable } from '../lib/text-table.ts'
import type { Item } from './cost.ts'
import { headroomOf, type Line, type Quantity, told, verdictOf } from './line.ts'
import type { Budget } from './reckon.ts'

export function textOf({ environment, lines, items, knownUsd, faults }: Budget): string {
  const unknown = items.filter(({ usd }) => usd === 'UNKNOWN')
  const sources = [...new Set(lines.flatMap(({ limit }) => (limit ? [limit.source] : [])))]
  return [
    `budget of ${environment}`,
    '',
    textTable([
      ['', 'what', 'value', 'limit', 'left', 'source', 'formula'],
      ...lines.map((line) => rowOf(line, sources)),
    ]),
    '',
    textTable([['USD/month', 'item', 'quantity'], ...items.map(itemRow)]),
    `${usdText(knownUsd)} known${unknown.length > 0 ? ', a lower bound: these prices are UNKNOWN' : ' in all'}`,
    ...unknown.map(({ name, fillIn }) => `  ${name}: ${fillIn}`),
    '',
    ...sources.map((source, index) => `[${index + 1}] ${source}`),
    '',
    ...(faults.length === 0 ? ['every limit is kept'] : faults.map((fault) => `EXCEEDED ${fault}`)),
  ].join('\n')
}

/** Everything that was reckoned, with verdicts; sources and remedies included. */
export function jsonOf({ lines, ...rest }: Budget): unknown {
  return { ...rest, lines: lines.map((line) => ({ ...line, verdict: verdictOf(line), headroom: headroomOf(line) })) }
}

function rowOf(line: Line, sources: readonly string[]): string[] {
  const { topic, name, value, unit, formula, limit, basis } = line
  const side = limit?.side === 'at least' ? '≥' : '≤'
  return [
    verdictOf(line),
    `${topic}: ${name}`,
    `${told(value)} ${unit}`,
    limit ? `${side} ${told(limit.value)}` : '',
    limit ? percentOf(headroomOf(line)) : '',
    limit ? `[${sources.indexOf(limit.source) + 1}]` : '',
    basis === undefined ? formula : `${formula} (${basis})`,
  ]
}

const itemRow = ({ name, usd, formula }: Item): string[] => [usdText(usd).padStart(9), name, formula]

const usdText = (usd: Quantity): string => (usd === 'UNKNOWN' ? usd : usd.toFixed(2))

const percentOf = (share: Quantity): string => (share === 'UNKNOWN' ? '' : `${Math.round(share * 100)} %`)
