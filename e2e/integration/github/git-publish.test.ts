import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failure, hangingHost, write } from '#electron/git/testing.ts'
import type { FakeRepository } from '../../support/github/repository.ts'
import { type SignedIn, signedIn } from './signed-in.ts'

let at: SignedIn
let repo: string
/** For what is said of other repositories. */
let other: string
let count = 0
beforeAll(async () => {
  at = await signedIn()
  await at.reset()
  repo = await at.clone()
  other = await at.world.repository()
  await at.world.user(other, 'remote', 'add', 'origin', repo)
})
afterAll(() => at.end())
beforeEach(() => at.reset())

/** A commit on a branch of its own. */
async function work(files: Record<string, string> = {}, place = repo) {
  count += 1
  const branch = `openlinear/app-${count}`
  await at.world.user(place, 'switch', '--quiet', '-c', branch, 'origin/main')
  return { branch, commit: await at.world.commit(place, { [`work-${count}`]: 'x\n', ...files }) }
}

const publish = (
  { branch, commit }: { branch: string; commit: string },
  {
    ours = null,
    runHooks = false,
    place = repo,
  }: { ours?: string | null; runHooks?: boolean; place?: string } = {},
) => at.git.publishBranch({ repo: place, commit, branch, ours, runHooks })

const there = async (branch: string, repository = at.engine) =>
  (await repository.git.heads()).get(branch) ?? null

/** A working tree whose remote is an empty repository, which something may hinder a push to. */
async function leadingTo(name: string) {
  const repository = await at.github.addRepository(name, { files: {} })
  await at.world.user(other, 'remote', 'set-url', 'origin', repository.cloneUrl)
  return repository
}

describe('publishBranch', () => {
  it('pushes a commit, also one that no branch has, and does nothing more when asked again', async () => {
    const { branch, commit } = await work()
    await at.world.user(repo, 'switch', '--quiet', '--detach', 'origin/main')
    await at.world.user(repo, 'branch', '--quiet', '-D', branch)
    expect(await publish({ branch, commit })).toEqual({ kind: 'pushed', remote: 'origin', limits: [] })
    expect(await publish({ branch, commit }, { ours: commit })).toMatchObject({ kind: 'pushed' })
    expect(await there(branch)).toBe(commit)
    const next = await at.world.commit(repo, { 'next.txt': 'next\n' })
    const other = await at.world.user(repo, 'commit-tree', '-p', commit, '-m', 'Next', `${next}^{tree}`)
    expect(await publish({ branch, commit: other }, { ours: commit })).toMatchObject({ kind: 'pushed' })
    expect(await there(branch)).toBe(other)
    expect(await at.git.commitOf({ repo, ref: `refs/remotes/origin/${branch}` })).toBe(other)
  })

  it('never goes over commits of somebody else, but tells whose they are', async () => {
    const { branch, commit } = await work()
    await publish({ branch, commit })
    const first = await at.engine.commit(branch, { 'g.txt': 'one\n' }, { by: 'grace', message: 'One; two' })
    const second = await at.engine.commit(branch, { 'g.txt': 'two\n' }, { by: 'grace', message: 'Two' })
    const mine = await at.world.commit(repo, { 'mine.txt': 'mine\n' })
    const before = await at.world.user(repo, 'for-each-ref', 'refs/heads')
    const answer = await publish({ branch, commit: mine }, { ours: commit })
    expect(answer).toEqual({
      kind: 'foreign',
      remote: 'origin',
      theirs: second,
      commits: [
        { sha: second, author: 'grace', subject: 'Two' },
        { sha: first, author: 'grace', subject: 'One; two' },
      ],
    })
    expect(await there(branch)).toBe(second)
    expect(await at.world.user(repo, 'for-each-ref', 'refs/heads')).toBe(before)
    // Merged, it goes.
    const path = join(at.world.folder, 'integration')
    const merged = await at.git.integrate({
      repo,
      path,
      onto: mine,
      commit: second,
      message: 'Merge',
      runHooks: false,
      sign: false,
      alone: true,
    })
    if (merged.kind !== 'merged') throw new Error('it conflicts')
    expect(await publish({ branch, commit: merged.commit }, { ours: commit })).toMatchObject({
      kind: 'pushed',
    })
    expect(await there(branch)).toBe(merged.commit)
  })

  it('tells what we put there ourselves where that is all that is in the way', async () => {
    const { branch, commit } = await work()
    await publish({ branch, commit })
    const anew = await work()
    const answer = await publish({ branch, commit: anew.commit }, { ours: commit })
    expect(answer).toMatchObject({ kind: 'foreign', theirs: commit, commits: [{ sha: commit }] })
    expect(await there(branch)).toBe(commit)
  })

  it('a branch that somebody has put back is forwarded, one that is gone is made anew', async () => {
    const { branch, commit } = await work()
    await publish({ branch, commit })
    const base = await at.world.head(repo, 'origin/main')
    await at.engine.git.move(`refs/heads/${branch}`, base)
    expect(await publish({ branch, commit }, { ours: commit })).toMatchObject({ kind: 'pushed' })
    await at.engine.git.git(['update-ref', '-d', `refs/heads/${branch}`])
    expect(await publish({ branch, commit }, { ours: commit })).toMatchObject({ kind: 'pushed' })
    expect(await there(branch)).toBe(commit)
    await at.engine.git.git(['update-ref', '-d', `refs/heads/${branch}`])
    expect(await at.git.remoteBranch({ repo, branch })).toBeNull()
  })

  it('a push whose answer is lost is done once, whether git sends it again or we do', async () => {
    const made = await work()
    at.github.fail('git push', { cut: 'after' })
    expect(await publish(made)).toMatchObject({ kind: 'pushed' })
    expect(await there(made.branch)).toBe(made.commit)
    const other = await work()
    at.github.fail('git push', { cut: 'after' }, { times: 2 })
    const lost = await failure(publish(other))
    expect(lost.details).toMatchObject({ reason: 'offline' })
    expect(lost.message).toMatch(/connection to origin broke/)
    expect(await publish(other)).toMatchObject({ kind: 'pushed' })
    expect(await there(other.branch)).toBe(other.commit)
  })

  it.each<[string, string, (repository: FakeRepository) => unknown, string, RegExp]>([
    [
      'a protected branch',
      'ada/protected',
      (one) => one.protect('main'),
      'protected',
      /main is protected.*pull request/,
    ],
    [
      'no permission',
      'grace/readable',
      () => undefined,
      'permission',
      /does not let your account push: Permission to/,
    ],
    ['an archived one', 'ada/archived', (one) => void (one.archived = true), 'archived', /archived/],
    [
      'one that is gone',
      'ada/gone',
      (one) => void at.github.world.repositories.delete(one.fullName),
      'not_found',
      /may not see/,
    ],
  ])('says why not: %s', async (_, name, hinder, reason, words) => {
    await hinder(await leadingTo(name))
    const made = { branch: 'main', commit: await at.world.head(other) }
    const refused = await failure(publish(made, { place: other }))
    expect(refused.message).toMatch(words)
    expect(refused).toMatchObject({ code: 'GIT_ERROR', details: { reason, signedIn: true } })
  })

  it('says why not: an organization wants its own sign-in', async () => {
    at.github.addOrganization('acme', { members: { ada: 'write' }, sso: true })
    await leadingTo('acme/app')
    const made = { branch: 'main', commit: await at.world.head(other) }
    const refused = await failure(publish(made, { place: other }))
    expect(refused.details).toMatchObject({ reason: 'sso' })
    expect(refused.message).toMatch(/'acme' organization has enabled or enforced SAML SSO/)
  })

  it('says why not: a server at fault, one that is away, one that hangs', async () => {
    const made = await work()
    at.github.fail('git push', { status: 503, message: 'Service Unavailable' })
    expect((await failure(publish(made))).details).toMatchObject({ reason: 'server_error' })
    const hanging = await hangingHost()
    const place = await at.world.repository()
    await at.world.user(place, 'remote', 'add', 'origin', hanging.url)
    const controller = new AbortController()
    const commit = await at.world.head(place)
    const waiting = at.git.publishBranch({
      repo: place,
      commit,
      branch: 'x',
      ours: null,
      runHooks: false,
      signal: controller.signal,
    })
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await hanging.close()
    expect((await failure(publish({ branch: 'x', commit }, { place }))).details).toMatchObject({
      reason: 'offline',
    })
  })

  it('a hook of the repository is heard only where hooks are wanted', async () => {
    await leadingTo('ada/hooked')
    const place = other
    const hook = join(place, '.git', 'hooks', 'pre-push')
    await write(place, { '.git/hooks/pre-push': '#!/bin/sh\necho lint says no >&2\nexit 1\n' })
    await chmod(hook, 0o755)
    const made = { branch: 'main', commit: await at.world.head(place) }
    const refused = await failure(publish(made, { place, runHooks: true }))
    expect(refused.message).toBe('The pre-push hook of the repository refused: lint says no')
    expect(await publish(made, { place })).toMatchObject({ kind: 'pushed' })
  })

  it('says that the content of large files stays here where no hook uploads it', async () => {
    await leadingTo('ada/large')
    const place = other
    const attributes = { '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n' }
    const first = { branch: 'main', commit: await at.world.commit(place, attributes) }
    expect(await publish(first, { place })).toMatchObject({ limits: [] })
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`
    const next = { branch: 'main', commit: await at.world.commit(place, { 'big.bin': pointer }) }
    const { limits } = (await publish(next, { place })) as { limits: string[] }
    expect(limits).toHaveLength(1)
    expect(limits[0]).toMatch(/Git LFS was not uploaded \(big\.bin\).*git lfs push --all origin/)
    // It is there by now.
    expect(await publish(next, { place })).toMatchObject({ limits: [] })
  })

  it('says that there is no remote', async () => {
    const place = await at.world.repository()
    const refused = await failure(publish({ branch: 'x', commit: await at.world.head(place) }, { place }))
    expect(refused).toMatchObject({ code: 'GIT_ERROR', details: { reason: 'no_remote' } })
  })
})

it('a branch of a batch is pushed with the token, and refused in words', async () => {
  const { branch, commit } = await work()
  expect(await at.git.pushBranch({ repo, branch, runHooks: false })).toEqual({ remote: 'origin' })
  expect(await there(branch)).toBe(commit)
  await at.engine.commit(branch, { 'g.txt': 'g\n' }, { by: 'grace' })
  await at.world.commit(repo, { 'h.txt': 'h\n' })
  const refused = await failure(at.git.pushBranch({ repo, branch, runHooks: false }))
  expect(refused.details).toMatchObject({ reason: 'diverged' })
  expect(refused.message).toMatch(/other commits on .*left alone/)
})
