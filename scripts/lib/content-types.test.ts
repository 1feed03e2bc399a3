import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CONTENT_TYPES } from './content-types.ts'

test('Front Door tells a file from a page by the extensions that the site may have', () => {
  const bicep = readFileSync(join(import.meta.dirname, '../../infra/modules/front-door.bicep'), 'utf8')
  const condition = /'UrlFileExtension'[\s\S]*?matchValues: \[([\s\S]*?)\]/.exec(bicep)?.[1] ?? ''
  const told = [...condition.matchAll(/'(\w+)'/g)].map(([, extension]) => `.${extension}`)
  expect(told.sort()).toEqual(Object.keys(CONTENT_TYPES).sort())
})
