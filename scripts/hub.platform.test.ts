import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HUBS } from '../shared/contracts/hubs.ts'
import { LocalEventHubs } from './platform/event-hubs/event-hubs.ts'

const dir = mkdtempSync(join(tmpdir(), 'gatehouse-hub-'))
let hubs: LocalEventHubs

beforeAll(async () => {
  hubs = await LocalEventHubs.start({ dir, hubs: Object.values(HUBS), logFile: join(dir, 'hubs.log') })
})
afterAll(async () => {
  await hubs.child.stop()
  rmSync(dir, { recursive: true, force: true })
})

async function hub(...args: string[]): Promise<{ code: number | null; out: string; error: string }> {
  const env = { ...process.env, EVENTS: hubs.connectionString, GATEHOUSE_HOME: dir }
  const child = spawn('node', [join(import.meta.dirname, 'hub.ts'), ...args], { env })
  let out = ''
  let error = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (error += text))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out, error }
}

describe('npm run hub', () => {
  it('shows what it sent, as often as it is asked', async () => {
    const sent = await hub(
      'send',
      '--hub',
      'bars.raw',
      '--body',
      '{"type":"quicksend"}',
      '--count',
      '3',
      '--key',
      'demo',
    )
    expect(sent).toEqual({ code: 0, out: '', error: 'sent 3 event(s) to bars.raw\n' })
    const peek = () => hub('peek', '--hub', 'bars.raw', '--max', '2', '--wait', '20')
    for (const peeked of [await peek(), await peek()]) {
      expect(peeked).toMatchObject({ code: 0, error: '2 event(s) of bars.raw; no checkpoint was moved\n' })
      const lines = peeked.out.trim().split('\n')
      expect(lines.map((line) => JSON.parse(line))).toMatchObject([
        { sequenceNumber: 0, partitionKey: 'demo', body: { type: 'quicksend', i: 0 } },
        { sequenceNumber: 1, partitionKey: 'demo', body: { type: 'quicksend', i: 1 } },
      ])
    }
  })

  it('ends when nothing more comes', async () => {
    const peeked = await hub('peek', '--from', 'latest', '--wait', '1')
    expect(peeked).toEqual({ code: 0, out: '', error: '0 event(s) of exec.orders; no checkpoint was moved\n' })
  })

  it('tells in one line that the hubs do not answer', async () => {
    const events = 'Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true'
    const peeked = await hub('peek', '--events', events)
    expect(peeked).toMatchObject({ code: 1, error: expect.stringMatching(/^[^\n]*ECONNREFUSED[^\n]*\n$/) })
  })

  it('tells in one line what to put right, exit 2', async () => {
    const error = '--hub is x; give one of exec.orders, bars.raw, signals.enriched, regimes.snapshot, backtest.jobs\n'
    expect(await hub('peek', '--hub', 'x')).toEqual({ code: 2, out: '', error })
  })
})
