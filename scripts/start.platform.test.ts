import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { readAddresses } from './platform/home.ts'
import { commandOf, freePort, signal } from './platform/processes.ts'

const START = join(import.meta.dirname, 'start.ts')
const dir = mkdtempSync(join(tmpdir(), 'gatehouse-start-'))
const home = join(dir, 'home')
const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) if (child.pid) signal(child.pid, 'SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

interface Run {
  readonly child: ChildProcess
  /** Resolves with the output when it is ready or has ended. */
  readonly told: Promise<string>
  readonly ended: Promise<number | null>
}

function start(env: Record<string, string>, ...args: string[]): Run {
  const child = spawn('node', [START, ...args], { env: { ...process.env, GATEHOUSE_HOME: home, ...env } })
  started.push(child)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const told = new Promise<string>((resolve) => {
    let output = ''
    const take = (text: string) => {
      output += text
      if (/^ready .*\n/m.test(output)) resolve(output)
    }
    child.stdout?.setEncoding('utf8').on('data', take)
    child.stderr?.setEncoding('utf8').on('data', take)
    ended.then(() => resolve(output))
  })
  return { child, told, ended }
}

describe('npm start', () => {
  test('comes up, shows its token once, survives the kill of everything, and closes on Ctrl-C', async () => {
    const port = `${await freePort()}`
    const first = start({ PORT: port }, '--no-practice')
    const output = await first.told
    expect(output).toMatch(new RegExp(`ready http://127.0.0.1:${port}\\n$`))
    const token = readFileSync(join(home, 'operator-token'), 'utf8')
    expect(output).toContain(token)
    expect(statSync(join(home, 'operator-token')).mode & 0o777).toBe(0o600)
    expect(statSync(join(home, 'desk.json')).mode & 0o777).toBe(0o600)
    expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200)
    expect(await (await fetch(`http://127.0.0.1:${port}/practice`)).json()).toMatchObject({ state: 'none' })

    const beside = start({ PORT: '0' }, '--no-practice')
    expect(await beside.told).toBe(
      `another desk (process ${first.child.pid}) uses ${home}; stop it or choose another folder\n`,
    )
    expect(await beside.ended).toBe(2)

    first.child.kill('SIGKILL')
    await first.ended
    expect(readAddresses(home)).toBeNull()
    const second = start({ PORT: port }, '--no-practice')
    const again = await second.told
    expect(again).toMatch(/ready /)
    expect(again).not.toContain(token)
    expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200)

    second.child.kill('SIGINT')
    expect(await second.ended).toBe(0)
    expect(processesIn(home)).toEqual([])
  })

  test('practises on an empty home while the page is there, and closes on Ctrl-C in the middle of it', async () => {
    const port = `${await freePort()}`
    const empty = join(dir, 'empty')
    const run = start({ PORT: port, GATEHOUSE_HOME: empty })
    const begun = await untilSteps(port, 5)
    expect(begun).toMatchObject({ state: 'running', day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) })
    expect((await fetch(`http://127.0.0.1:${port}/ui/`)).status).toBe(200)
    expect((await fetch(`http://127.0.0.1:${port}/router/runs?book=practice`)).status).toBe(200)
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(0)
    const output = await run.told
    expect(output).toContain(`practice ${begun?.day}: the last session on the synthetic market`)
    expect(output).not.toMatch(/^ready|ended at step/m)
    expect(JSON.parse(readFileSync(join(empty, 'practice.json'), 'utf8'))).toMatchObject({ state: 'running' })
  })

  test('says in one line that the port is taken, and starts nothing', async () => {
    const server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
    })
    const run = start({ PORT: `${port}`, GATEHOUSE_HOME: join(dir, 'unused') }, '--no-practice')
    const output = await run.told
    server.close()
    expect(output.trimEnd().split('\n').at(-1)).toBe(
      `port ${port} is taken by another program; choose one with PORT=7072 npm start`,
    )
    expect(await run.ended).toBe(2)
    expect(readdirSync(join(dir, 'unused'))).not.toContain('postgres')
  })

  test.each([
    [{ PORT: 'http' }, [], 'the port is "http"; give 1 to 65535'],
    [{ PORT: '70000' }, [], 'the port is "70000"; give 1 to 65535'],
    [{ GATEHOUSE_OPERATOR_TOKEN: 'short' }, [], 'GATEHOUSE_OPERATOR_TOKEN has 5 characters; give 16 or more'],
    [{}, ['--prot', '1'], "Unknown option '--prot'"],
  ])('refuses %j %j in one line', async (env, args, words) => {
    const run = start(env as Record<string, string>, ...args)
    const output = await run.told
    expect(output).toContain(words)
    expect(output.trimEnd().split('\n')).toHaveLength(1)
    expect(await run.ended).toBe(2)
  })

  test('explains itself', async () => {
    const run = start({}, '--help')
    expect(await run.told).toMatch(/^usage: npm start/)
    expect(await run.ended).toBe(0)
  })
})

/** What /practice says once the session has come so far; undefined when it never does. */
async function untilSteps(port: string, steps: number): Promise<{ day: string; done: number } | undefined> {
  for (let look = 0; look < 600; look += 1) {
    const told = await fetch(`http://127.0.0.1:${port}/practice`).catch(() => null)
    const progress = (await told?.json()) as { day: string; done: number } | undefined
    if (progress && progress.done >= steps) return progress
    await delay(50)
  }
  return undefined
}

/** Command lines of living processes that name the folder; Linux only, elsewhere none are found. */
function processesIn(folder: string): string[] {
  const pids = process.platform === 'linux' ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : []
  return pids.flatMap((pid) => commandOf(Number(pid)) ?? []).filter((command) => command.includes(folder))
}
