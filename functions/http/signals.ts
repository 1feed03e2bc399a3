/** Signals and regimes as the consumers stored them. */
import * as z from 'zod'
import { PAGES, QUERIES } from '../../shared/contracts/api/lists.ts'
import { symbolSchema } from '../../shared/contracts/scalars.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { endpoint } from '../guard/endpoint.ts'

export const signalEndpoints = [
  endpoint({
    name: 'signals-of-symbol',
    method: 'GET',
    route: 'signals/{symbol}',
    summary: 'Bars of a symbol with filtered price, velocity, uncertainty and regime, newest first.',
    access: 'read',
    path: z.strictObject({ symbol: symbolSchema }),
    query: QUERIES.signals,
    answer: PAGES.signals,
    handle: async ({ context, path, query }) => ({
      body: encodeWire(PAGES.signals, await context.reads.signals(path.symbol, query, context.clock.now())),
      cacheable: true,
    }),
  }),
  endpoint({
    name: 'regimes-list',
    method: 'GET',
    route: 'regimes',
    summary: 'Regime labels with volatility, momentum and uncertainty, newest first.',
    access: 'read',
    query: QUERIES.regimes,
    answer: PAGES.regimes,
    handle: async ({ context, query }) => ({
      body: encodeWire(PAGES.regimes, await context.reads.regimes(query, context.clock.now())),
      cacheable: true,
    }),
  }),
]
