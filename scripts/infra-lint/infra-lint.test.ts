import { beforeAll, describe, expect, test } from 'vitest'
import { openReferee, type Referee } from './bicep/grammar.ts'
import { INFRA_LAWS, judgeInfra } from './laws.ts'
import { infraProjectOf } from './project.ts'
import { CLOUD_MISTAKES } from './testing/cloud-mistakes.ts'
import { CONTRACT_MISTAKES } from './testing/contract-mistakes.ts'
import { LANGUAGE_MISTAKES } from './testing/language-mistakes.ts'
import type { Mistake } from './testing/mistake.ts'
import { type Files, smallDesk } from './testing/small.ts'

const MISTAKES = [...LANGUAGE_MISTAKES, ...CLOUD_MISTAKES, ...CONTRACT_MISTAKES]

let referee: Referee
beforeAll(async () => {
  referee = await openReferee()
})

const found = (files: Files) => judgeInfra(infraProjectOf(files, referee))

function withMistake({ file, from, to }: Mistake): Files {
  const files = smallDesk()
  const text = files.get(file) ?? ''
  if (!text.includes(from)) throw new Error(`${file} does not hold ${JSON.stringify(from)}`)
  return new Map([...files, [file, text.replace(from, () => to)]])
}

/** `file:line` of the line that holds a text; `~-1` behind it means the line before. */
function placeOf({ at, file }: Mistake, files: Files): string {
  const [, other, text = '', shift = '0'] = /^(?:([\w./-]+)\|)?([\s\S]*?)(?:~(-?\d+))?$/.exec(at) ?? []
  const path = other ?? file
  const whole = files.get(path) ?? ''
  const index = whole.indexOf(text)
  if (index < 0) throw new Error(`${path} does not hold ${JSON.stringify(text)}`)
  return `${path}:${whole.slice(0, index).split('\n').length + Number(shift)}`
}

test('the small desk breaks no law', () => expect(found(smallDesk())).toEqual([]))

describe.each(MISTAKES)('$law: $claim', (mistake) => {
  test('is told where it stands, with a remedy, and nothing else than what follows from it', () => {
    const files = withMistake(mistake)
    const lines = found(files)
    const start = new RegExp(`^${placeOf(mistake, files).replaceAll('.', '\\.')}(:\\d+)? ${mistake.law}: `)
    const told = lines.filter((line) => start.test(line) && line.includes(mistake.says))
    expect(told, lines.join('\n')).toHaveLength(1)
    const rest = lines.filter((line) => line !== told[0]).map((line) => line.split(' ')[1]?.replace(':', ''))
    expect(rest.sort(), lines.join('\n')).toEqual([...(mistake.also ?? [])].sort())
    for (const line of lines) expect(line).toMatch(/^infra\/[\w./-]+:\d+(:\d+)? [a-z]+: .{15,}$/)
  })
})

test('every law has a mistake', () => {
  expect([...new Set(MISTAKES.map(({ law }) => law))].sort()).toEqual(INFRA_LAWS.map(({ name }) => name).sort())
})
