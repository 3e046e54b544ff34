import { access, lstat, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fingerprint, makeWorld, USER_CONFIG, type World, write } from './testing.ts'

const MESSAGE = 'Merge APP-2: Work'
const DATE = 1_700_000_000

let world: World
let repo: string
let path: string
let memory: string
let base: string
let ours: string
let theirs: string
let count = 0

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  count += 1
  repo = await world.repository({ 'a.txt': 'top\na\nend\n', 'gone.txt': 'g\n', 'free.txt': 'f\n' })
  path = join(world.folder, 'integration', String(count))
  memory = join(world.folder, 'rerere', String(count))
  base = await world.head(repo)
  ours = await work('one', { 'a.txt': 'top\none\nend\n', 'gone.txt': 'one\n' })
  theirs = await work('two', { 'a.txt': 'top\ntwo\nend\n', 'gone.txt': null, 'two.txt': 'two\n' })
})

/** A commit on a branch of its own, made in a worktree beside the checkout; null = deleted. */
async function work(branch: string, files: Record<string, string | null>, from = base): Promise<string> {
  const worktree = join(world.folder, `wt-${count}-${branch}`)
  await world.git.addWorktree({ repo, path: worktree, branch, commit: from })
  for (const [name, content] of Object.entries(files)) if (content === null) await rm(join(worktree, name))
  const written = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== null)
  return world.commit(worktree, Object.fromEntries(written), `Work on ${branch}`)
}

const automatic = () => world.git.automaticMerge({ repo, ours, theirs, message: MESSAGE, date: DATE })
const how = () => ({
  repo,
  path,
  onto: ours,
  commit: theirs,
  message: MESSAGE,
  date: DATE,
  runHooks: false,
  sign: false,
})
const at = (...args: string[]) => world.user(path, ...args)
const show = (commit: string, file: string) => world.user(repo, 'show', `${commit}:${file}`)

/** Stands in the conflict. */
async function start(): Promise<string> {
  const { commit } = await automatic()
  await world.git.startMerge({ repo, path, automatic: commit, memory })
  return commit
}
const take = (commit: string) => world.git.takeResolution({ repo, worktree: path, automatic: commit })

/** Resolves the conflict as an agent is told to. */
async function resolve(text = 'top\nboth\nend\n'): Promise<void> {
  await write(path, { 'a.txt': text })
  await at('add', 'a.txt')
  await at('rm', '--quiet', 'gone.txt')
}

async function resolution(text?: string): Promise<string> {
  const commit = await start()
  await resolve(text)
  const taken = await take(commit)
  if (taken.kind !== 'resolved') throw new Error(taken.kind)
  return taken.commit
}

describe('a conflict', () => {
  it('is carried as a commit with the markers in it, the same one each time', async () => {
    const before = await world.user(repo, 'for-each-ref')
    const made = await automatic()
    expect(made.files.toSorted()).toEqual(['a.txt', 'gone.txt'])
    expect(await show(made.commit, 'a.txt')).toContain('|||||||')
    expect(await world.git.mergedBy({ repo, merge: made.commit })).toEqual({ ours, theirs })
    expect(await automatic()).toEqual(made)
    expect(await world.user(repo, 'for-each-ref')).toBe(before)
    expect(await world.git.mergedBy({ repo, merge: 'f'.repeat(40) })).toBeNull()
  })

  it('is begun in a worktree of ours, also where one was deleted or left in the middle of something', async () => {
    const user = await fingerprint(world, repo)
    const commit = await start()
    expect(await at('diff', '--name-only', '--diff-filter=U')).toBe('a.txt\ngone.txt')
    expect(await show(commit, 'a.txt')).not.toBe('')
    await write(path, { 'a.txt': 'half done\n', 'new.txt': 'new\n' })
    await start()
    expect(await at('status', '--porcelain')).toBe('UU a.txt\nUD gone.txt\nA  two.txt')
    await rm(path, { recursive: true })
    await start()
    expect(await at('diff', '--name-only', '--diff-filter=U')).toBe('a.txt\ngone.txt')
    expect(await fingerprint(world, repo)).toBe(user)
  })

  it('shows markers as they are made in a worktree that stands there', async () => {
    await start()
    const here = await world.git.automaticMerge({
      repo,
      ours,
      theirs,
      message: MESSAGE,
      date: DATE,
      at: path,
    })
    expect(await world.user(path, 'diff', '--name-only', here.commit)).toBe('')
  })
})

describe('a resolution', () => {
  it('is taken as a merge of the two, the same one each time', async () => {
    const commit = await start()
    await resolve()
    const taken = await take(commit)
    if (taken.kind !== 'resolved') return expect.unreachable()
    expect(await world.git.mergedBy({ repo, merge: taken.commit })).toEqual({ ours, theirs })
    expect(await show(taken.commit, 'a.txt')).toBe('top\nboth\nend')
    expect(await show(taken.commit, 'two.txt')).toBe('two')
    expect(await take(commit)).toEqual(taken)
    const told = await world.git.resolutionOf({ repo, merge: taken.commit })
    expect(told.files.toSorted()).toEqual(['a.txt', 'gone.txt'])
    expect(told.otherFiles).toEqual([])
  })

  it('lands as the same commit, and with the user’s hooks where they are wanted', async () => {
    const taken = await resolution()
    expect(await world.git.landResolution({ ...how(), resolution: taken })).toBe(taken)
    expect(await world.head(path)).toBe(taken)
    expect(await at('status', '--porcelain')).toBe('')
    await rm(path, { recursive: true })
    expect(await world.git.landResolution({ ...how(), resolution: taken })).toBe(taken)

    const hook = join(repo, '.git', 'hooks', 'commit-msg')
    await mkdir(join(repo, '.git', 'hooks'), { recursive: true })
    await writeFile(hook, '#!/bin/sh\necho no >&2; exit 1\n', { mode: 0o755 })
    const landing = world.git.landResolution({ ...how(), runHooks: true, resolution: taken })
    await expect(landing).rejects.toMatchObject({ code: 'GIT_ERROR' })
    expect(await world.head(path)).toBe(ours)
    expect(await at('status', '--porcelain')).toBe('')
  })

  it('is none while a marker is left, or a file nobody has decided about', async () => {
    const commit = await start()
    expect(await take(commit)).toEqual({ kind: 'unresolved', files: ['a.txt', 'gone.txt'] })
    // Staging alone resolves nothing.
    await at('add', 'a.txt')
    expect(await take(commit)).toEqual({ kind: 'unresolved', files: ['a.txt', 'gone.txt'] })
    await write(path, { 'a.txt': 'top\nboth\nend\n' })
    expect(await take(commit)).toEqual({ kind: 'unresolved', files: ['gone.txt'] })
    await at('add', 'gone.txt')
    expect(await take(commit)).toMatchObject({ kind: 'resolved' })
  })

  it('knows markers that an attribute makes longer', async () => {
    ours = await work('three', { '.gitattributes': 'a.txt conflict-marker-size=12\n' }, ours)
    const commit = await start()
    await at('add', 'a.txt')
    await at('rm', '--quiet', 'gone.txt')
    expect(await take(commit)).toEqual({ kind: 'unresolved', files: ['a.txt'] })
  })

  it('takes a text about git, and a heading, for no marker', async () => {
    const text = 'top\n<<<<<<< HEAD\none\n=======\nend\n'
    ours = await work('three', { 'a.txt': text, 'gone.txt': 'one\n' })
    expect(await resolution(`Title\n=======\n${text}`)).toMatch(/^[0-9a-f]{40}$/)
  })

  it('may be of more files than a command line can name', async () => {
    const deep = Array.from({ length: 15 }, () => 'd'.repeat(230)).join('/')
    const files = (text: string) =>
      Object.fromEntries(Array.from({ length: 650 }, (_, index) => [`${deep}/${index}.txt`, `${text}\n`]))
    ours = await work('many', files('ours'), ours)
    theirs = await work('more', files('theirs'), theirs)
    const commit = await start()
    const taken = await take(commit)
    if (taken.kind !== 'unresolved') return expect.unreachable()
    expect(taken.files).toHaveLength(652)
    await world.git.forgetResolution({ ...how(), memory })
    expect(await at('status', '--porcelain')).toBe('')
  })

  it('is none when nothing of the work is left', async () => {
    const commit = await start()
    await at('merge', '--abort')
    expect(await take(commit)).toEqual({ kind: 'empty' })
  })

  it('counts as the files stand, wherever an agent has gone, and moves no branch', async () => {
    const commit = await start()
    await resolve()
    await at('commit', '--quiet', '-m', 'Mine')
    await at('checkout', '--quiet', '-b', 'elsewhere')
    await write(path, { 'free.txt': 'changed\n' })
    await at('commit', '--quiet', '-am', 'More')
    const refs = await world.user(repo, 'for-each-ref')
    const taken = await take(commit)
    if (taken.kind !== 'resolved') return expect.unreachable()
    expect(await world.git.mergedBy({ repo, merge: taken.commit })).toEqual({ ours, theirs })
    expect((await world.git.resolutionOf({ repo, merge: taken.commit })).otherFiles).toEqual(['free.txt'])
    await world.git.detachWorktree({ worktree: path })
    await world.git.detachWorktree({ worktree: join(path, 'nowhere') })
    expect(await at('rev-parse', '--abbrev-ref', 'HEAD')).toBe('HEAD')
    expect(await world.user(repo, 'for-each-ref')).toBe(refs)
  })
})

describe('the memory of resolutions', () => {
  const link = () => lstat(join(repo, '.git', 'rr-cache')).catch(() => null)
  const merge = () => world.git.integrate({ ...how(), memory })
  /** Git remembers texts, not whether a file is there. */
  async function textOnly(before = () => Promise.resolve()): Promise<string> {
    theirs = await work('text', { 'a.txt': 'top\ntwo\nend\n', 'two.txt': 'two\n' })
    await before()
    const commit = await start()
    await write(path, { 'a.txt': 'top\nboth\nend\n' })
    const taken = await take(commit)
    if (taken.kind !== 'resolved') throw new Error(taken.kind)
    return taken.commit
  }

  it('resolves what was resolved before, only where it is asked, and forgets', async () => {
    const taken = await textOnly()
    expect(await merge()).toMatchObject({ kind: 'conflict', files: ['a.txt'] })
    await world.git.learnResolution({ ...how(), resolution: taken, memory })
    const made = await merge()
    expect(made).toEqual({ kind: 'merged', commit: taken, remembered: ['a.txt'] })
    expect(await world.head(path)).toBe(taken)
    expect(await world.git.integrate(how())).toMatchObject({ kind: 'conflict' })

    // On another commit that conflicts in the same way.
    ours = await work('later', { 'later.txt': 'later\n' }, ours)
    expect(await merge()).toMatchObject({ kind: 'merged', remembered: ['a.txt'] })
    await world.git.forgetResolution({ ...how(), memory })
    await world.git.forgetResolution({ ...how(), memory })
    expect(await merge()).toMatchObject({ kind: 'conflict', files: ['a.txt'] })
    expect(await at('status', '--porcelain')).toBe('')
    expect(await world.head(path)).toBe(ours)
  })

  it('and all before it do without a name that the user never told git', async () => {
    const config = join(world.folder, 'gitconfig')
    try {
      const taken = await textOnly(() => writeFile(config, '[user]\n\tuseConfigOnly = true\n'))
      expect(await world.git.landResolution({ ...how(), resolution: taken })).toBe(taken)
      expect(await at('log', '-1', '--format=%an <%ae>')).toBe('OpenLinear <openlinear@localhost>')
      await world.git.learnResolution({ ...how(), resolution: taken, memory })
      expect(await merge()).toMatchObject({ kind: 'merged', commit: taken })
      await world.git.forgetResolution({ ...how(), memory })
      expect(await merge()).toMatchObject({ kind: 'conflict' })
    } finally {
      await writeFile(config, USER_CONFIG)
    }
  })

  it('leaves what it knows resolved for an agent that resolves the rest', async () => {
    const taken = await textOnly()
    await world.git.learnResolution({ ...how(), resolution: taken, memory })
    theirs = await work('more', { 'a.txt': 'top\ntwo\nend\n', 'free.txt': 'more\n' })
    ours = await work('other', { 'free.txt': 'other\n' }, ours)
    expect(await merge()).toMatchObject({ kind: 'conflict', files: ['a.txt', 'free.txt'] })
    const { commit } = await automatic()
    const left = await world.git.startMerge({ repo, path, automatic: commit, memory })
    expect(left).toEqual(['free.txt'])
  })

  it('is done without where it has no place', async () => {
    const taken = await textOnly()
    memory = join(repo, 'a.txt', 'memory')
    await world.git.learnResolution({ ...how(), resolution: taken, memory })
    await world.git.forgetResolution({ ...how(), memory })
    expect(await merge()).toMatchObject({ kind: 'conflict', files: ['a.txt'] })
    await start()
    expect(await at('diff', '--name-only', '--diff-filter=U')).toBe('a.txt')
    expect(await link()).toBeNull()
  })

  it('leaves the memory of another data folder alone, and does without while it is in place', async () => {
    const taken = await textOnly()
    const other = join(world.folder, 'other', 'rerere', String(count))
    await mkdir(other, { recursive: true })
    await symlink(other, join(repo, '.git', 'rr-cache'))
    await world.git.learnResolution({ ...how(), resolution: taken, memory })
    await world.git.forgetResolution({ ...how(), memory })
    expect(await merge()).toMatchObject({ kind: 'conflict', files: ['a.txt'] })
    expect(await readdir(other)).toEqual([])
    await world.git.putMemoryAway({ repo, memory })
    expect((await link())?.isSymbolicLink()).toBe(true)

    // That data folder was deleted.
    await rm(join(world.folder, 'other'), { recursive: true })
    await world.git.learnResolution({ ...how(), resolution: taken, memory })
    expect(await merge()).toMatchObject({ kind: 'merged', remembered: ['a.txt'] })
    expect(await link()).toBeNull()
  })

  it('takes the memory away only once nobody is at work with it', async () => {
    const taken = await textOnly()
    const [begun, goOn] = ['begun', 'go-on'].map((name) => join(world.folder, `${name}-${count}`))
    if (begun === undefined || goOn === undefined) return expect.unreachable()
    const driver = `touch '${begun}'; until [ -e '${goOn}' ]; do sleep 0.02; done; exit 1`
    await world.user(repo, 'config', 'merge.slow.driver', driver)
    await writeFile(join(repo, '.git', 'info', 'attributes'), 'a.txt merge=slow\n')
    const learned = world.git.learnResolution({ ...how(), resolution: taken, memory })
    await expect
      .poll(
        () =>
          access(begun).then(
            () => true,
            () => false,
          ),
        { timeout: 10_000 },
      )
      .toBe(true)
    const away = world.git.putMemoryAway({ repo, memory })
    await writeFile(goOn, '')
    await Promise.all([learned, away])
    // Git would have made a folder of its own.
    expect(await link()).toBeNull()
  })

  it('does not make git remember in the user’s own merges', async () => {
    const taken = await textOnly()
    await world.git.learnResolution({ ...how(), resolution: taken, memory })
    expect(await link()).toBeNull()
    await world.user(repo, 'checkout', '--quiet', '-b', 'mine', ours)
    await expect(world.user(repo, 'merge', '--quiet', theirs)).rejects.toThrow()
    expect(await world.user(repo, 'diff', '--name-only', '--diff-filter=U')).toBe('a.txt')
    await world.user(repo, 'merge', '--abort')

    // What a kill has left goes with the next merge, or at the end of the batch.
    await symlink(memory, join(repo, '.git', 'rr-cache'))
    expect(await merge()).toMatchObject({ kind: 'merged' })
    expect(await link()).toBeNull()
    await symlink(memory, join(repo, '.git', 'rr-cache'))
    await world.git.putMemoryAway({ repo, memory })
    expect(await link()).toBeNull()
    // One that the user has is used, and stays.
    await mkdir(join(repo, '.git', 'rr-cache'))
    expect(await merge()).toMatchObject({ kind: 'conflict' })
    await world.git.putMemoryAway({ repo, memory })
    expect((await link())?.isDirectory()).toBe(true)
  })
})
