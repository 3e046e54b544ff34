import { access, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRunner } from './run-git.ts'
import { failure, makeWorld, type World, write } from './testing.ts'

let world: World
let repo: string
let path: string
let commit: string
let count = 0
const branch = 'openlinear/app-1'

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  repo = await world.repository({ 'a.txt': 'a\n' })
  commit = await world.head(repo)
  path = join(world.folder, `by hand ${(count += 1)}`)
})

describe('a lock of the user’s', () => {
  it.each([
    ['a branch', 'refs/heads/new', ['update-ref', 'refs/heads/new', 'HEAD']],
    ['the index', 'index', ['add', '-A']],
    ['the configuration', 'config', ['config', 'a.b', 'c']],
  ])('on %s is waited for', async (_what, name, args) => {
    const git = createRunner({ hostId: 'host-1' })
    const lock = join(repo, '.git', `${name}.lock`)
    await writeFile(lock, '')
    const call = git.run({ cwd: repo, args, write: true })
    await delay(600)
    await rm(lock)
    await expect(call).resolves.toMatchObject({ exitCode: 0 })
  })

  it('that stays is named with what to do, and stays', async () => {
    const git = createRunner({ hostId: 'host-1', lockPatienceMs: 300 })
    for (const [name, args] of [
      ['refs/heads/new', ['update-ref', 'refs/heads/new', 'HEAD']],
      ['index', ['add', '-A']],
    ] as const) {
      const lock = join(repo, '.git', `${name}.lock`)
      await writeFile(lock, '')
      const error = await failure(git.run({ cwd: repo, args, write: true }))
      expect(error).toMatchObject({ code: 'GIT_ERROR', details: { locked: lock } })
      expect(error.message).toContain(
        `${lock} is in the way. Another git is at work there, or one was killed.`,
      )
      await access(lock)
    }
  })
})

describe('a worktree that the user’s git is about to make', () => {
  /** What `git worktree add` leaves for a moment: the file is there, and empty. */
  const begin = async () => {
    const half = join(repo, '.git', 'worktrees', 'half')
    await write(half, { locked: 'initializing', gitdir: join(world.folder, 'half', '.git'), commondir: '' })
    return half
  }

  it('is waited for, by reads as well', async () => {
    const half = await begin()
    const calls = [
      world.git.addWorktree({ repo, path, branch, commit }),
      world.git.isAncestor({ repo, ancestor: commit, descendant: commit }),
      createRunner({ hostId: 'host-1' }).run({ cwd: repo, args: ['worktree', 'list'] }),
    ]
    await delay(600)
    await write(half, { commondir: '../..\n', HEAD: `${commit}\n` })
    await Promise.all(calls)
    expect(await world.user(path, 'branch', '--show-current')).toBe(branch)
  })

  it('that stays half made is named with what to do, and stays', async () => {
    const half = await begin()
    const git = createRunner({ hostId: 'host-1', lockPatienceMs: 300 })
    const error = await failure(git.run({ cwd: repo, args: ['worktree', 'list'] }))
    expect(error).toMatchObject({ code: 'GIT_ERROR', details: { halfMade: '.git/worktrees/half' } })
    expect(error.message).toContain('.git/worktrees/half is half made. Another git is making a worktree')
    await access(half)
  })
})

describe('repairWorktree', () => {
  const add = () => world.git.addWorktree({ repo, path, branch, commit })
  const repair = () => world.git.repairWorktree({ repo, path, commit })
  const snapshot = () => world.git.snapshotWorktree({ worktree: path, message: 'snapshot' })

  it('finds the way back when the .git file was broken, not when there is none', async () => {
    await add()
    await write(path, { 'work.txt': 'work\n' })
    const before = await readFile(join(path, '.git'), 'utf8')
    await writeFile(join(path, '.git'), 'gitdir: /nowhere\n')
    await expect(snapshot()).rejects.toMatchObject({ code: 'GIT_ERROR' })
    await repair()
    expect(await readFile(join(path, '.git'), 'utf8')).toBe(before)
    expect(await world.user(path, 'status', '--porcelain')).toBe('?? work.txt')
    // Its tracked files went with it, and would count as deleted.
    await rm(join(path, '.git'))
    await repair()
    await expect(access(join(path, '.git'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('writes through no link, and moves no HEAD but that of this worktree', async () => {
    await add()
    const elsewhere = join(world.folder, 'elsewhere')
    await writeFile(elsewhere, 'of the user')
    await rm(join(path, '.git'))
    await symlink(elsewhere, join(path, '.git'))
    await repair()
    expect(await readFile(elsewhere, 'utf8')).toBe('of the user')
    // Somebody’s own worktree on a branch without a commit.
    const other = `${path} other`
    await world.user(repo, 'worktree', 'add', '--quiet', '--detach', other)
    await world.user(other, 'symbolic-ref', 'HEAD', 'refs/heads/not-yet')
    await rm(join(path, '.git'))
    await writeFile(join(path, '.git'), await readFile(join(other, '.git'), 'utf8'))
    await repair()
    expect(await world.user(other, 'symbolic-ref', 'HEAD')).toBe('refs/heads/not-yet')
  })

  it('puts HEAD where it last stood when the branch was deleted, and touches no file', async () => {
    await add()
    const own = await world.commit(path, { 'work.txt': 'work\n' })
    await write(path, { 'more.txt': 'more\n' })
    await world.user(repo, 'update-ref', '-d', `refs/heads/${branch}`)
    await expect(snapshot()).rejects.toMatchObject({ code: 'GIT_ERROR' })
    await repair()
    expect(await world.head(path)).toBe(own)
    expect(await world.user(path, 'status', '--porcelain')).toBe('?? more.txt')
    const made = await world.git.commitAll({
      worktree: path,
      branch,
      baseCommit: commit,
      message: 'All of it',
      coAuthor: { name: 'OpenCode', email: 'noreply@opencode.ai' },
      runHooks: false,
      sign: false,
    })
    expect(await world.head(repo, branch)).toBe(made.headCommit)
    expect(await world.user(repo, 'show', `${branch}:work.txt`)).toBe('work')
  })

  it('leaves a folder alone that is a repository of its own, or nothing of ours', async () => {
    await add()
    await rm(join(path, '.git'))
    await world.user(path, 'init', '--quiet')
    await repair()
    expect(await world.user(path, 'rev-parse', '--git-dir')).toBe('.git')
    await world.git.repairWorktree({ repo, path: join(world.folder, 'nowhere'), commit })
  })
})
