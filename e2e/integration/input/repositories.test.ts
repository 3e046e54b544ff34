import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '#shared/runs.ts'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'
import { bash, practiceProject, write } from '../../support/scripted.ts'
import { Board, digestOf } from './board.ts'
import {
  damaged,
  detached,
  dirty,
  misleading,
  POINTER,
  shallow,
  sparse,
  withLfs,
  withSubmodule,
} from './odd-repositories.ts'

let board: Board
let folder: string
const made: string[] = []

beforeAll(async () => {
  folder = await temporaryFolder('bad')
  board = await Board.start()
  // Runs are waited for side by side.
  await board.client.settings.update({ parallelLimit: 6 })
})
afterAll(async () => {
  await board.close()
  for (const path of [folder, ...made]) await rm(path, { recursive: true, force: true })
})

const keep = async (repo: Promise<string>) => {
  made.push(await repo)
  return repo
}
const add = (localPath: string, fields = {}) => board.call('POST', '/api/projects', { localPath, ...fields })

describe('a folder that is no repository to work in', () => {
  const cases: [what: string, make: () => Promise<string>, code: string, says: RegExp][] = [
    ['is not there', async () => join(folder, 'none'), 'NOT_A_REPOSITORY', /is not a folder/],
    ['is a file', async () => writing('file'), 'NOT_A_REPOSITORY', /is not a folder/],
    [
      'lies below a file',
      async () => join(await writing('other'), 'x'),
      'NOT_A_REPOSITORY',
      /is not a folder/,
    ],
    ['is a link to itself', async () => loop(), 'NOT_A_REPOSITORY', /is not a folder/],
    ['has no name that could be', async () => `/${'a'.repeat(4000)}`, 'NOT_A_REPOSITORY', /is not a folder/],
    [
      'is an empty folder',
      async () => making('plain'),
      'NOT_A_REPOSITORY',
      /Choose the folder of a git repo/,
    ],
    ['is the root of the disk', async () => '/', 'NOT_A_REPOSITORY', /Choose the folder/],
    [
      'is the .git of one',
      async () => join(await keep(makeRepository()), '.git'),
      'NOT_A_REPOSITORY',
      /inside the \.git/,
    ],
    ['is bare', async () => initialised('bare.git', '--bare'), 'NOT_A_REPOSITORY', /bare repository/],
    ['has no commit', async () => initialised('empty'), 'EMPTY_REPOSITORY', /Make a first commit/],
    ['has a commit but no branch', branchless, 'BRANCH_NOT_FOUND', /git branch main/],
    ['has a damaged HEAD', () => keep(damaged('HEAD')), 'REPOSITORY_DAMAGED', /until `git status` works/],
    ['has a damaged config', () => keep(damaged('config')), 'REPOSITORY_DAMAGED', /bad config/],
    [
      'has lost its objects',
      () => keep(damaged('objects')),
      'REPOSITORY_DAMAGED',
      /until `git status` works/,
    ],
    ['is an option', async () => '-rf', 'BAD_REQUEST', /whole path/],
    ['is an address', async () => 'ext::sh -c x', 'BAD_REQUEST', /whole path/],
    ['is relative', async () => '../x', 'BAD_REQUEST', /whole path/],
    ['holds a NUL', async () => '/tmp/a\0b', 'BAD_REQUEST', /localPath: holds a NUL/],
  ]
  it.each(cases)('%s', async (_what, make, code, says) => {
    const path = await make()
    const inside = path.startsWith(folder) || made.includes(path)
    await board.refuses(() => add(path), { status: 400, code, says }, ...(inside ? [folder, ...made] : []))
  })

  const writing = async (name: string) => {
    await writeFile(join(folder, name), '')
    return join(folder, name)
  }
  const making = async (name: string) => {
    await mkdir(join(folder, name))
    return join(folder, name)
  }
  const loop = async () => {
    await symlink(join(folder, 'loop'), join(folder, 'loop'))
    return join(folder, 'loop')
  }
  const initialised = async (name: string, ...options: string[]) => {
    await git(folder, 'init', '--quiet', '--initial-branch=main', ...options, name)
    return join(folder, name)
  }
  async function branchless() {
    const repo = await keep(detached())
    await git(repo, 'branch', '--quiet', '-D', 'main')
    return repo
  }
})

it('takes the branch there is, wherever HEAD is', async () => {
  const left = await keep(detached())
  await git(left, 'branch', '-m', 'main', 'trunk')
  expect(await add(left)).toMatchObject({ status: 201, body: { defaultBranch: 'trunk' } })
  const orphan = await keep(makeRepository())
  await git(orphan, 'checkout', '--quiet', '--orphan', 'new')
  expect(await add(orphan)).toMatchObject({ status: 201, body: { defaultBranch: 'main' } })
})

it('refuses a base branch that is not there, in a new project and in an old one', async () => {
  const repo = await keep(makeRepository())
  const missing = { status: 400, code: 'BRANCH_NOT_FOUND', says: /Choose one that is there \(main\)/ }
  await board.refuses(() => add(repo, { defaultBranch: 'nope' }), missing, repo)
  const { body: project } = await add(repo)
  const change = (defaultBranch: string) =>
    board.call('PATCH', `/api/projects/${project.id}`, { defaultBranch })
  for (const name of ['nope', 'HEAD', 'refs/heads/main', 'ä', 'Main'])
    await board.refuses(() => change(name), missing, repo)
  const invalid = { status: 400, code: 'BAD_REQUEST', says: /not a branch name/ }
  for (const name of [
    '-x',
    'a b',
    'a..b',
    '../../HEAD',
    'x.lock',
    '/x',
    'x/',
    'x//y',
    '@',
    '@{u}',
    'a\nb',
    '.x',
  ])
    await board.refuses(() => change(name), invalid, repo)
})

it('refuses the same repository twice, by whatever path', async () => {
  const repo = await keep(makeRepository())
  await add(repo, { name: 'First' })
  await symlink(repo, join(folder, 'link'))
  await mkdir(join(repo, 'below'))
  const taken = { status: 409, code: 'CONFLICT', says: /First .* already has this repository/ }
  for (const path of [`${repo}/`, join(repo, 'below'), join(folder, 'link')])
    await board.refuses(() => add(path), taken, repo)
})

describe('a run in a repository that is odd but sound', () => {
  const cases: [what: string, make: () => Promise<string>, notice: RegExp | null][] = [
    ['a detached head', detached, null],
    ['a dirty checkout', dirty, null],
    ['a shallow clone', shallow, null],
    ['a submodule', withSubmodule, /Submodules are left empty in the worktree \(lib\)/],
    ['Git LFS that is not set up', withLfs, /only pointers/],
    ['a sparse checkout', sparse, /sparse checkout holds/],
    ['a link to a device as .gitattributes, nonsense as .gitmodules', misleading, null],
  ]
  it.concurrent.each(cases)(
    '%s: the work is committed and merged, the checkout stays',
    async (_what, make, notice) => {
      const repo = await keep(make())
      // Merged into a branch that is not checked out, so nothing of the checkout may change.
      await git(repo, 'branch', '--quiet', 'work')
      const { task } = await practiceProject(board.client, repo, { defaultBranch: 'work' })
      const before = await checkout(repo)
      const files = await git(repo, 'ls-tree', '-r', '--name-only', 'work')
      const run = await carriedOut(await task('Odd', write('made.txt', 'made\n'), { text: 'Done.' }))
      expect(await filesOf(repo, run.headCommit)).toEqual([...files.split('\n'), 'made.txt'].sort())
      const { commit } = await board.client.runs.merge({ id: run.id })
      expect(await git(repo, 'rev-parse', 'work')).toBe(commit)
      expect(await filesOf(repo, commit)).toEqual([...files.split('\n'), 'made.txt'].sort())
      expect(await checkout(repo)).toEqual(before)
      expect(existsSync(run.worktreePath ?? '')).toBe(false)
      const notices = await warnings(run)
      if (notice === null) expect(notices).toEqual([])
      else expect(notices).toEqual([expect.stringMatching(notice)])
    },
  )

  const filesOf = async (repo: string, commit: string | null) =>
    (await git(repo, 'ls-tree', '-r', '--name-only', commit ?? '')).split('\n').sort()

  it('a pointer of Git LFS stays one, and a filter that is not there any more is named', async () => {
    const repo = await keep(withLfs())
    const { projectId, task } = await practiceProject(board.client, repo)
    const run = await carriedOut(await task('Pointers', bash('cat big.bin > copy.txt'), { text: 'Done.' }))
    expect(await git(repo, 'show', `${run.headCommit}:copy.txt`)).toBe(POINTER.trim())

    await git(repo, 'config', 'filter.lfs.process', 'git-lfs-of-yesterday filter-process')
    await git(repo, 'config', 'filter.lfs.required', 'true')
    const before = await checkout(repo)
    const failed = await task('No filter', write('x.txt', 'x\n'), { text: 'Done.' })
    const { id } = await board.client.tasks.execute({ id: failed.id })
    const { failure } = await board.host.runWith(id, 'succeeded', 'failed')
    expect(failure).toMatchObject({ code: 'git_error', message: expect.stringMatching(/Install git-lfs/) })
    expect(await checkout(repo)).toEqual(before)
    await git(repo, 'config', '--remove-section', 'filter.lfs')
    await board.client.projects.remove({ id: projectId })
    expect(await git(repo, 'worktree', 'list', '--porcelain')).not.toContain(board.dataFolder)
  })

  it('submodules are there when the setup command brings them', async () => {
    const repo = await keep(withSubmodule())
    const setupCommand = 'git -c protocol.file.allow=always submodule --quiet update --init'
    const { task } = await practiceProject(board.client, repo, { setupCommand })
    const script = [bash('cat lib/inner.txt > seen.txt'), { text: 'Done.' }]
    const run = await carriedOut(await task('With submodules', ...script))
    expect(await git(repo, 'show', `${run.headCommit}:seen.txt`)).toBe('inner')
    expect(await git(repo, 'diff', '--name-only', 'main', run.headCommit ?? '')).toBe('seen.txt')
    await board.client.runs.discard({ id: run.id })
    expect(existsSync(run.worktreePath ?? '')).toBe(false)
    expect(await readFile(join(repo, 'lib', 'inner.txt'), 'utf8')).toBe('inner\n')
  })
})

/** The user's own tree and index to the byte, their refs and stash. */
async function checkout(repo: string): Promise<Record<string, string>> {
  const refs = await git(
    repo,
    'for-each-ref',
    'refs/heads/main',
    'refs/heads/work*',
    'refs/stash',
    'refs/remotes',
  )
  const tree = await digestOf(repo, { without: '.git' })
  const index = await readFile(join(repo, '.git', 'index'), 'base64')
  const config = await readFile(join(repo, '.git', 'config'), 'utf8')
  return {
    tree,
    index,
    config,
    head: await readFile(join(repo, '.git', 'HEAD'), 'utf8'),
    refs: withoutWork(refs),
  }
}

/** The branch that is merged into moves. */
const withoutWork = (refs: string) =>
  refs
    .split('\n')
    .filter((ref) => !ref.endsWith('refs/heads/work'))
    .join('\n')

async function carriedOut({ id }: { id: string }): Promise<Run> {
  const { id: runId } = await board.client.tasks.execute({ id })
  const run = await board.host.runWith(runId, 'succeeded', 'failed', 'waiting')
  expect(run).toMatchObject({ status: 'succeeded', failure: null })
  return run
}

async function warnings({ id }: Run): Promise<string[]> {
  const { items } = await board.client.runs.logs({ id, limit: 5000 })
  return items.flatMap((item) => (item.kind === 'notice' && item.level !== 'info' ? [item.text] : []))
}
