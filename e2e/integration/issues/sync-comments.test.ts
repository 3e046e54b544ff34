import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { byName, EARLIER, openSyncRooms, type SyncRooms } from './sync-rooms.ts'

const COMMENT = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'

let at: SyncRooms
beforeAll(async () => {
  at = await openSyncRooms()
})
afterEach(() => {
  at.fake.heal()
})
afterAll(async () => {
  expect(at.fake.violations).toEqual([])
  expect(at.complaints).toEqual([])
  await at.end()
})

describe('comments', () => {
  test('go both ways one by one, with who wrote them', async () => {
    const { repository, issue, id, projectId } = await at.linked()
    const ours = await at.comments.add(id, 'From here')
    const theirs = repository.addComment(1, 'From there', 'grace')
    await at.settle(projectId)
    expect(issue.comments.map(({ body, author }) => [author.login, body])).toEqual([
      ['grace', 'From there'],
      ['ada', 'From here'],
    ])
    const here = await at.comments.ofTask(id)
    expect(here.map(({ author, body }) => [author, body]).toSorted(byName)).toEqual([
      ['grace', 'From there'],
      ['user', 'From here'],
    ])
    expect(here.every(({ url }) => url?.includes('#issuecomment-'))).toBe(true)

    await at.comments.update(ours.id, 'From here, better')
    repository.editComment(theirs.id, 'From there, better')
    await at.settle(projectId)
    expect(issue.comments.map(({ body }) => body)).toEqual(['From there, better', 'From here, better'])
    expect((await at.comments.ofTask(id)).map(({ body }) => body).sort()).toEqual([
      'From here, better',
      'From there, better',
    ])

    repository.removeComment(theirs.id)
    await at.comments.remove(ours.id)
    await at.settle(projectId)
    expect(issue.comments).toEqual([])
    expect(await at.comments.ofTask(id)).toEqual([])
    const before = at.writes()
    await at.settle(projectId)
    expect(at.writes()).toBe(before)
  })

  test('that speak to the account wait for it, unless they are older than the link', async () => {
    const { repository, issue, id, projectId } = await at.linked()
    const old = repository.addComment(1, 'Long ago, @ada', 'grace')
    Object.assign(issue.comments.find((one) => one.id === old.id) ?? {}, { createdAt: EARLIER })
    const asked = repository.addComment(1, 'What about this, @Ada?', 'grace')
    repository.addComment(1, 'Not you, `@ada`', 'grace')
    repository.addComment(1, 'A note of my own, @ada', 'ada')
    const later = repository.addComment(1, 'Anybody?', 'grace')
    await at.settle(projectId)
    const waiting = async () => (await at.comments.mentions()).items.map(({ body }) => body)
    // What they have said themselves answers what was said before it.
    expect(await waiting()).toEqual([])
    repository.editComment(asked.id, 'What about this, @ada? Soon?')
    repository.editComment(later.id, 'Anybody? @ada?')
    await at.settle(projectId)
    expect(await waiting()).toEqual(['Anybody? @ada?'])
    await at.comments.add(id, 'Yes')
    expect(await waiting()).toEqual([])
    repository.addComment(1, 'Thanks, @ada', 'grace')
    await at.settle(projectId)
    expect(await waiting()).toEqual(['Thanks, @ada'])
  })

  test('are posted once, though the answer is lost', async () => {
    const { issue, id } = await at.linked()
    const comment = await at.comments.add(id, 'Once')
    at.fake.fail(COMMENT, { cut: 'after' })
    await at.settle()
    expect(await at.log(id)).toContainEqual(expect.objectContaining({ subject: 'comment', status: 'begun' }))
    // Changed while it is not known whether it is there.
    await at.comments.update(comment.id, 'Once, better')
    await at.restart()
    await at.store.db.updateTable('issue_links').set({ due_at: EARLIER }).execute()
    await at.settle()
    expect(issue.comments.map(({ body }) => body)).toEqual(['Once, better'])
    expect((await at.log(id)).filter(({ status }) => status !== 'written')).toEqual([])
  })

  test('are posted once, though the answer is lost and they were changed there since', async () => {
    const { repository, issue, id, projectId } = await at.linked()
    // What was said there before, and what nobody has changed, is not taken for it.
    repository.addComment(1, 'Said before', 'ada')
    await at.comments.add(id, 'Once')
    at.fake.fail(COMMENT, { cut: 'after' })
    await at.settle()
    repository.addComment(1, 'Said by hand', 'ada')
    const made = issue.comments.find(({ body }) => body === 'Once')
    repository.editComment(made?.id ?? 0, 'Once, changed there')
    Object.assign(made ?? {}, { updatedAt: new Date(Date.now() + 5_000).toISOString() })
    await at.restart()
    await at.settle(projectId)
    const bodies = ['Once, changed there', 'Said before', 'Said by hand']
    expect(issue.comments.map(({ body }) => body).toSorted()).toEqual(bodies)
    expect((await at.comments.ofTask(id)).map(({ body }) => body).toSorted()).toEqual(bodies)
  })

  test('are known again when task and issue are linked anew', async () => {
    const { repository, issue, id, projectId } = await at.linked()
    await at.comments.add(id, 'From here')
    const lines = ['From there', 'Changed there', 'Removed there'].map((body) =>
      repository.addComment(1, body, 'grace'),
    )
    repository.addComment(1, 'By hand')
    await at.settle(projectId)
    await at.issues.unlink(id)
    repository.editComment(lines[1]?.id ?? 0, 'Changed there, meanwhile')
    repository.removeComment(lines[2]?.id ?? 0)
    const before = at.fake.calls(COMMENT).length
    await at.issues.link({ id, number: 1, keep: 'issue' })
    const { changes } = await at.issues.plan(projectId)
    expect(changes.map(({ direction, from, to }) => [direction, from, to])).toEqual([
      ['to_task', 'Changed there', 'Changed there, meanwhile'],
      ['to_task', 'Removed there', null],
    ])
    await at.settle()
    const bodies = ['By hand', 'Changed there, meanwhile', 'From here', 'From there']
    expect((await at.comments.ofTask(id)).map(({ body }) => body).toSorted()).toEqual(bodies)
    expect(issue.comments.map(({ body }) => body).toSorted()).toEqual(bodies)
    expect(at.fake.calls(COMMENT).length).toBe(before)
    expect(await at.link(id)).toMatchObject({ waiting: [], failure: null })
    const [own] = (await at.comments.ofTask(id)).filter(({ body }) => body === 'From here')
    await at.comments.update(own?.id ?? '', 'From here, better')
    await at.settle()
    expect(issue.comments.map(({ body }) => body)).toContain('From here, better')
    expect(issue.comments).toHaveLength(4)
  })

  test('whose answer was lost are known by the next link', async () => {
    const { issue, id } = await at.linked()
    const comment = await at.comments.add(id, 'Once')
    at.fake.fail(COMMENT, { cut: 'after' })
    await at.settle()
    await at.issues.unlink(id)
    await at.comments.update(comment.id, 'Once, better')
    await at.issues.link({ id, number: 1, keep: 'issue' })
    // It waits no longer for the account that did not answer.
    await at.restart()
    await at.settle()
    expect(issue.comments.map(({ body }) => body)).toEqual(['Once, better'])
    expect((await at.log(id)).filter(({ status }) => status !== 'written')).toEqual([])
  })

  test('that were removed there and changed here come back once, though the answer is lost', async () => {
    const { repository, issue, id, projectId } = await at.linked()
    const comment = await at.comments.add(id, 'Said')
    await at.settle()
    repository.removeComment(issue.comments[0]?.id ?? 0)
    await at.comments.update(comment.id, 'Said again')
    at.fake.fail(COMMENT, { cut: 'after' })
    await at.settle(projectId)
    expect(await at.link(id)).toMatchObject({ waiting: ['comment'] })
    await at.settle(projectId)
    expect(issue.comments.map(({ body }) => body)).toEqual(['Said again'])
    expect(await at.link(id)).toMatchObject({ waiting: [], failure: null })
    await at.comments.update(comment.id, 'Said better')
    await at.settle()
    expect(issue.comments.map(({ body }) => body)).toEqual(['Said better'])
  })

  test('that both sides have changed are those of the later one; a change outlives a removal', async () => {
    const { repository, issue, id, projectId } = await at.linked()
    for (const body of ['One', 'Two', 'Three']) await at.comments.add(id, body)
    await at.settle()
    const [one, two, three] = issue.comments
    const [here1, here2, here3] = await at.comments.ofTask(id)
    repository.editComment(one?.id ?? 0, 'One of theirs')
    Object.assign(one ?? {}, { updatedAt: EARLIER })
    await at.comments.update(here1?.id ?? '', 'One of ours')
    repository.removeComment(two?.id ?? 0)
    await at.comments.update(here2?.id ?? '', 'Two of ours')
    repository.editComment(three?.id ?? 0, 'Three of theirs')
    await at.comments.remove(here3?.id ?? '')
    await at.settle(projectId)
    await at.settle(projectId)
    const bodies = ['One of ours', 'Three of theirs', 'Two of ours']
    expect(issue.comments.map(({ body }) => body.replaceAll('\r', '')).sort()).toEqual(bodies)
    expect((await at.comments.ofTask(id)).map(({ body }) => body).sort()).toEqual(bodies)
    expect((await at.log(id)).find(({ lost }) => lost !== null)).toMatchObject({ lost: 'One of theirs' })
  })
})
