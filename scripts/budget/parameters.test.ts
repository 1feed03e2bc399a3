import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../lib/desk.ts'
import { limitsOf } from './limits.ts'
import { loadOf } from './load.ts'
import { parametersOf, readParameters } from './parameters.ts'

const folder = resolve(import.meta.dirname, '../../infra/environments')
const prod = readFileSync(resolve(folder, 'prod.json'), 'utf8')

function changed(name: string, value: unknown): string {
  const json = JSON.parse(prod) as { parameters: Record<string, unknown> }
  json.parameters[name] = value
  return JSON.stringify(json)
}

const faultOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  return 'none'
}

describe('parameters', () => {
  test.each(['dev', 'prod'])('of %s are read as they stand', (name) => {
    const parameters = readParameters(resolve(folder, `${name}.json`))
    expect(parameters.environmentName).toBe(name)
    expect(parameters.appConnectionLimit).toBe(30)
  })

  test('without a limit of the app’s role are read: the budget tells that fault', () => {
    expect(parametersOf(changed('appConnectionLimit', undefined), 'x').appConnectionLimit).toBeUndefined()
  })

  test.each<[string, unknown, RegExp]>([
    ['maximumInstanceCount', { value: 0 }, /parameters\.maximumInstanceCount\.value is 0/],
    ['maximumInstanceCount', { value: '40' }, /parameters\.maximumInstanceCount\.value is "40"/],
    ['instanceMemoryMb', { value: 1024 }, /instanceMemoryMb\.value is 1024/],
    ['alwaysReady', { value: [{ name: 'http' }] }, /alwaysReady\.value\.0\.instanceCount is undefined/],
    ['sweepJobMemory', { value: '2GB' }, /sweepJobMemory\.value is "2GB"/],
    ['budgetUsd', undefined, /parameters\.budgetUsd is undefined/],
    ['throughputUnits', { value: 3 }, /throughputUnitsMax is 2, below throughputUnits 3; raise it/],
  ])('%s as %j are refused with the name and what stands there', (name, value, words) => {
    expect(faultOf(() => parametersOf(changed(name, value), 'x.json'))).toMatch(words)
  })

  test('that are no JSON, or not there, are refused with the file', () => {
    expect(faultOf(() => parametersOf('{', 'x.json'))).toMatch(/^x\.json is no JSON: /)
    expect(faultOf(() => readParameters('/nowhere/x.json'))).toMatch(/x\.json cannot be read: .*; give --env/)
  })
})

test.each([
  ['postgresSku', { postgresSku: 'Standard_B2ms', postgresStorageGb: 32 }],
  ['postgresStorageGb', { postgresSku: 'Standard_B1ms', postgresStorageGb: 33 }],
])('a %s that no table has is refused, never guessed', (name, wanted) => {
  expect(faultOf(() => limitsOf(wanted))).toMatch(new RegExp(`^${name} is .*: not one of .*limits\\.ts$`))
})

test('the disk of a larger server is the bound only while it has fewer IOPS', () => {
  expect(limitsOf({ postgresSku: 'Standard_B1ms', postgresStorageGb: 32 }).iops.value).toBe(120)
  expect(limitsOf({ postgresSku: 'Standard_B1ms', postgresStorageGb: 256 }).iops.value).toBe(640)
  expect(limitsOf({ postgresSku: 'Standard_B2s', postgresStorageGb: 256 }).iops.value).toBe(1_100)
})

test.each([
  ['practice', 40, 2],
  ['paper', 200, 5],
  ['practice, paper', 200, 5],
])('a desk that keeps %s watches %d symbols', (scheduleBooks, symbols, viewers) => {
  expect(loadOf({ scheduleBooks })).toMatchObject({ symbols, viewers, routedSymbols: 15, decisionsPerSymbol: 26 })
})
