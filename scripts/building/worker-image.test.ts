/** The worker's Dockerfile, read line by line: no engine is needed to hold it to its promises. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const FOLDER = join(ROOT, 'infra/worker')

interface Instruction {
  readonly name: string
  readonly rest: string
}

/** Instructions in their order, comments left out and continued lines joined. */
function instructionsOf(text: string): readonly Instruction[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const whole = lines.join('\n').replaceAll(/\\\n\s*/g, '')
  return whole.split('\n').map((line) => ({ name: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }))
}

const instructions = instructionsOf(readFileSync(join(FOLDER, 'Dockerfile'), 'utf8'))
const all = (name: string): readonly string[] =>
  instructions.filter((instruction) => instruction.name === name).map(({ rest }) => rest)

test('the base is one image, named by its digest', () => {
  expect(all('FROM').join()).toMatch(/^\$\{NODE_IMAGE\}$/)
  expect(all('ARG')[0]).toMatch(/^NODE_IMAGE=docker\.io\/library\/node@sha256:[0-9a-f]{64}$/)
})

test('nothing is run, installed or fetched, and only the bundle is copied', () => {
  const known = ['ARG', 'FROM', 'LABEL', 'ENV', 'WORKDIR', 'COPY', 'USER', 'HEALTHCHECK', 'ENTRYPOINT']
  expect([...new Set(instructions.map(({ name }) => name))].sort()).toEqual(known.sort())
  expect(all('COPY')).toEqual(['dist/worker/ ./'])
})

test('it runs as nobody special, from the last copy on', () => {
  expect(all('USER')).toEqual(['1000:1000'])
  const names = instructions.map(({ name }) => name)
  expect(names.indexOf('USER')).toBeGreaterThan(names.lastIndexOf('COPY'))
  expect(names.indexOf('USER')).toBeLessThan(names.indexOf('ENTRYPOINT'))
})

test('it starts a program of the bundle without a shell, and so does its health check', () => {
  const program = ['node', 'sweep-worker.js']
  expect(JSON.parse(all('ENTRYPOINT').join())).toEqual(program)
  const [, command = ''] = all('HEALTHCHECK').join().split(' CMD ')
  expect(JSON.parse(command)).toEqual([...program, '--help'])
})

test('the build sees the bundle alone, and no secret of a desk', () => {
  const lines = readFileSync(join(FOLDER, 'Dockerfile.dockerignore'), 'utf8').split('\n')
  const rules = lines.filter((line) => line !== '' && !line.startsWith('#'))
  expect(rules).toEqual(['*', '!dist', 'dist/*', '!dist/worker', 'dist/worker/build.json'])
})

test('labels and environment hold no secret', () => {
  for (const rest of [...all('LABEL'), ...all('ENV'), ...all('ARG')])
    expect(rest).not.toMatch(/password|token|secret|accountkey/i)
})
