import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROUTES } from '../../functions/http/endpoints.ts'
import { PROJECT_ROOT } from '../build.ts'

test('the firewall passes the methods that the routes take, HEAD for pages, and no other', () => {
  const profile = readFileSync(join(PROJECT_ROOT, 'infra/modules/front-door-profile.bicep'), 'utf8')
  const [, list = ''] = /matchVariable: 'RequestMethod'[^[]*\[([^\]]*)\]/.exec(profile) ?? []
  const passed = [...list.matchAll(/'(\w+)'/g)].map(([, method]) => method)
  expect(passed.sort()).toEqual([...new Set(['HEAD', ...ROUTES.map(({ method }) => method)])].sort())
})
