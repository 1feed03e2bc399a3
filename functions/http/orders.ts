/** Orders, fills and positions. */
import * as z from 'zod'
import { orderDetailSchema, PAGES, QUERIES } from '../../shared/contracts/api/lists.ts'
import { idSchema } from '../../shared/contracts/scalars.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { readPositions } from '../../shared/flows/read-positions.ts'
import { door } from '../guard/endpoint.ts'
import { HttpProblem } from '../guard/problem.ts'

export const orderDoors = {
  'orders-list': door({
    summary: 'Orders, newest first.',
    query: QUERIES.orders,
    answer: PAGES.orders,
    handle: async ({ context, query }) => ({
      body: encodeWire(PAGES.orders, await context.reads.orders(query, context.clock.now())),
      cacheable: true,
    }),
  }),
  'order-detail': door({
    summary: 'One order with its trail and its fills.',
    path: z.strictObject({ id: idSchema }),
    answer: orderDetailSchema,
    handle: async ({ context, path }) => {
      const order = await context.reads.order(path.id)
      if (!order) throw new HttpProblem(404, 'NO_SUCH_ORDER', `There is no order ${path.id}.`)
      return { body: encodeWire(orderDetailSchema, order), cacheable: true }
    },
  }),
  'fills-list': door({
    summary: 'Fills, newest first.',
    query: QUERIES.fills,
    answer: PAGES.fills,
    handle: async ({ context, query }) => ({
      body: encodeWire(PAGES.fills, await context.reads.fills(query, context.clock.now())),
      cacheable: true,
    }),
  }),
  'positions-list': door({
    summary: 'Positions with their mark; an unknown mark leaves the open profit UNKNOWN.',
    query: QUERIES.positions,
    answer: PAGES.positions,
    handle: async ({ context, query }) => ({
      body: encodeWire(PAGES.positions, await readPositions(context, query)),
      cacheable: true,
    }),
  }),
}
