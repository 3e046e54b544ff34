import { expect, test } from 'vitest'
import type { Publication } from '#shared/publications.ts'
import type { Task } from '#shared/tasks.ts'
import { newsOfPublications } from './publication-news.ts'
import { tasks } from './stores.ts'

const publication = {
  id: 'p',
  taskId: 't',
  batchId: null,
  accountId: null,
  prNumber: 12,
  baseBranch: 'main',
  pull: { mergedBy: 'grace' },
} as unknown as Publication

test('news of pull requests are told under the name of their task, unless that is deleted', async () => {
  tasks.put([{ id: 't', identifier: 'APP-1', title: 'Greet', updatedSeq: 1 } as Task])
  const items = (event: 'publication:merged' | 'publication:updated') => [
    { seq: 1, event, data: { id: 'p' } },
    { seq: 2, event, data: { id: 'unknown' } },
  ]
  const lookUp = (id: string) => (id === 'p' ? publication : undefined)
  expect(await newsOfPublications(items('publication:merged'), lookUp)).toMatchObject([
    { kind: 'finished', title: 'APP-1: pull request #12 was merged', path: '/task/APP-1' },
  ])
  expect(await newsOfPublications(items('publication:updated'), lookUp)).toEqual([])
  tasks.remove('t', 2)
  expect(await newsOfPublications(items('publication:merged'), lookUp)).toEqual([])
})
