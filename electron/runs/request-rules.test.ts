import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import type { AnswerRequest, Question, Request, RequestAnswer } from '#shared/requests.ts'
import type { AgentAsk } from '../agents/runtime.ts'
import { bodyOf, checkAnswer, inWords, isAskedAgain, titleOf, toReply } from './request-rules.ts'

const question = (text: string, more: Partial<Question> = {}): Question => ({
  header: 'Word',
  question: text,
  options: ['Yes', 'No'].map((label) => ({ label, description: '' })),
  multiple: false,
  custom: true,
  ...more,
})
type Asked = Pick<Request, 'kind' | 'permission' | 'questions' | 'choices'>
const PERMISSION: Asked = { kind: 'permission', permission: 'bash' }
const QUESTION: Asked = { kind: 'question', questions: [question('Sure?')] }
const STRICT: Asked = { kind: 'question', questions: [question('Sure?', { custom: false })] }
const MANY: Asked = {
  kind: 'question',
  questions: [question('Which?', { multiple: true }), question('Sure?')],
}
const LIMIT: Asked = {
  kind: 'limit',
  choices: [
    { id: 'continue', label: 'Continue' },
    { id: 'stop', label: 'Stop' },
  ],
}

describe('which answers fit which request', () => {
  const fits: [string, Asked, RequestAnswer][] = [
    ['a permission: once', PERMISSION, { reply: 'once' }],
    ['a permission: always', PERMISSION, { reply: 'always' }],
    ['a permission: reject', PERMISSION, { reply: 'reject' }],
    ['a permission: reject with a message', PERMISSION, { reply: 'reject', message: 'Use main.' }],
    ['a question: an option', QUESTION, { answers: [['Yes']] }],
    ['a question: words of one’s own', QUESTION, { answers: [['Perhaps']] }],
    ['a question: several options', MANY, { answers: [['Yes', 'No'], ['No']] }],
    ['a question: reject', QUESTION, { reply: 'reject' }],
    ['a question: reject with a message', QUESTION, { reply: 'reject', message: 'Decide.' }],
    ['choices: one of them', LIMIT, { choice: 'stop' }],
    ['choices: continue with a message', LIMIT, { choice: 'continue', message: 'Hurry.' }],
  ]
  it.each(fits)('%s', (_name, asked, answer) => {
    expect(checkAnswer(asked, { id: 'x', ...answer })).toEqual(answer)
  })

  const unfit: [string, Asked, Omit<AnswerRequest, 'id'>, string][] = [
    ['a permission without a reply', PERMISSION, {}, 'reply'],
    ['a permission answered like a question', PERMISSION, { answers: [['Yes']] }, 'reply'],
    ['a permission answered twice over', PERMISSION, { reply: 'once', choice: 'stop' }, 'reply'],
    ['a permission given with a message', PERMISSION, { reply: 'once', message: 'Go.' }, 'message'],
    ['a question answered like a permission', QUESTION, { reply: 'once' }, 'answers'],
    ['a question without an answer', QUESTION, {}, 'answers'],
    ['a question answered and rejected', QUESTION, { reply: 'reject', answers: [['Yes']] }, 'answers'],
    ['a question answered with a message', QUESTION, { answers: [['Yes']], message: 'x' }, 'answers'],
    ['a question answered with a choice', QUESTION, { choice: 'stop' }, 'answers'],
    ['too few answers', MANY, { answers: [['Yes']] }, 'answers'],
    ['an empty answer', QUESTION, { answers: [[]] }, 'answers'],
    ['two answers where one is taken', QUESTION, { answers: [['Yes', 'No']] }, 'answers'],
    ['own words where options are taken', STRICT, { answers: [['Perhaps']] }, 'answers'],
    ['choices without a choice', LIMIT, { message: 'x' }, 'choice'],
    ['choices answered like a permission', LIMIT, { reply: 'once' }, 'choice'],
    ['a choice that is none', LIMIT, { choice: 'trust' }, 'choice'],
    ['a message where nothing goes on', LIMIT, { choice: 'stop', message: 'x' }, 'choice'],
  ]
  it.each(unfit)('not %s, and says what it takes', (_name, asked, answer, takes) => {
    let thrown: unknown
    try {
      checkAnswer(asked, { id: 'x', ...answer })
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(AppError)
    expect(thrown).toMatchObject({ code: 'BAD_REQUEST', details: { takes: expect.arrayContaining([takes]) } })
  })
})

describe('answers in words', () => {
  const words: [Asked, RequestAnswer, string][] = [
    [PERMISSION, { reply: 'once' }, 'Allowed once'],
    [PERMISSION, { reply: 'always' }, 'Allowed for good'],
    [PERMISSION, { reply: 'reject', message: 'Use main.' }, 'Refused: Use main.'],
    [QUESTION, { answers: [['Yes']] }, 'Yes'],
    [MANY, { answers: [['Yes', 'No'], ['Sure']] }, 'Which? Yes, No; Sure? Sure'],
    [QUESTION, { reply: 'reject' }, 'Refused'],
    [LIMIT, { choice: 'continue', message: 'Hurry.' }, 'Continue: Hurry.'],
  ]
  it.each(words)('%o answered %o reads: %s', (asked, answer, text) => {
    expect(inWords(asked, answer)).toBe(text)
  })

  it.each([
    [{ reply: 'once' }, { reply: 'once' }],
    [{ reply: 'reject' }, { reply: 'reject', message: null }],
    [
      { reply: 'reject', message: 'No.' },
      { reply: 'reject', message: 'No.' },
    ],
    [{ answers: [['Yes']] }, { answers: [['Yes']] }],
  ] as const)('%o goes to the agent as %o', (answer, reply) => {
    expect(toReply(answer as RequestAnswer)).toEqual(reply)
  })
})

describe('what is asked again after a server died', () => {
  const push: AgentAsk = {
    ref: 'per_1',
    subAgent: false,
    kind: 'permission',
    permission: 'bash',
    patterns: ['git push'],
    always: ['git push *'],
    title: 'Run git push',
    detail: 'git push',
  }
  const ask: AgentAsk = { ref: 'que_1', subAgent: false, kind: 'question', questions: [question('Sure?')] }
  const cases: [string, AgentAsk, AgentAsk, boolean][] = [
    ['the same permission', push, { ...push, ref: 'per_2', detail: 'git  push' }, true],
    ['another permission for the same', push, { ...push, permission: 'edit' }, false],
    ['the same permission for something else', push, { ...push, patterns: ['git push -f'] }, false],
    // As a folder outside the worktree: to read a file there is not to write one.
    ['the same permission by another command', push, { ...push, detail: 'git push && ./deploy' }, false],
    ['the same for more', push, { ...push, patterns: ['git push', 'ls'] }, false],
    ['the same question', ask, { ...ask, ref: 'que_2' }, true],
    [
      'the same question with other options',
      ask,
      { ...ask, questions: [question('Sure?', { options: [] })] },
      false,
    ],
    ['another question', ask, { ...ask, questions: [question('Really?')] }, false],
    ['a permission after a question', ask, push, false],
    ['a question after a permission', push, ask, false],
  ]
  it.each(cases)('%s', (_name, before, now, isAgain) => {
    expect(isAskedAgain(bodyOf(before), now)).toBe(isAgain)
  })

  it('has a title of one line', () => {
    expect(titleOf(push)).toBe('Run git push')
    expect(titleOf({ ...ask, questions: [question('Which\n one?')] })).toBe('Which one?')
    expect(titleOf({ ...ask, questions: [question('Which?'), question('Sure?')] })).toBe(
      'Which? (and 1 more)',
    )
    const long = titleOf({ ...ask, questions: [question('x'.repeat(5_000)), question('Sure?')] })
    expect(long).toMatch(/^x{190,}… \(and 1 more\)$/)
    expect(long.length).toBeLessThan(220)
  })
})
