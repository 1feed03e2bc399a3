/** Signals and regimes as the consumers stored them. */
import * as z from 'zod'
import { PAGES, QUERIES } from '../../shared/contracts/api/lists.ts'
import { symbolSchema } from '../../shared/contracts/scalars.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { door } from '../guard/endpoint.ts'

export const signalDoors = {
  'signals-of-symbol': door({
    summary: 'Bars of a symbol with filtered price, velocity, uncertainty and regime, newest first.',
    path: z.strictObject({ symbol: symbolSchema }),
    query: QUERIES.signals,
    answer: PAGES.signals,
    handle: async ({ context, path, query }) => ({
      body: encodeWire(PAGES.signals, await context.reads.signals(path.symbol, query, context.clock.now())),
      cacheable: true,
    }),
  }),
  'regimes-list': door({
    summary: 'Regime labels with volatility, momentum and uncertainty, newest first.',
    query: QUERIES.regimes,
    answer: PAGES.regimes,
    handle: async ({ context, query }) => ({
      body: encodeWire(PAGES.regimes, await context.reads.regimes(query, context.clock.now())),
      cacheable: true,
    }),
  }),
}
