/** Orders, fills and positions. */
import * as z from 'zod'
import { orderDetailSchema, PAGES, QUERIES } from '../../shared/contracts/api/lists.ts'
import { idSchema } from '../../shared/contracts/scalars.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { readPositions } from '../../shared/flows/read-positions.ts'
import { endpoint } from '../guard/endpoint.ts'
import { HttpProblem } from '../guard/problem.ts'

export const orderEndpoints = [
  endpoint({
    name: 'orders-list',
    method: 'GET',
    route: 'orders',
    summary: 'Orders, newest first.',
    access: 'read',
    query: QUERIES.orders,
    answer: PAGES.orders,
    handle: async ({ context, query }) => ({
      body: encodeWire(PAGES.orders, await context.reads.orders(query, context.clock.now())),
      cacheable: true,
    }),
  }),
  endpoint({
    name: 'order-detail',
    method: 'GET',
    route: 'orders/{id}',
    summary: 'One order with its trail and its fills.',
    access: 'read',
    path: z.strictObject({ id: idSchema }),
    answer: orderDetailSchema,
    handle: async ({ context, path }) => {
      const order = await context.reads.order(path.id)
      if (!order) throw new HttpProblem(404, 'NO_SUCH_ORDER', `There is no order ${path.id}.`)
      return { body: encodeWire(orderDetailSchema, order), cacheable: true }
    },
  }),
  endpoint({
    name: 'fills-list',
    method: 'GET',
    route: 'fills',
    summary: 'Fills, newest first.',
    access: 'read',
    query: QUERIES.fills,
    answer: PAGES.fills,
    handle: async ({ context, query }) => ({
      body: encodeWire(PAGES.fills, await context.reads.fills(query, context.clock.now())),
      cacheable: true,
    }),
  }),
  endpoint({
    name: 'positions-list',
    method: 'GET',
    route: 'positions',
    summary: 'Positions with their mark; an unknown mark leaves the open profit UNKNOWN.',
    access: 'read',
    query: QUERIES.positions,
    answer: PAGES.positions,
    handle: async ({ context, query }) => ({
      body: encodeWire(PAGES.positions, await readPositions(context, query)),
      cacheable: true,
    }),
  }),
]
