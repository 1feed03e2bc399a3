import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createLocalJobStarter } from './job-starter.ts'

const dir = mkdtempSync(join(tmpdir(), 'gatehouse-starter-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const START = { jobId: 'sweep-1', shard: 1, shards: 3, configBlob: 'blob://trader-data/configs/sweep-1.yaml' }

test('an execution is a process with the variables of its shard, told as running until it has ended', async () => {
  const told = Promise.withResolvers<{ text: string; end: () => void }>()
  const server = createServer((request, response) => {
    request.setEncoding('utf8')
    request.on('data', (text: string) => told.resolve({ text, end: () => response.end() }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // Tells its variables, waits for the answer, and dies with its socket closed behind it.
  const program = `console.log('begun'); fetch('${url}', { method: 'POST', body: JSON.stringify(process.env) })
    .then((answer) => answer.text()).then(() => process.exit(3))`
  const logFile = join(dir, 'worker.log')
  const starter = createLocalJobStarter({ command: [process.execPath, '-e', program], env: { DESK: 'x' }, logFile })
  const started = await starter.start(START)
  if (started.kind !== 'started') throw new Error(started.detail)
  const { text, end } = await told.promise
  expect(JSON.parse(text)).toMatchObject({
    DESK: 'x',
    SWEEP_JOB_ID: 'sweep-1',
    SWEEP_SHARD: '1',
    SWEEP_SHARDS: '3',
    SWEEP_CONFIG_BLOB: START.configBlob,
  })
  expect(await starter.stateOf(started.execution)).toBe('running')
  const other = createLocalJobStarter({ command: [], env: {}, logFile: null })
  expect(await other.stateOf(started.execution)).toBe('running')
  end()
  server.close()
  await expect.poll(() => starter.stateOf(started.execution)).toBe('failed')
  expect(readFileSync(logFile, 'utf8')).toBe('begun\n')
})

test.each([
  ['a program that is not there', { command: [join(dir, 'none')], logFile: null }],
  ['no program', { command: [], logFile: null }],
  ['a log that cannot be written', { command: [process.execPath, '-v'], logFile: join(dir, 'no/such.log') }],
])('%s refuses the start, with the reason', async (_, worker) => {
  const started = await createLocalJobStarter({ ...worker, env: {} }).start(START)
  expect(started).toMatchObject({ kind: 'refused', detail: expect.stringMatching(/^cannot run /) })
})

test('what no start gave is of an unknown state', async () => {
  const starter = createLocalJobStarter({ command: [], env: {}, logFile: null })
  for (const execution of ['', 'unnamed', 'process-', 'process-x', 'sweep-x1']) {
    expect(await starter.stateOf(execution)).toBe('unknown')
  }
})
