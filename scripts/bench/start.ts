/**
 * From `npm start` to its `ready` line in a copy of the project as `npm ci` leaves it: first with nothing built and no
 * home, then warm. The floor is an empty Node and a bare Postgres, new or kept like the desk's.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { LocalPostgres } from '../platform/postgres/postgres.ts'
import { freePort } from '../platform/processes.ts'
import { copyCheckout } from './lib/checkout.ts'
import { inFolder } from './lib/desk.ts'
import { type Figure, figureOf } from './lib/figure.ts'
import { runNode } from './lib/run-node.ts'
import { median, noisePercent } from './lib/spread.ts'

const ROUNDS = 3
const READY_WITHIN_MS = 60_000
const MADE = ['dist', '.gatehouse', 'node_modules/.cache', 'node_modules/.vite']

export async function start(): Promise<Figure[]> {
  const [first, warm, bareFirst, bareWarm]: number[][] = [[], [], [], []]
  await inFolder(async (dir) => {
    copyCheckout(dir)
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const name of MADE) rmSync(join(dir, name), { recursive: true, force: true })
      first?.push(await readyMs(dir))
      warm?.push(await readyMs(dir))
      await inFolder(async (home) => {
        bareFirst?.push(await bareMs(home))
        bareWarm?.push(await bareMs(home))
      })
    }
  })
  return [
    startFigure('start.first', 8, { took: first ?? [], bare: bareFirst ?? [] }),
    startFigure('start.warm', 3, { took: warm ?? [], bare: bareWarm ?? [] }),
  ]
}

function startFigure(name: string, aimSeconds: number, times: { took: number[]; bare: number[] }): Figure {
  return figureOf({
    ...{ name, value: median(times.took) / 1_000, unit: 's' },
    bound: { what: 'an empty Node, then a bare Postgres', value: median(times.bare) / 1_000 },
    aim: { on: 'value', atMost: aimSeconds },
    detail: { rounds: ROUNDS, noise_percent: noisePercent(times.took) },
  })
}

/** Milliseconds to the ready line; the desk is closed again before this resolves. */
async function readyMs(dir: string): Promise<number> {
  const port = await freePort()
  const { GATEHOUSE_HOME: _, NODE_OPTIONS: __, NODE_COMPILE_CACHE: ___, ...env } = process.env
  const startedMs = performance.now()
  const child = spawn('npm', ['start', '--', '--no-practice'], {
    cwd: dir,
    env: { ...env, PORT: String(port) },
    detached: true,
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  try {
    await readyLine(child)
    return performance.now() - startedMs
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT')
    await ended
  }
}

function readyLine(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (text: string): void => {
      said += text
      if (/^ready http/m.test(said)) end(resolve)
    }
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      settle()
    }
    const fail = (): void => end(() => reject(new Error(`npm start did not become ready: ${said.slice(-1_000)}`)))
    const timer = setTimeout(fail, READY_WITHIN_MS)
    child.stdout?.setEncoding('utf8').on('data', listen)
    child.stderr?.setEncoding('utf8').on('data', listen)
    child.once('close', fail)
    child.once('error', fail)
  })
}

async function bareMs(dir: string): Promise<number> {
  const startedMs = performance.now()
  await runNode(['-e', '0'])
  const postgres = await LocalPostgres.start({ dir, logFile: join(dir, 'log') })
  const tookMs = performance.now() - startedMs
  await postgres.stop()
  return tookMs
}
