import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { runOf } from '../evaluate/run.ts'
import { plainOf } from '../evaluate/value.ts'
import { bicepOf } from '../testing/bicep-of.ts'
import { openReferee, type Referee } from './grammar.ts'
import { parse } from './parse.ts'

let referee: Referee
beforeAll(async () => {
  referee = await openReferee()
})

const PATH = 'infra/main.bicep'

/** What the output `o` of a text comes to, and the faults on the way. */
function outputOf(text: string) {
  const sources = new Map([[PATH, { path: PATH, text, declarations: parse(text) }]])
  const { outputs, faults } = runOf({ files: new Map(), sources }, null)
  return { value: plainOf(outputs.get('o')), faults }
}

const data = fc.letrec((tie) => ({
  leaf: fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat(), fc.boolean(), fc.constant(null)),
  value: fc.oneof({ depthSize: 'small' }, tie('leaf'), fc.array(tie('value')), tie('fields')),
  fields: fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z0-9_]{0,8}$/), tie('value'), { noNullPrototype: true }),
})).value

describe('reading Bicep', () => {
  test('any plain data written as a literal comes back as it was', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(outputOf(`output o object = any(${bicepOf(value, '')})`).value).toEqual(value)
      }),
    )
  })

  /** Operators by precedence, the loosest first, as the documentation lists them. */
  const LEVELS = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>='], ['+', '-'], ['*']]
  interface Term {
    readonly text: string
    readonly value: number | boolean
    /** Of the outermost operator; a leaf binds tightest. */
    readonly level: number
  }
  const leaf = (value: number | boolean): Term => ({ text: String(value), value, level: LEVELS.length })
  const within = (term: Term, level: number): string => (term.level < level ? `(${term.text})` : term.text)
  const joined = (operator: string, left: Term, right: Term): Term => {
    const level = LEVELS.findIndex((each) => each.includes(operator))
    const text = `${within(left, level)} ${operator} ${within(right, level + 1)}`
    return { text, level, value: COMPUTE[operator]?.(left.value, right.value) ?? false }
  }
  const COMPUTE: Readonly<Record<string, (a: number | boolean, b: number | boolean) => number | boolean>> = {
    '||': (a, b) => a === true || b === true,
    '&&': (a, b) => a === true && b === true,
    '==': (a, b) => a === b,
    '!=': (a, b) => a !== b,
    '<': (a, b) => a < b,
    '<=': (a, b) => a <= b,
    '>': (a, b) => a > b,
    '>=': (a, b) => a >= b,
    '+': (a, b) => Number(a) + Number(b),
    '-': (a, b) => Number(a) - Number(b),
    '*': (a, b) => Number(a) * Number(b),
  }
  const terms = fc.letrec<{ number: Term; truth: Term }>((tie) => ({
    number: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.nat(99).map(leaf),
      fc.tuple(fc.constantFrom('+', '-', '*'), tie('number'), tie('number')).map((parts) => joined(...parts)),
    ),
    truth: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.boolean().map(leaf),
      fc.tuple(fc.constantFrom('<', '<=', '>', '>=', '=='), tie('number'), tie('number')).map((p) => joined(...p)),
      fc.tuple(fc.constantFrom('&&', '||', '==', '!='), tie('truth'), tie('truth')).map((parts) => joined(...parts)),
    ),
  })).truth

  test('operators bind as the documentation says, with no more parentheses than needed', () => {
    fc.assert(
      fc.property(terms, ({ text, value }) => {
        expect(outputOf(`output o bool = ${text}`).value, text).toBe(value)
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ['a member binds tighter than a lambda', "map([{ k: 'a' }], e => e.k)", ['a']],
    ['a member binds tighter than a choice', "true ? 'x' : [{ f: 'y' }][0].f", 'x'],
    ['a member binds tighter than a comparison', '{ k: 1 }.k == { k: 1 }.k', true],
    ['a choice nests to the right', "false ? 'a' : false ? 'b' : 'c'", 'c'],
    ['a choice goes over lines', "true\n  ? 'a'\n  : 'b'", 'a'],
    ['an interpolation holds an object with braces', "'<#{union({ a: 'x' }, {}).a}>'", '<x>'],
    ['interpolations nest', "'a#{'b#{'c'}'}'", 'abc'],
    ['escapes are read', "'it\\'s \\#{x} \\u{41}'", "it's #{x} A"],
    ['a text of several lines keeps them', "'''\na\n b'''", 'a\n b'],
    ['a missing value falls through', "{ a: null }.a ?? 'b'", 'b'],
    ['a loop counts', '[for (x, i) in [5, 6]: x + i]', [5, 7]],
    [
      'a loop leaves out what its condition refuses',
      '[for x in [1, 2, 3]: if (x != 2) { n: x }]',
      [{ n: 1 }, { n: 3 }],
    ],
    ['line ends part entries, not calls', '[\n  max(\n    1,\n    2\n  )\n  [3][0]\n]', [2, 3]],
  ])('%s', (_, written, value) => {
    // An interpolation is written with # here, so that nobody takes it for one of TypeScript.
    const { value: found, faults } = outputOf(`output o object = any(${written.replaceAll('#{', '${')})`)
    expect(typeof found === 'string' ? found.replaceAll('${', '#{') : found).toEqual(value)
    expect(faults.filter(({ law }) => law === 'names')).toEqual([])
  })

  test('the referee takes what the reader takes', () => {
    fc.assert(
      fc.property(data, (value) => {
        // It takes // for a comment even where a string begins.
        const text = bicepOf(value, '').replaceAll('/', '')
        expect(referee(`var o = ${text}`)).toEqual([])
      }),
    )
  })
})

describe('the referee', () => {
  test.each([
    ['a missing value', 'var a =\n', 1],
    ['an open brace', 'var b = 1\nvar a = {\n', 2],
    ['a stray bracket', 'var b = 1\n)\n', 2],
    ['an open interpolation', "var a = 'x$" + "{b'\n", 1],
  ])('refuses %s where it stands', (_, text, line) => {
    expect(referee(text)[0]).toMatchObject({ line, message: expect.stringMatching(/.{15,}/) })
  })
})
