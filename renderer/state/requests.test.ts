import { expect, test } from 'vitest'
import type { Request } from '#shared/requests.ts'
import { inInboxOrder } from './requests.ts'

const request = (id: string, createdAt: string, answered = false): Request => ({
  id,
  runId: 'r',
  taskId: 't',
  projectId: 'p',
  kind: 'permission',
  title: id,
  subAgent: false,
  answer: answered ? { reply: 'once' } : null,
  answeredAt: answered ? createdAt : null,
  createdAt,
  updatedSeq: 1,
})

test('the inbox shows what is open first, each part oldest first, equal times by id', () => {
  const list = [
    request('d', '2026-11-20T10:03:00.000Z'),
    request('held', '2026-11-20T10:00:00.000Z', true),
    request('b', '2026-11-20T10:01:00.000Z'),
    request('c', '2026-11-20T10:01:00.000Z'),
  ]
  expect(inInboxOrder(list).map(({ id }) => id)).toEqual(['b', 'c', 'd', 'held'])
})
