/** Single runs: one combination while the caller waits, and what one cell of a sweep did. */
import { backtestBodySchema, backtestSchema } from '../../shared/contracts/api/backtests.ts'
import { cellPathSchema, cellRunQuerySchema, cellRunSchema } from '../../shared/contracts/api/sweeps.ts'
import { cellSchema } from '../../shared/contracts/research.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { door } from '../guard/endpoint.ts'
import { HttpProblem } from '../guard/problem.ts'
import { refusedConfig } from './refused-config.ts'

export const backtestDoors = {
  'backtest-run': door({
    summary: 'Run one combination of parameters and wait for it. It counts among the trials of its hypothesis.',
    body: backtestBodySchema,
    answer: backtestSchema,
    handle: async ({ context, body, actor }) => {
      const { runBacktest } = await import('../../shared/flows/run-backtest.ts')
      const ports = { ...context, ...(await context.research()) }
      const answer = await runBacktest(ports, body, actor)
      if (answer.kind === 'refused') throw refusedConfig('CONFIG_INVALID', answer.errors)
      return { body: encodeWire(backtestSchema, answer.backtest) }
    },
  }),
  'sweep-cell': door({
    summary: 'The row of one combination of a sweep.',
    path: cellPathSchema,
    answer: cellSchema,
    handle: async ({ context, path }) => {
      const row = await (await context.research()).sweepReads.cell(path.id, path.cell)
      if (row) return { body: encodeWire(cellSchema, row), cacheable: true }
      throw new HttpProblem(404, 'NO_SUCH_CELL', `Cell ${path.cell} of ${path.id} has not run, or there is none.`)
    },
  }),
  'sweep-cell-run': door({
    summary:
      'What one combination did: equity by day, trades and bars. Made again, and shown only if it is the same run.',
    path: cellPathSchema,
    query: cellRunQuerySchema,
    answer: cellRunSchema,
    handle: async ({ context, path, query }) => {
      const { readCellRun } = await import('../../shared/flows/read-cell-run.ts')
      const ports = { ...context, ...(await context.research()) }
      const answer = await readCellRun(ports, { jobId: path.id, cell: path.cell }, query)
      if (answer.kind === 'run') return { body: encodeWire(cellRunSchema, answer.run), cacheable: true }
      throw new HttpProblem(answer.kind === 'none' ? 404 : 409, answer.code, answer.message)
    },
  }),
}
