import { expect, test } from 'vitest'
import { buildSendBackPrompt } from '#shared/prompt.ts'
import { commentsOf, recallStep, saidBefore } from './history.ts'

test('what was said before: comments sent back and messages, in the order of time', () => {
  const sentBack = { prompt: buildSendBackPrompt('Use npm.'), createdAt: '2026-11-20T10:02:00.000Z' }
  const first = { prompt: 'Task APP-1', createdAt: '2026-11-20T10:00:00.000Z' }
  expect(commentsOf(sentBack)).toBe('Use npm.')
  expect(commentsOf(first)).toBeNull()
  expect(
    saidBefore(
      [sentBack, first],
      [
        { text: 'Faster', createdAt: '2026-11-20T10:01:00.000Z' },
        { text: 'Stop', createdAt: '2026-11-20T10:03:00.000Z' },
        { text: 'Stop', createdAt: '2026-11-20T10:04:00.000Z' },
      ],
    ),
  ).toEqual(['Faster', 'Use npm.', 'Stop'])
})

test('a recall ends at the oldest words and at what is being written', () => {
  expect(recallStep(2, 0, 1)).toBe(1)
  expect(recallStep(2, 2, 1)).toBe(2)
  expect(recallStep(2, 1, -1)).toBe(0)
  expect(recallStep(2, 0, -1)).toBe(0)
  expect(recallStep(0, 0, 1)).toBe(0)
})
