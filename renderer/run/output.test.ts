import { describe, expect, it } from 'vitest'
import { overwritten, withoutSequences } from '#shared/terminal-text.ts'
import { ansiSpans } from './ansi-spans.ts'
import { foldedText } from './folded-text.ts'

const E = '\u001B'

describe('ansiSpans', () => {
  it.each<[string, string, [string, string][]]>([
    ['nothing', 'plain', [['plain', '']]],
    [
      'a colour and its end',
      `a ${E}[31mred${E}[39m b`,
      [
        ['a ', ''],
        ['red', 'text-bad'],
        [' b', ''],
      ],
    ],
    ['bright is the same', `${E}[92mok${E}[0m`, [['ok', 'text-ok']]],
    ['bold and coloured', `${E}[1;33mcare${E}[0m`, [['care', 'text-wait font-semibold']]],
    [
      'a ground',
      `${E}[41;37m FAIL ${E}[0m x`,
      [
        [' FAIL ', 'bg-bad/16 text-fg'],
        [' x', ''],
      ],
    ],
    ['turned around', `${E}[7mx${E}[0m`, [['x', 'bg-active text-fg']]],
    [
      'of 256',
      `${E}[38;5;196mx${E}[0m${E}[38;5;244my${E}[0m`,
      [
        ['x', 'text-bad'],
        ['y', 'text-fg-3'],
      ],
    ],
    ['of all', `${E}[38;2;30;200;60mx${E}[0m`, [['x', 'text-ok']]],
    ['moves and titles are nothing', `${E}[2K${E}]0;title\u0007a${E}[1Ab`, [['ab', '']]],
    ['no markup', `${E}[31m<b>&${E}[0m`, [['<b>&', 'text-bad']]],
    ['broken off', `a${E}[3`, [['a', '']]],
  ])('%s', (_name, output, spans) => {
    expect(ansiSpans(output).map(({ text, look }) => [text, look])).toEqual(spans)
  })

  it('says the same words as the text without sequences', () => {
    const output = `${E}[32m✓${E}[39m a\n${E}[2K${E}[1mb${E}[22m\n\n`
    expect(
      ansiSpans(output)
        .map(({ text }) => text)
        .join(''),
    ).toBe(withoutSequences(output))
  })
})

it.each([
  ['a\nb\n', 'a\nb\n'],
  ['1 %\r50 %\r100 %\ndone\n', '100 %\ndone\n'],
  ['a\r\nb\r\n', 'a\nb\n'],
  ['working\r', 'working'],
  ['x\r\r\ny', 'x\ny'],
])('a line that is written over: %j', (output, text) => {
  expect(overwritten(output)).toBe(text)
})

describe('foldedText', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n')

  it.each<[string, string, 'start' | 'end', boolean, { first: string; last: string; hidden: number }]>([
    ['short', lines(24), 'end', false, { first: 'line 1', last: 'line 24', hidden: 0 }],
    ['long, its end', lines(100), 'end', false, { first: 'line 85', last: 'line 100', hidden: 84 }],
    [
      'long, with a last line end',
      `${lines(100)}\n`,
      'end',
      false,
      { first: 'line 85', last: '', hidden: 84 },
    ],
    ['long, its start', lines(100), 'start', false, { first: 'line 1', last: 'line 16', hidden: 84 }],
    ['unfolded', lines(100), 'end', true, { first: 'line 1', last: 'line 100', hidden: 0 }],
  ])('%s', (_name, text, from, isUnfolded, { first, last, hidden }) => {
    const folded = foldedText(text, from, isUnfolded)
    expect([folded.text.split('\n')[0], folded.text.split('\n').at(-1), folded.hidden]).toEqual([
      first,
      last,
      hidden,
    ])
  })

  it('cuts one line without an end, and says what is left out of millions', () => {
    expect(foldedText('x'.repeat(100_000), 'end', false)).toMatchObject({ hidden: 1, left: 0 })
    expect(foldedText('x'.repeat(100_000), 'end', false).text).toHaveLength(20_000)
    expect(foldedText('x'.repeat(1_000_000), 'start', true)).toMatchObject({ hidden: 0, left: 600_000 })
  })
})
