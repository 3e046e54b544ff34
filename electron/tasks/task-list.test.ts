import { afterAll, beforeAll, expect, test } from 'vitest'
import { task, taskPage } from '#shared/tasks.ts'
import { type Fixture, openFixture } from './fixture.ts'

let at: Fixture
beforeAll(async () => {
  at = await openFixture()
})
afterAll(() => at.close())

// The router sends lists unchecked (see `unchecked` there), so that they are right has to be seen here.
test('a page of tasks is what the contract says, with everything set and with nothing', async () => {
  const project = await at.project('PAGE')
  const label = await at.labels.create({ name: 'page', color: 'red' })
  const bare = await at.add(project, 'bare')
  const full = await at.add(project, 'full', {
    description: '**bold**',
    status: 'in_review',
    priority: 'urgent',
    labelIds: [label.id],
    dependsOn: [bare.id],
    parentId: bare.id,
    dueDate: '2026-12-24',
    estimate: 2.5,
    model: 'a/b',
    agent: 'plan',
    variant: 'high',
  })
  await at.store.write((tx) =>
    at.tasks.recordExecution(tx, full.id, {
      executionStatus: 'succeeded',
      executionProgress: 40,
      branchName: 'openlinear/page-2',
    }),
  )
  await at.tasks.update({ id: full.id, archived: true })
  for (const archived of [false, true]) {
    const page = await at.tasks.list({ projectId: project, archived, limit: 1 })
    expect(page.items).toHaveLength(1)
    // No field is missing, none is of another kind, and none is there that the contract does not name.
    expect(taskPage.parse(page)).toEqual(page)
    expect(Object.keys(page.items[0] ?? {}).toSorted()).toEqual(Object.keys(task.shape).toSorted())
  }
})
