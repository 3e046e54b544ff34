import { expect, test } from 'vitest'
import { draftedTasks, draftKey } from './drafts.ts'

test('the tasks that drafts are about are read from their keys', () => {
  const keys = [
    draftKey('a', 'say'),
    draftKey('a', 'say.worker'),
    draftKey('b', 'send-back'),
    'theme',
    'openlinear.draft.',
  ]
  expect(draftedTasks(keys)).toEqual(['a', 'b'])
  expect(draftedTasks([])).toEqual([])
})
