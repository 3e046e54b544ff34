import { describe, expect, test } from 'vitest'
import type { Question, Request } from '#shared/requests.ts'
import { answersAtOnce, answersOf, choose, currentQuestion, emptyDraft, write } from './question-answers.ts'
import { keymapOf } from '../commands/keymap.ts'
import { answerTo, wantsKey } from './request-keys.ts'
import { answerWords, fitsCard, headline, moreOf, objectOf, plainText } from './request-words.ts'

const request = (fields: Partial<Request>): Request => ({
  id: 'q',
  runId: 'r',
  taskId: 't',
  projectId: 'p',
  kind: 'permission',
  title: 'Run git push',
  subAgent: false,
  answer: null,
  answeredAt: null,
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedSeq: 1,
  ...fields,
})
const question = (fields: Partial<Question> = {}): Question => ({
  header: 'Database',
  question: 'Which one?',
  options: [
    { label: 'SQLite', description: '' },
    { label: 'Postgres', description: '' },
  ],
  multiple: false,
  custom: true,
  ...fields,
})

describe('a request in words', () => {
  test('names what a permission is for, and all of it', () => {
    const push = request({
      permission: 'bash',
      patterns: ['cd app', 'git push origin main'],
      detail: 'cd app && git push origin main',
    })
    expect(headline(push)).toBe('Wants to run')
    expect(objectOf(push)).toBe('cd app && git push origin main')
    expect(moreOf(push)).toBeNull()
    // The folder alone would not say what is done there.
    const outside = request({
      permission: 'external_directory',
      patterns: ['/etc/*'],
      detail: 'cat /etc/hosts',
    })
    expect(objectOf(outside)).toBe('cat /etc/hosts')
    expect(moreOf(outside)).toBeNull()
    const edit = request({ permission: 'edit', patterns: ['a.ts'], detail: '--- a\n+++ b', subAgent: true })
    expect(headline(edit)).toBe('A sub-agent wants to edit')
    expect(objectOf(edit)).toBe('a.ts')
    expect(moreOf(edit)).toMatchObject({ kind: 'diff' })
    expect(headline(request({ permission: 'github_search' }))).toBe('Wants to use github_search')
    expect(
      moreOf(request({ permission: 'webfetch', patterns: ['https://x'], detail: 'https://x' })),
    ).toBeNull()
  })

  test('a card shows words without the marks of Markdown', () => {
    expect(plainText('## Which **one** of `a_b` and `c`?')).toBe('Which one of a_b and c?')
    expect(plainText('2 ** 3 and my__name')).toBe('2 ** 3 and my__name')
  })

  test('a card that cannot show a whole command does not offer to allow it', () => {
    const command = (detail: string) => request({ permission: 'bash', detail })
    expect(fitsCard(command('npm publish'))).toBe(true)
    expect(fitsCard(command(`echo ${'a'.repeat(200)}; rm -rf ~`))).toBe(false)
    expect(fitsCard(command('a\nb\nc\nd'))).toBe(false)
  })

  test('names questions by their header, or how many they are', () => {
    expect(headline(request({ kind: 'question', questions: [question()] }))).toBe('Database')
    expect(headline(request({ kind: 'question', questions: [question(), question()] }))).toBe(
      'Asks 2 questions',
    )
    expect(headline(request({ kind: 'limit', title: 'Paused.' }))).toBe('Paused.')
  })

  test('says what was answered', () => {
    const asked = request({ choices: [{ id: 'continue', label: 'Continue' }] })
    expect(answerWords(asked, { reply: 'once' })).toBe('Allowed once')
    expect(answerWords(asked, { reply: 'reject', message: 'Use npm' })).toBe('Rejected: “Use npm”')
    expect(answerWords(request({ kind: 'question' }), { reply: 'reject' })).toBe('Dismissed')
    expect(answerWords(asked, { choice: 'continue', message: 'Go' })).toBe('Continue: “Go”')
    expect(answerWords(asked, { answers: [['a', 'b'], ['c']] })).toBe('a, b · c')
  })
})

describe('answering questions', () => {
  test('one answer: the last choice counts, and words of one’s own replace it', () => {
    const questions = [question()]
    let draft = choose(emptyDraft(questions), questions, 0, 'SQLite')
    draft = choose(draft, questions, 0, 'Postgres')
    expect(answersOf(draft)).toEqual([['Postgres']])
    draft = write(draft, questions, 0, ' DuckDB ')
    expect(answersOf(draft)).toEqual([['DuckDB']])
    expect(answersOf(choose(draft, questions, 0, 'SQLite'))).toEqual([['SQLite']])
    expect(answersAtOnce(questions)).toBe(true)
  })

  test('several answers add up, and every question needs one', () => {
    const questions = [question({ multiple: true }), question()]
    let draft = choose(emptyDraft(questions), questions, 0, 'SQLite')
    draft = choose(draft, questions, 0, 'Postgres')
    draft = write(draft, questions, 0, 'DuckDB')
    expect(answersOf(draft)).toBeNull()
    expect(currentQuestion(draft)).toBe(1)
    draft = choose(draft, questions, 1, 'SQLite')
    expect(answersOf(draft)).toEqual([['SQLite', 'Postgres', 'DuckDB'], ['SQLite']])
    draft = choose(draft, questions, 0, 'SQLite')
    expect(answersOf(draft)?.[0]).toEqual(['Postgres', 'DuckDB'])
    expect(answersAtOnce(questions)).toBe(false)
  })
})

describe('keys that answer', () => {
  const press = (
    key: string,
    held: Partial<Record<'repeat' | 'metaKey' | 'ctrlKey' | 'shiftKey', boolean>> = {},
  ) => ({
    key,
    code: '',
    repeat: false,
    metaKey: false,
    ctrlKey: false,
    altKey: false,
    shiftKey: false,
    ...held,
  })
  test('a held key and a chord answer nothing', () => {
    const plain = keymapOf({})
    expect(answerTo(press('Enter'), plain)).toBe('confirm')
    expect(answerTo(press('A'), plain)).toBe('always')
    expect(answerTo(press('7'), plain)).toBe(7)
    expect(answerTo(press('Enter', { repeat: true }), plain)).toBeNull()
    expect(answerTo(press('Enter', { metaKey: true }), plain)).toBeNull()
    expect(answerTo(press('Enter', { ctrlKey: true }), plain)).toBeNull()
    expect(answerTo(press('A', { shiftKey: true }), plain)).toBeNull()
  })

  test('a request is answered by the keys that its commands have now', () => {
    const own = keymapOf({ 'request.always': ['y'], 'request.refuse': [] })
    expect(answerTo(press('y'), own)).toBe('always')
    expect(answerTo(press('a'), own)).toBeNull()
    expect(answerTo(press('r'), own)).toBeNull()
  })

  test('Enter belongs to what can be pressed, every key to a field', () => {
    const inside = (what: string) => ({
      closest: (selectors: string) =>
        selectors.split(', ').some((one) => what.split(', ').includes(one)) ? ({} as Element) : null,
    })
    const at = (what: string) => inside(what) as unknown as Pick<Element, 'closest'>
    expect(wantsKey(at('button'), 'enter')).toBe(true)
    expect(wantsKey(at('button'), '1')).toBe(false)
    expect(wantsKey(at('[role="button"]'), 'enter')).toBe(true)
    expect(wantsKey(at('textarea'), '1')).toBe(true)
    expect(wantsKey(at('input'), 'd')).toBe(true)
    expect(wantsKey(at('main'), 'enter')).toBe(false)
    // What is ticked is no text field.
    const box = at('input, input[type="checkbox"]')
    expect(wantsKey(box, 'd')).toBe(false)
    expect(wantsKey(box, 'enter')).toBe(true)
    expect(wantsKey(box, ' ')).toBe(true)
    expect(wantsKey(box, 'ArrowDown')).toBe(false)
    expect(wantsKey(at('input, input[type="radio"]'), 'ArrowDown')).toBe(true)
    expect(wantsKey(at('input, input[type="radio"]'), '1')).toBe(false)
  })
})
