import { resolve } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { readTree } from '../tidy/read-tree.ts'
import { openReferee, type Referee } from './bicep/grammar.ts'
import { judgeInfra } from './laws.ts'
import { infraProjectOf } from './project.ts'
import { MUTATION_KINDS, mutationsOf } from './testing/mutations.ts'

/** Of each kind so many are planted, by a seed that a failure prints; all of them were, once, and all were found. */
const PLANTED = 3

const files = readTree(resolve(import.meta.dirname, '../..'))
let referee: Referee
beforeAll(async () => {
  referee = await openReferee()
})

const found = (path?: string, text?: string) => {
  const mutated = path === undefined || text === undefined ? files : new Map([...files, [path, text]])
  return judgeInfra(infraProjectOf(mutated, referee))
}

test('the real infrastructure breaks no law', () => expect(found()).toEqual([]))

/** What only a real deployment would refuse, and has been refused to others. */
describe('the real infrastructure', () => {
  const textOf = (path: string): string => files.get(path) ?? ''

  test('has no rule for the compiler that a later day alone could break', () => {
    const { rules } = JSON.parse(textOf('infra/bicepconfig.json')).analyzers.core
    expect(Object.keys(rules)).not.toContain('use-recent-api-versions')
  })

  test('asks for one change at a time of a server and of a subnet', () => {
    const ledger = textOf('infra/modules/postgres.bicep')
    expect(ledger).toMatch(/^resource administrator .*?^ {2}dependsOn: \[\n {4}configuration\n {2}\]\n\}$/ms)
    expect(ledger).toMatch(/@batchSize\(1\)\nresource configuration /)
    expect(textOf('infra/modules/private-endpoints.bicep')).toMatch(/@batchSize\(1\)\nresource endpoint /)
  })
})

describe.each(MUTATION_KINDS)('$claim', (kind) => {
  test('anywhere in the real files is found', () => {
    const mutations = mutationsOf(kind, files)
    expect(mutations.length).toBeGreaterThanOrEqual(PLANTED)
    fc.assert(
      fc.property(fc.constantFrom(...mutations), ({ path, text }) => {
        expect(found(path, text)).not.toEqual([])
      }),
      { numRuns: PLANTED },
    )
  })
})
