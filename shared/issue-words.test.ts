import { expect, test } from 'vitest'
import { replacedBy } from './issue-words.ts'

const WRITE = {
  direction: 'to_task',
  subject: 'title',
  status: 'written',
  from: 'a',
  lost: null,
  restored: false,
} as const

test.each<[string, Partial<Parameters<typeof replacedBy>[0]>, string | null]>([
  ['what GitHub alone has changed', {}, 'a'],
  ['that it was empty', { subject: 'body', from: '' }, ''],
  ['a state', { subject: 'state', from: 'open' }, 'open'],
  ['what lost to it', { lost: 'b' }, 'b'],
  ['what lost at GitHub', { direction: 'to_github', lost: 'b' }, 'b'],
  ['a comment that lost', { subject: 'comment', lost: 'b' }, 'b'],
  ['not what the user alone has changed', { direction: 'to_github' }, null],
  ['not what only its author has changed', { subject: 'comment' }, null],
  ['not labels', { subject: 'labels' }, null],
  ['not twice', { lost: 'b', restored: true }, null],
  ['not what GitHub did not take', { direction: 'to_github', status: 'failed', lost: 'b' }, null],
])('taking back gives %s', (_, write, value) => {
  expect(replacedBy({ ...WRITE, ...write })).toBe(value)
})
