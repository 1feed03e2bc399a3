/** What a sweep came to, for a terminal. */
import type { Cell } from '../../shared/contracts/research.ts'
import { failuresText } from '../../shared/domain/research/index.ts'
import { textTable } from '../lib/text-table.ts'
import { fixed, percent, valueText } from '../research/page/figures.ts'
import { luckText, sharpeText, titleText } from '../research/tell.ts'
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
  const { outOfSample, folds } = summary
  const { realityCheckPValue, spaPValue, holmSurvivors, fdrSurvivors } = summary.overfitting
  const outside = `Sharpe ${fixed(outOfSample.sharpe)} (${luckText(summary)})`
  const at = (cell: number | null): Cell | undefined => (cell === null ? undefined : cells[cell])
  const failed = summary.failed === 0 ? '' : ` (${failuresText(cells)})`
  return [
    titleText(summary),
    `${summary.cells} cells, ${summary.failed} failed${failed}, ${summary.bars} bars`,
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
      ['', `reality check p ${fixed(realityCheckPValue, 3)}, SPA p ${fixed(spaPValue, 3)}`],
      [
        '',
        `cells that stand: ${fixed(holmSurvivors, 0)} after Holm, ${fixed(fdrSurvivors, 0)} after Benjamini–Hochberg`,
      ],
      ['out of sample', `${outside}, ${percent(outOfSample.annualReturn)} per year, ${folds.length} folds`],
    ]),
    ...warnings.map((warning) => `warning: ${warning}`),
    `results ${outDir}`,
  ].join('\n')
}
