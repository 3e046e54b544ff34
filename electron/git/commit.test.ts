import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createGit } from './git.ts'
import { failure, fingerprint, makeWorld, USER_CONFIG, type World, write } from './testing.ts'

let world: World
let repo: string
let worktree: string
let baseCommit: string
let count = 0
const branch = 'openlinear/app-1'

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  repo = await world.repository({ 'a.txt': 'a\n', 'b.txt': 'b\n', '.gitignore': 'ignored/\n*.log\n' })
  baseCommit = await world.head(repo)
  worktree = join(world.folder, `wt-${(count += 1)}`)
  await world.git.addWorktree({ repo, path: worktree, branch, commit: baseCommit })
})

const gitFolder = () => world.user(worktree, 'rev-parse', '--absolute-git-dir')
const namesIn = async (commit: string) =>
  (await world.user(repo, 'ls-tree', '-r', '-z', '--name-only', commit)).split('\0').filter(Boolean).sort()

const given = () => ({
  worktree,
  branch,
  baseCommit,
  message: '# Do it\n\nTask: APP-1',
  coAuthor: { name: 'OpenCode', email: 'noreply@opencode.ai' },
  runHooks: false,
  sign: false,
})
const commitAll = (more: Partial<ReturnType<typeof given>> = {}) =>
  world.git.commitAll({ ...given(), ...more })

async function failingHook(name: string, line = 'exit 1') {
  const hook = join(repo, '.git', 'hooks', name)
  await write(repo, { [`.git/hooks/${name}`]: `#!/bin/sh\n${line}\n` })
  await chmod(hook, 0o755)
}

describe('snapshotWorktree', () => {
  const snapshot = () => world.git.snapshotWorktree({ worktree, message: 'snapshot' })

  it('holds all that is not ignored and changes nothing in the worktree', async () => {
    await write(worktree, {
      'a.txt': 'changed',
      'new dir/ü "q"\n🚀.txt': 'new',
      'ignored/x': 'x',
      'y.log': 'y',
    })
    await rm(join(worktree, 'b.txt'))
    await write(worktree, { 'staged.txt': '1' })
    await world.user(worktree, 'add', 'staged.txt')
    const index = join(await gitFolder(), 'index')
    const before = [await readFile(index), await world.user(worktree, '--no-optional-locks', 'status', '-z')]
    const user = await fingerprint(world, repo)

    const { commit, tree } = await snapshot()
    expect(await namesIn(commit)).toEqual(['.gitignore', 'a.txt', 'new dir/ü "q"\n🚀.txt', 'staged.txt'])
    expect(await world.user(repo, 'log', '-1', '--format=%P %T %s', commit)).toBe(
      `${baseCommit} ${tree} snapshot`,
    )
    expect([
      await readFile(index),
      await world.user(worktree, '--no-optional-locks', 'status', '-z'),
    ]).toEqual(before)
    expect(await world.head(worktree)).toBe(baseCommit)
    expect(await fingerprint(world, repo)).toBe(user)
    expect(await snapshot()).toEqual({ commit, tree })
  })

  it('is HEAD itself when nothing has changed', async () => {
    expect((await snapshot()).commit).toBe(baseCommit)
  })

  it('works beside a running git, without an index, and around a repository within', async () => {
    await write(worktree, { 'new.txt': 'new' })
    await writeFile(join(await gitFolder(), 'index.lock'), '')
    expect(await namesIn((await snapshot()).commit)).toContain('new.txt')
    await rm(join(await gitFolder(), 'index'))
    await write(worktree, { 'inner/x.txt': 'x' })
    await world.user(join(worktree, 'inner'), 'init', '--quiet')
    expect(await namesIn((await snapshot()).commit)).toEqual(['.gitignore', 'a.txt', 'b.txt', 'new.txt'])
  })

  it('never takes a repository above for the worktree', async () => {
    await rm(join(worktree, '.git'))
    await world.user(world.folder, 'init', '--quiet')
    expect((await failure(snapshot())).code).toBe('GIT_ERROR')
    expect((await failure(commitAll())).code).toBe('GIT_ERROR')
    await rm(join(world.folder, '.git'), { recursive: true })
  })

  it('never works in the user’s checkout', async () => {
    await write(repo, { 'mine.txt': 'mine' })
    const before = await fingerprint(world, repo)
    const refused = await failure(world.git.commitAll({ ...given(), worktree: repo, branch: 'main' }))
    expect([refused.code, await fingerprint(world, repo)]).toEqual(['GIT_ERROR', before])
  })
})

describe('commitAll', () => {
  it('commits what the agent left, as the user, with the agent as co-author', async () => {
    await write(worktree, { 'a.txt': 'changed', 'new.txt': 'new', 'ignored/x': 'x' })
    await rm(join(worktree, 'b.txt'))
    const user = await fingerprint(world, repo)
    const first = await commitAll()
    expect(first).toEqual({ headCommit: await world.head(repo, branch), changed: true })
    expect(await namesIn(first.headCommit)).toEqual(['.gitignore', 'a.txt', 'new.txt'])
    expect(await world.user(worktree, 'log', '-1', '--format=%an <%ae>|%P|%B')).toBe(
      `Ada Lovelace <ada@example.com>|${baseCommit}|# Do it\n\nTask: APP-1\nCo-authored-by: OpenCode <noreply@opencode.ai>\n`,
    )
    expect(await commitAll()).toEqual(first)
    expect(await fingerprint(world, repo)).toBe(user)
  })

  it('gives a trailer a paragraph of its own', async () => {
    await write(worktree, { 'a.txt': 'changed' })
    await commitAll({ message: 'Do it: now' })
    expect(await world.user(worktree, 'log', '-1', '--format=%B')).toMatch(/^Do it: now\n\nCo-authored-by: /)
  })

  it('says when nothing has changed', async () => {
    await write(worktree, { 'ignored/x': 'x' })
    expect(await commitAll()).toEqual({ headCommit: baseCommit, changed: false })
  })

  it('keeps commits the agent made itself (B14)', async () => {
    const own = await world.commit(worktree, { 'own.txt': 'own' })
    expect(await commitAll()).toEqual({ headCommit: own, changed: true })
    await write(worktree, { 'more.txt': 'more' })
    const { headCommit } = await commitAll()
    expect(await world.head(repo, `${headCommit}^`)).toBe(own)
  })

  it('takes what the agent left on no branch, or on another, back to its own', async () => {
    await world.user(worktree, 'checkout', '--quiet', '--detach')
    const detached = await world.commit(worktree, { 'own.txt': 'own' })
    expect((await commitAll()).headCommit).toBe(detached)
    expect(await world.user(worktree, 'symbolic-ref', '--short', 'HEAD')).toBe(branch)

    await world.user(worktree, 'checkout', '--quiet', '-b', 'elsewhere')
    const elsewhere = await world.commit(worktree, { 'own.txt': 'two' })
    await write(worktree, { 'more.txt': 'more' })
    const { headCommit } = await commitAll()
    expect([await world.head(repo, branch), await world.head(repo, 'elsewhere')]).toEqual([
      headCommit,
      elsewhere,
    ])
    expect(await world.user(worktree, 'symbolic-ref', '--short', 'HEAD')).toBe(branch)
    expect(await world.user(worktree, 'status', '--porcelain')).toBe('')
  })

  it('makes the own branch anew when the agent deleted it', async () => {
    await world.user(worktree, 'checkout', '--quiet', '-b', 'elsewhere')
    await world.user(worktree, 'branch', '--quiet', '-D', branch)
    await write(worktree, { 'more.txt': 'more' })
    const { headCommit } = await commitAll()
    expect(await world.head(repo, branch)).toBe(headCommit)
  })

  it('does not move the own branch off its work', async () => {
    const work = await world.commit(worktree, { 'work.txt': 'work' })
    await world.user(worktree, 'checkout', '--quiet', '--detach', baseCommit)
    await world.commit(worktree, { 'other.txt': 'other' })
    const refused = await failure(commitAll())
    expect([refused.code, refused.details?.branch]).toEqual(['GIT_ERROR', branch])
    expect(await world.head(repo, branch)).toBe(work)
  })

  it('names what is half done', async () => {
    await world.commit(worktree, { 'a.txt': 'ours' })
    await world.user(repo, 'checkout', '--quiet', '-b', 'theirs')
    await world.commit(repo, { 'a.txt': 'theirs' })
    await world.user(worktree, 'merge', 'theirs').catch(() => {})
    const merge = await failure(commitAll())
    expect(merge.details).toEqual({ operation: 'merge', files: ['a.txt'] })
    await world.user(worktree, 'merge', '--abort')
    await world.user(worktree, 'rebase', 'theirs').catch(() => {})
    expect((await failure(commitAll())).details).toMatchObject({ operation: 'rebase' })
    await world.user(worktree, 'rebase', '--abort')
    await world.user(worktree, 'cherry-pick', 'theirs').catch(() => {})
    expect((await failure(commitAll())).details).toMatchObject({ operation: 'cherry-pick' })
  })

  it('ends a merge whose conflicts the agent resolved', async () => {
    await world.commit(worktree, { 'a.txt': 'ours' })
    await world.user(repo, 'checkout', '--quiet', '-b', 'theirs')
    await world.commit(repo, { 'a.txt': 'theirs' })
    await world.user(worktree, 'merge', 'theirs').catch(() => {})
    await write(worktree, { 'a.txt': 'both' })
    await world.user(worktree, 'add', 'a.txt')
    const { headCommit } = await commitAll()
    expect((await world.user(repo, 'log', '-1', '--format=%P', headCommit)).split(' ')).toHaveLength(2)
  })

  it('removes a lock that a killed git left', async () => {
    await write(worktree, { 'a.txt': 'changed' })
    await writeFile(join(await gitFolder(), 'index.lock'), '')
    expect((await commitAll()).changed).toBe(true)
  })

  it('leaves the lock of a commit that the user has an editor open for', async () => {
    await write(worktree, { 'a.txt': 'changed', 'more.txt': 'more' })
    const lock = join(await gitFolder(), 'index.lock')
    const saved = join(world.folder, `saved-${count}`)
    const GIT_EDITOR = `f() { until [ -e "${saved}" ]; do sleep 0.05; done; echo Mine > "$1"; }; f`
    const user = execFile('git', ['commit', '--all'], { cwd: worktree, env: { ...process.env, GIT_EDITOR } })
    await expect.poll(() => stat(lock).catch(() => null)).not.toBeNull()

    const impatient = createGit({ hostId: 'test-host', lockPatienceMs: 300 })
    const refused = await failure(impatient.commitAll(given()))
    expect([refused.code, refused.details]).toEqual(['GIT_ERROR', { locked: lock }])
    // One that waits gets its turn.
    const waiting = commitAll()
    const ended = once(user, 'exit')
    await writeFile(saved, '')
    expect(await ended).toEqual([0, null])
    const { headCommit } = await waiting
    expect(await world.user(worktree, 'log', '-2', '--format=%s')).toBe('# Do it\nMine')
    expect(await namesIn(headCommit)).toContain('more.txt')
  })

  it('runs hooks only when it is asked to', async () => {
    await failingHook('pre-commit', 'echo "lint says no" >&2; exit 1')
    await failingHook('prepare-commit-msg')
    await failingHook('post-commit')
    await write(worktree, { 'a.txt': 'changed' })
    const refused = await failure(commitAll({ runHooks: true }))
    expect([refused.code, refused.details?.stderr]).toEqual(['GIT_ERROR', 'lint says no'])
    expect((await commitAll()).changed).toBe(true)
  })

  it('runs a hook once, whatever it says of locks', async () => {
    const said = `fatal: Unable to create '/x/index.lock': File exists.`
    await failingHook('pre-commit', `echo once >> "${repo}/../hook-ran"; echo "${said}" >&2; exit 1`)
    await write(worktree, { 'a.txt': 'changed' })
    expect((await failure(commitAll({ runHooks: true }))).code).toBe('GIT_ERROR')
    expect(await readFile(join(repo, '..', 'hook-ran'), 'utf8')).toBe('once\n')
  })

  it('does not sign unless it is asked to', async () => {
    await world.user(repo, 'config', 'commit.gpgsign', 'true')
    await world.user(repo, 'config', 'gpg.program', '/bin/false')
    await write(worktree, { 'a.txt': 'changed' })
    expect((await failure(commitAll({ sign: true }))).code).toBe('GIT_ERROR')
    expect((await commitAll()).changed).toBe(true)
  })

  it('commits for a user who never told git who they are', async () => {
    await writeFile(join(world.folder, 'gitconfig'), '')
    try {
      await write(worktree, { 'a.txt': 'changed' })
      await commitAll()
      expect(await world.user(worktree, 'log', '-1', '--format=%an <%ae>')).toBe(
        'OpenLinear <openlinear@localhost>',
      )
    } finally {
      await writeFile(join(world.folder, 'gitconfig'), USER_CONFIG)
    }
  })
})

describe('copyFiles', () => {
  const copy = (...files: string[]) => world.git.copyFiles({ from: repo, to: worktree, files })

  it('copies what git does not know, and keeps it out of our commits', async () => {
    await write(repo, {
      '.env': 'SECRET=1',
      'a.txt': 'dirty',
      'conf/x/.env': 'S=2',
      'conf/y [1].txt': 'y',
      ':(top)odd': 'odd',
    })
    await symlink('x/.env', join(repo, 'conf', 'inner'))
    await symlink('/etc', join(repo, 'conf', 'outer'))
    expect(await copy('.env', 'a.txt', 'conf/', 'missing', ':(top)odd')).toEqual({
      copied: ['.env', 'conf/', ':(top)odd'],
      missing: ['missing'],
    })
    expect(await readFile(join(worktree, 'conf', 'inner'), 'utf8')).toBe('S=2')
    await expect(readFile(join(worktree, 'conf', 'outer', 'passwd'))).rejects.toThrow('ENOENT')
    expect(await readFile(join(worktree, 'a.txt'), 'utf8')).toBe('a\n')

    await write(worktree, { 'work.txt': 'work' })
    const { commit } = await world.git.snapshotWorktree({ worktree, message: 'snapshot' })
    const { headCommit } = await commitAll()
    for (const each of [commit, headCommit]) {
      expect(await namesIn(each)).toEqual(['.gitignore', 'a.txt', 'b.txt', 'work.txt'])
    }
    expect(await copy('.env')).toEqual({ copied: ['.env'], missing: [] })
  })

  it('keeps it out of our commits also when it is ignored, as a file of secrets should be', async () => {
    const ignore = '.env\nsecrets/\n'
    await write(repo, { '.env': 'SECRET=1', 'secrets/key': 'k' })
    await write(worktree, { '.gitignore': ignore, 'work.txt': 'work' })
    expect((await copy('.env', 'secrets/')).copied).toEqual(['.env', 'secrets/'])
    const { commit } = await world.git.snapshotWorktree({ worktree, message: 'snapshot' })
    const { headCommit } = await commitAll()
    for (const each of [commit, headCommit])
      expect(await namesIn(each)).toEqual(['.gitignore', 'a.txt', 'b.txt', 'work.txt'])
  })

  it('refuses to leave the repository', async () => {
    await write(world.folder, { 'outside/secret': 's' })
    await symlink(join(world.folder, 'outside'), join(repo, 'link'))
    for (const file of [
      '../outside/secret',
      '/etc/passwd',
      'x/../../y',
      '.',
      '.git/config',
      'link',
      'link/secret',
    ]) {
      expect([file, (await failure(copy(file))).code]).toEqual([file, 'BAD_REQUEST'])
    }
  })

  it('does not write through a link in the worktree', async () => {
    await write(repo, { 'conf/secret': 's' })
    await write(world.folder, { 'target/keep': 'k' })
    await symlink(join(world.folder, 'target'), join(worktree, 'conf'))
    expect(await copy('conf')).toEqual({ copied: [], missing: [] })
    await expect(readFile(join(world.folder, 'target', 'secret'))).rejects.toThrow('ENOENT')
  })
})
