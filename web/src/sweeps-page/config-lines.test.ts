import { expect, test } from 'vitest'
import { lineFaults } from './config-lines.ts'

test('faults stand in the order of their lines, those of the whole text first, other fields apart', () => {
  const faults = lineFaults([
    { field: 'config.walk_forward.folds', message: 'is too large', line: 13 },
    { field: 'job_id', message: 'is not a job id' },
    { field: 'config.params.slow.1', message: 'is not a number', line: 10 },
    { field: 'config_path', message: 'is not a place' },
    { field: 'config', message: 'has too many combinations' },
  ])
  expect(faults).toEqual([
    { line: null, field: '', message: 'has too many combinations' },
    { line: 10, field: 'params.slow.1', message: 'is not a number' },
    { line: 13, field: 'walk_forward.folds', message: 'is too large' },
  ])
})
