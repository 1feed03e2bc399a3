/** Frames that runs left behind: their manifest, and a look into one. */
import {
  framePreviewQuerySchema,
  framePreviewSchema,
  framesQuerySchema,
  framesSchema,
} from '../../shared/contracts/api/sweeps.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { door } from '../guard/endpoint.ts'
import { HttpProblem } from '../guard/problem.ts'

export const frameDoors = {
  'frames-list': door({
    summary: 'Frames that were saved, newest first.',
    query: framesQuerySchema,
    answer: framesSchema,
    handle: async ({ context, query }) => {
      const { frames } = await context.research()
      return { body: encodeWire(framesSchema, await frames.list(query, context.clock.now())), cacheable: true }
    },
  }),
  'frame-preview': door({
    summary: 'A look into a frame: its columns, how many values each has, and its newest rows.',
    query: framePreviewQuerySchema,
    answer: framePreviewSchema,
    handle: async ({ context, query: { path, rows } }) => {
      const { frames, framePreviews } = await context.research()
      const [look, manifest] = await Promise.all([framePreviews.look(path, rows), frames.find(path)])
      if (look.kind === 'none') throw new HttpProblem(404, 'NO_SUCH_FRAME', `There is no frame ${path}.`)
      if (look.kind === 'refused') {
        const errors = [{ field: 'path', message: look.detail }]
        throw new HttpProblem(422, 'NOT_A_FRAME', `${path} ${look.detail}.`, { errors })
      }
      return { body: encodeWire(framePreviewSchema, { path, ...look.preview, manifest }), cacheable: true }
    },
  }),
}
