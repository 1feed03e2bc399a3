import { describe, expect, it } from 'vitest'
import { readCall } from './call.ts'

describe('a call of npm run hub', () => {
  it('looks at the orders from their start unless told otherwise', () => {
    const defaults = { hub: 'exec.orders', group: 'diagnostics', from: 'start', max: 20, waitMs: 5_000 }
    expect(readCall(['peek'])).toEqual({ command: 'peek', ...defaults })
    expect(readCall(['peek', '--hub', 'bars.raw', '--from', 'latest', '--max', '3', '--wait', '1'])).toMatchObject({
      ...{ hub: 'bars.raw', from: 'latest', max: 3, waitMs: 1_000 },
    })
  })

  it('sends one copy unless told otherwise', () => {
    const call = readCall(['send', '--body', '{"type":"quicksend"}'])
    expect(call).toEqual({ command: 'send', hub: 'exec.orders', body: { type: 'quicksend' }, count: 1 })
  })

  it.each([[['--help']], [['peek', '-h']], [[]]])('%j asks for help', (args) => {
    expect(readCall(args)).toBeNull()
  })

  it.each([
    [['peek', '--hub', 'x'], '--hub is x; give one of exec.orders, bars.raw'],
    [['peek', '--max', '0'], '--max is 0; give a whole number from 1 to 100000'],
    [['peek', '--wait', '1.5'], '--wait is 1.5; give a whole number'],
    [['peek', '--from', 'now'], '--from is now; give one of start, latest'],
    [['peek', '--group', 'me'], '--group is me; give one of diagnostics, api'],
    [['peek', '--colour'], "Unknown option '--colour'"],
    [['peek', 'more'], 'more is one word too many'],
    [['send'], 'send needs --body'],
    [['send', '--body', '[1]'], '--body is [1]; give a JSON object'],
    [['send', '--body', '{'], '--body is {; give a JSON object'],
    [['send', '--body', '{}', '--count', '1001'], '--count is 1001; give a whole number from 1 to 1000'],
    [['push'], 'push is not a command; use send or peek'],
  ])('%j is refused in words', (args, words) => {
    expect(() => readCall(args)).toThrow(words)
  })
})
