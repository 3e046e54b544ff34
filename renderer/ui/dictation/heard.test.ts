import { expect, test } from 'vitest'
import { type Dictation, type DictationEvent, fitted, type Heard, STILL, step, tail } from './heard.ts'

const said = (text: string): Heard => ({ text, isFinal: true })
const maybe = (text: string): Heard => ({ text, isFinal: false })
const result = (...heard: Heard[]): DictationEvent => ({ type: 'result', heard })
const BEGUN: DictationEvent[] = [{ type: 'begin' }, { type: 'start' }]

/** All words that come of the events, and where it stands then. */
function after(...events: DictationEvent[]): Dictation & { words: string[] } {
  const words: string[] = []
  let now = STILL
  for (const event of events) {
    const done = step(now, event)
    words.push(...done.words)
    now = done.next
  }
  return { ...now, words }
}

test.each<[string, DictationEvent[], Partial<ReturnType<typeof after>>]>([
  ['asked for', [{ type: 'begin' }], { phase: 'starting', words: [] }],
  ['begun', BEGUN, { phase: 'listening', words: [] }],
  ['words on their way', [...BEGUN, result(maybe('greet in'))], { interim: 'greet in', words: [] }],
  [
    'words on their way, in two parts',
    [...BEGUN, result(maybe('greet in '), maybe(' two languages'))],
    { interim: 'greet in two languages' },
  ],
  ['a final piece', [...BEGUN, result(said('greet them'))], { taken: 1, interim: '', words: ['greet them'] }],
  [
    'each piece once, whatever the event repeats',
    [...BEGUN, result(said('one')), result(said('one'), maybe('tw')), result(said('one'), said(' two '))],
    { taken: 2, interim: '', words: ['one', 'two'] },
  ],
  [
    'a final piece waits for the one before it',
    [...BEGUN, result(maybe('one'), said('two'))],
    { taken: 0, interim: 'one two', words: [] },
  ],
  ['pieces of nothing', [...BEGUN, result(said('  '), said('one'))], { taken: 2, words: ['one'] }],
  [
    'stopped, the last words come',
    [...BEGUN, { type: 'stop' }, result(said('one'))],
    { phase: 'ending', words: ['one'] },
  ],
  ['ended', [...BEGUN, result(said('one')), { type: 'end' }], { ...STILL, words: ['one'] }],
  [
    'ended in the middle of a word',
    [...BEGUN, result(maybe('one')), { type: 'end' }],
    { ...STILL, words: ['one'] },
  ],
  [
    'what comes late is of no session',
    [...BEGUN, { type: 'end' }, result(said('one'))],
    { ...STILL, words: [] },
  ],
  ['nobody spoke', [...BEGUN, { type: 'error', code: 'no-speech' }], STILL],
  ['ended by the browser', [...BEGUN, { type: 'error', code: 'aborted' }, { type: 'end' }], STILL],
  [
    'refused',
    [{ type: 'begin' }, { type: 'error', code: 'not-allowed' }, { type: 'end' }],
    { phase: 'still', failure: 'refused' },
  ],
  [
    'no microphone',
    [{ type: 'begin' }, { type: 'error', code: 'audio-capture' }],
    { failure: 'no-microphone' },
  ],
  [
    'language gone',
    [{ type: 'begin' }, { type: 'error', code: 'language-not-supported' }],
    { failure: 'no-language' },
  ],
  [
    'not local',
    [{ type: 'begin' }, { type: 'error', code: 'service-not-allowed' }],
    { failure: 'no-language' },
  ],
  ['it would not begin', [{ type: 'begin' }, { type: 'error', code: null }], { failure: 'broken' }],
  [
    'broken off: what was read is kept',
    [...BEGUN, result(said('one'), maybe('two')), { type: 'error', code: 'network' }],
    { failure: 'broken', interim: '', words: ['one', 'two'] },
  ],
  [
    'tried again',
    [{ type: 'begin' }, { type: 'error', code: 'not-allowed' }, { type: 'begin' }],
    { phase: 'starting', failure: null },
  ],
])('%s', (_, events, expected) => {
  expect(after(...events)).toMatchObject(expected)
})

test.each<[before: string, words: string, behind: string, written: string]>([
  ['', 'greet them', '', 'Greet them'],
  ['Greet', 'them', '', ' them'],
  ['Greet ', 'them', '', 'them'],
  ['Greet', 'them', 'twice', ' them '],
  ['Greet ', 'them', ' twice', 'them'],
  ['Greet ', 'them', ', twice', 'them'],
  ['Greet them.', 'twice', '', ' Twice'],
  ['Is it? ', 'yes', '', 'Yes'],
  ['He said “Go.”', 'they went', '', ' They went'],
  ['Greetings, e.g.', 'hello', '', ' hello'],
  ['Greet them\n', 'in german', '', 'In german'],
  ['- one\n- ', 'two', '', 'Two'],
  ['1. ', 'first', '', 'First'],
  ['Greet (', 'all of them', ')', 'all of them'],
  ['It says "', 'hello', '"', 'hello'],
  ['Greet', ', then leave', '', ', then leave'],
  ['src/', 'main', '', 'main'],
  ['The ', 'iPhone', '', 'iPhone'],
  ['', 'iPhone', '', 'iPhone'],
  ['你好', '世界', '', '世界'],
  ['สวัสดี', 'ครับ', '', 'ครับ'],
  ['', '', 'x', ''],
])('“%s” and “%s” before “%s”', (before, words, behind, written) => {
  expect(fitted(before, words, behind, 'en-US')).toBe(written)
})

test('a capital is one of the language', () => {
  expect(fitted('', 'istanbul', '', 'tr-TR')).toBe('İstanbul')
})

test.each([
  ['short', 10, 'short'],
  ['one two three', 8, '… three'],
  ['onetwothree', 5, '… three'],
])('the end of “%s" in %i characters', (text, most, end) => {
  expect(tail(text, most)).toBe(end)
})
