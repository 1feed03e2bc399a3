/** What a sweep came to, for a terminal. */
import type { Cell } from '../../shared/contracts/research.ts'
import { textTable } from '../lib/text-table.ts'
import { fixed, percent, valueText } from '../research/page/figures.ts'
import { luckText, sharpeText } from '../research/tell.ts'
import type { Outcome } from './run.ts'

const paramsText = ({ params }: Cell): string =>
  params.map(({ name, value }) => `${name}=${valueText(value)}`).join(' ')

function cellRow(name: string, cell: Cell | undefined): readonly string[] {
  const metrics = cell?.metrics
  if (!cell || !metrics) return [name, 'UNKNOWN']
  const figures = [
    sharpeText(metrics),
    percent(metrics.totalReturn),
    percent(metrics.maxDrawdown),
    String(metrics.trades),
  ]
  return [name, String(cell.cell), ...figures, paramsText(cell)]
}

export function linesOf({ summary, outDir, warnings }: Outcome, cells: readonly Cell[]): string {
  const { symbols, strategy, from, to, interval, vendor, overfitting, outOfSample, folds, synthetic } = summary
  const at = (cell: number | null): Cell | undefined => (cell === null ? undefined : cells[cell])
  return [
    `${strategy} on ${symbols.join(', ')}, ${from} to ${to}, ${interval}, vendor ${vendor}${synthetic ? ', invented prices' : ''}`,
    `${summary.cells} cells, ${summary.failed} failed, ${summary.bars} bars`,
    '',
    textTable([
      ['', 'cell', 'Sharpe', 'return', 'drawdown', 'trades', 'parameters'],
      cellRow('best', at(summary.best)),
      cellRow('median', at(summary.median)),
      cellRow('worst', at(summary.worst)),
    ]),
    '',
    textTable([
      ['luck', luckText(summary)],
      ['', `reality check p ${fixed(overfitting.realityCheckPValue, 3)}, SPA p ${fixed(overfitting.spaPValue, 3)}`],
      [
        '',
        `after Holm ${fixed(overfitting.holmSurvivors, 0)} cells, after Benjamini–Hochberg ${fixed(overfitting.fdrSurvivors, 0)}`,
      ],
      [
        'out of sample',
        `Sharpe ${fixed(outOfSample.sharpe)} (${luckText(summary)}), ${percent(outOfSample.annualReturn)} per year, ${folds.length} folds`,
      ],
    ]),
    ...warnings.map((warning) => `warning: ${warning}`),
    `results ${outDir}`,
  ].join('\n')
}
