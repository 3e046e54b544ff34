import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSyncRooms, type SyncRooms } from './sync-rooms.ts'

let at: SyncRooms
beforeAll(async () => {
  at = await openSyncRooms()
})
afterAll(() => at.end())

/** More than a page of the list that is read. */
const PULLS = 60

test('a new issue comes, though whole pages of the list before it are pull requests', async () => {
  const { repository, project } = await at.place({
    newIssues: { state: 'open', labels: ['bug'], milestone: null, assignee: null },
  })
  const after = (seconds: number) =>
    new Date(Date.now() + seconds * 1_000).toISOString().replace(/\.\d+Z$/, 'Z')
  repository.addIssue('New', { labels: ['bug'], createdAt: after(2), updatedAt: after(2) })
  for (let count = 0; count < PULLS; count += 1)
    repository.addIssue('Bump', { labels: ['bug'], createdAt: after(3), updatedAt: after(3), pull: PULL })
  await at.settle(project.id)
  const { items } = await at.tasks.list({ projectId: project.id, archived: false, limit: 100 })
  expect(items.map(({ title }) => title)).toEqual(['New'])
})

const PULL = {
  id: 1,
  draft: false,
  head: 'bump',
  base: 'main',
  headCommit: 'a'.repeat(40),
  baseCommit: 'b'.repeat(40),
  mergedAt: null,
  mergedBy: null,
  mergeCommit: null,
  undecided: 0,
  reviewers: [],
  teams: [],
  reviews: [],
  comments: [],
}
