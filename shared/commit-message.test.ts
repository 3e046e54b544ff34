import { expect, it } from 'vitest'
import { buildCommitMessage } from './commit-message.ts'

const task = (number: number) => ({ identifier: `APP-${number}`, title: `Title ${number}` })

it('names the task, or all of them with their titles', () => {
  expect(buildCommitMessage([task(1)])).toBe('Title 1\n\nTask: APP-1')
  expect(buildCommitMessage([task(1), task(2)])).toBe(
    'Carry out APP-1, APP-2\n\n- APP-1: Title 1\n- APP-2: Title 2\n\nTask: APP-1\nTask: APP-2',
  )
})

it('keeps its first line short, and says something for no task', () => {
  const many = Array.from({ length: 30 }, (_, index) => task(index + 1))
  expect(buildCommitMessage(many).split('\n')[0]).toBe('Carry out 30 tasks')
  expect(buildCommitMessage([])).not.toBe('')
})
