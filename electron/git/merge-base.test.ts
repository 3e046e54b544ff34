import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

/** A branch with work of its own; `main` has moved since it began. */
async function branched() {
  const repo = await world.repository()
  const since = await world.head(repo)
  await world.user(repo, 'switch', '-qc', 'work')
  await world.commit(repo, { 'one.txt': '1\n' })
  const commit = await world.commit(repo, { 'two.txt': '2\n' })
  await world.user(repo, 'switch', '-q', 'main')
  const moved = await world.commit(repo, { 'main.txt': 'main\n' })
  const base = (head: string, merged: string | null = null) =>
    world.git.mergeBase({ repo, commit: head, since, branch: 'main', merged })
  return { repo, since, commit, moved, base, git: (...args: string[]) => world.user(repo, ...args) }
}

describe('what a branch has of its base branch', () => {
  it('is where it began, however far the base branch has moved', async () => {
    const { base, since, commit } = await branched()
    expect(await base(commit)).toBe(since)
    expect(await base(since)).toBe(since)
  })

  it('is what was merged into it since, here or from the remote', async () => {
    const { repo, base, git, moved } = await branched()
    await world.origin(repo)
    const bob = await world.colleague(await git('remote', 'get-url', 'origin'))
    const theirs = await world.commit(bob, { 'theirs.txt': 'theirs\n' })
    await world.user(bob, 'push', '-q', 'origin', 'main')
    await git('switch', '-q', 'work')
    await git('merge', '-q', '--no-edit', 'main')
    expect(await base(await world.head(repo))).toBe(moved)
    await git('fetch', '-q', 'origin')
    await git('merge', '-q', '--no-edit', 'origin/main')
    expect(await base(await world.head(repo))).toBe(theirs)
  })

  it('stays what it was once it is merged, in whatever way', async () => {
    const { repo, base, git, since, commit, moved } = await branched()
    await git('merge', '-q', '--no-edit', 'work')
    const merged = await world.head(repo)
    expect(await base(commit, merged)).toBe(since)
    // By hand, so that nobody has written it down.
    expect(await base(commit)).toBe(since)
    await git('reset', '-q', '--hard', moved)
    await git('switch', '-q', 'work')
    await git('merge', '-q', '--no-edit', 'main')
    const head = await world.head(repo)
    await git('switch', '-q', 'main')
    await git('merge', '-q', '--no-ff', '--no-edit', 'work')
    expect(await base(head, await world.head(repo))).toBe(moved)
  })

  it('is where it began after a fast-forward, and says in words that its commits are gone', async () => {
    const { repo, base, git, since, commit } = await branched()
    await git('reset', '-q', '--hard', commit)
    expect(await base(commit, commit)).toBe(since)
    await expect(base('a'.repeat(40))).rejects.toMatchObject({ code: 'GIT_ERROR' })
    expect(await world.head(repo)).toBe(commit)
  })
})
