import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Run } from '#shared/runs.ts'
import type { StorageItem, StorageReport } from '#shared/storage.ts'
import { TestHost } from '../../support/host.ts'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'
import { bash, type Fixture, practiceProject, write } from '../../support/scripted.ts'

// What is held on the disk, what of it may go, and that no work goes with it.

let host: TestHost
let dataFolder: string
let repo: string
let fixture: Fixture

beforeAll(async () => {
  dataFolder = await temporaryFolder('storage')
  repo = await makeRepository()
  host = await TestHost.start(dataFolder)
  fixture = await practiceProject(host.client, repo)
})
afterAll(async () => {
  await host.stop()
  for (const folder of [dataFolder, repo]) await rm(folder, { recursive: true, force: true, maxRetries: 3 })
})

const free = (item: string) => host.client.storage.free({ item })
const keep = (item: string) => host.client.storage.keep({ item })

const PATIENT = { timeout: 60_000 }

/** The report once everything has been looked at anew. */
async function measured(): Promise<StorageReport> {
  await expect.poll(async () => (await host.client.storage.report()).measuring, PATIENT).toBeNull()
  await host.client.storage.measure()
  await expect.poll(async () => (await host.client.storage.report()).measuring, PATIENT).toBeNull()
  return host.client.storage.report()
}

async function itemOf(item: string): Promise<StorageItem | undefined> {
  return (await measured()).items.find((one) => one.item === item)
}

const worktreeOf = (run: Run) => run.worktreePath ?? ''
const itemOfRun = (run: Run) => relative(dataFolder, worktreeOf(run))

async function finished(title: string): Promise<Run> {
  const task = await fixture.task(title, write(`${title}.txt`, `${title}\n`), { text: 'Done.' })
  return host.runWith((await host.client.tasks.execute({ id: task.id })).id, 'succeeded')
}

/** A worktree in the data folder that no row knows, with a commit and a file that is in none. */
async function orphan(name: string, branch: string | null, to = repo): Promise<string> {
  const path = join(dataFolder, 'worktrees', 'FIX', name)
  await mkdir(join(dataFolder, 'worktrees', 'FIX'), { recursive: true })
  await git(
    to,
    'worktree',
    'add',
    '--quiet',
    ...(branch === null ? ['--detach'] : ['-b', branch]),
    '--',
    path,
  )
  await writeFile(join(path, 'committed.txt'), 'committed\n')
  await git(path, 'add', '-A')
  // Else two of one second would be the very same commit.
  await git(path, 'commit', '--quiet', '-m', `By an agent that nobody remembers: ${name}`)
  await writeFile(join(path, 'loose.txt'), 'loose\n')
  return path
}

const isKept = async (branch: string) =>
  `${await git(repo, 'show', `${branch}:committed.txt`)} ${await git(repo, 'show', `${branch}:loose.txt`)}`

describe('runs', () => {
  test('what is open stays; what is over goes with its work in the trash, and can still be merged', async () => {
    const sleeping = await fixture.task('sleep', bash('sleep 600'), { text: 'Done.' })
    const open = await host.runWith((await host.client.tasks.execute({ id: sleeping.id })).id, 'running')
    // The agent's program may take long to start.
    const working = await host.when(async () => {
      const run = await host.client.runs.get({ id: open.id })
      return run.lastAction?.includes('sleep') === true ? run : undefined
    })
    const one = await finished('one')
    await writeFile(join(worktreeOf(one), 'mine.txt'), 'mine\n')

    const { items, disk, measuredAt } = await measured()
    expect(measuredAt).not.toBeNull()
    expect(disk?.free).toBeGreaterThan(0)
    const shown = new Map(items.map((item) => [item.item, item]))
    const du = execFileSync('du', ['-s', '--block-size=1', worktreeOf(one)], { encoding: 'utf8' })
    expect(shown.get(itemOfRun(one))).toMatchObject({
      kind: 'worktree',
      orphan: false,
      name: expect.stringMatching(/^FIX-\d+$/),
      title: 'one',
      status: 'succeeded',
      branch: one.branch,
      bytes: Number(du.split('\t')[0]),
      uncommitted: 1,
      commits: 1,
      actions: ['free'],
      unneeded: false,
    })
    expect(shown.get(itemOfRun(working))).toMatchObject({ actions: [], note: 'Its run is not over.' })
    expect(shown.get('database')?.bytes).toBeGreaterThan(10_000)
    expect(shown.get('opencode/practice/sessions')?.bytes).toBeGreaterThan(10_000)
    expect(shown.has('other')).toBe(true)

    await expect(free(itemOfRun(working))).rejects.toMatchObject({ code: 'TASK_RUNNING' })
    expect(existsSync(worktreeOf(working))).toBe(true)

    const freed = await free(itemOfRun(one))
    expect(freed).toMatchObject({ bytes: Number(du.split('\t')[0]), trashId: one.id })
    expect(existsSync(worktreeOf(one))).toBe(false)
    expect(await git(repo, 'worktree', 'list')).not.toContain(worktreeOf(one))
    expect(await free(itemOfRun(one))).toMatchObject({ bytes: 0, trashId: null })
    expect((await host.client.runs.diff({ id: one.id })).files).toMatchObject([{ path: 'one.txt' }])
    expect(await git(repo, 'show', `refs/openlinear/trash/${one.id}:mine.txt`)).toBe('mine')
    await host.client.runs.merge({ id: one.id, moveCheckout: true })
    expect(await git(repo, 'show', 'main:one.txt')).toBe('one')
    const { branch } = await host.client.trash.restore({ id: one.id })
    expect(await git(repo, 'show', `${branch}:mine.txt`)).toBe('mine')
    // What a restore has brought back is no orphan.
    const report = await measured()
    expect(report.items.filter(({ orphan: isOrphan }) => isOrphan)).toEqual([])

    const merges = `integration/${fixture.projectId}`
    expect(report.items.find(({ item }) => item === merges)).toMatchObject({
      actions: ['free'],
      unneeded: false,
    })
    await free(merges)
    expect(existsSync(join(dataFolder, merges))).toBe(false)
    expect(await git(repo, 'worktree', 'list')).not.toContain('integration')
    await host.client.runs.cancel({ id: open.id })
  })

  test('a run that is sent back in this moment keeps its worktree, or has lost it before', async () => {
    const run = await finished('race')
    const [freed, sent] = await Promise.allSettled([
      free(itemOfRun(run)),
      host.client.runs.sendBack({ id: run.id, comments: 'Again.' }),
    ])
    expect([freed.status, sent.status].sort()).toEqual(['fulfilled', 'rejected'])
    expect(existsSync(worktreeOf(run))).toBe(sent.status === 'fulfilled')
    if (sent.status === 'fulfilled') {
      expect(freed).toMatchObject({ reason: { code: 'TASK_RUNNING' } })
      await host.client.runs.cancel({ id: sent.value.id })
    } else expect(sent.reason).toMatchObject({ code: 'ILLEGAL_TRANSITION' })
  })

  test('work of a batch that waits for approval stays until the batch is over', async () => {
    const task = await fixture.task('queue', write('queue.txt', 'queue\n'), { text: 'Done.' })
    const batch = await host.client.batches.create({ taskIds: [task.id], mode: 'queue' })
    await host.when(async () =>
      (await host.client.batches.get({ id: batch.id })).tasks[0]?.awaitsApproval === true ? true : undefined,
    )
    const [run] = (await host.client.tasks.runs({ id: task.id })).items
    if (run === undefined) throw new Error('no run')
    await expect(free(itemOfRun(run))).rejects.toMatchObject({ code: 'IN_BATCH' })
    expect(existsSync(worktreeOf(run))).toBe(true)
    await host.client.batches.cancel({ id: batch.id })
    expect(await free(itemOfRun(run))).toMatchObject({ trashId: run.id })
    expect(await git(repo, 'show', `${run.branch}:queue.txt`)).toBe('queue')
  })
})

describe('orphans', () => {
  test('a worktree is kept as a branch, or goes to the trash', async () => {
    const name = `fix-99-1a2b3c4d`
    const path = await orphan(name, 'openlinear/fix-99')
    const item = `worktrees/FIX/${name}`
    expect(await itemOf(item)).toMatchObject({
      orphan: true,
      branch: 'openlinear/fix-99',
      projectId: fixture.projectId,
      uncommitted: 1,
      commits: 1,
      actions: ['keep', 'free'],
      unneeded: false,
    })
    expect(await keep(item)).toMatchObject({ item, branch: 'kept/fix-99', bytes: expect.any(Number) })
    expect(existsSync(path)).toBe(false)
    expect(await isKept('kept/fix-99')).toBe('committed loose')
    expect(
      await git(repo, 'for-each-ref', 'refs/heads/openlinear/fix-99', 'refs/openlinear/trash'),
    ).not.toContain('fix-99')
    // One that the user has made a branch of theirs is not kept, and stays there.
    const theirs = join(dataFolder, 'worktrees', 'FIX', 'theirs')
    await git(repo, 'worktree', 'add', '--quiet', '-b', 'theirs', '--', theirs)
    await git(theirs, 'commit', '--quiet', '--allow-empty', '-m', 'Theirs')
    expect(await itemOf('worktrees/FIX/theirs')).toMatchObject({ actions: ['free'], unneeded: true })
    expect(await free('worktrees/FIX/theirs')).toMatchObject({ trashId: null })
    expect(await git(repo, 'log', '-1', '--format=%s', 'theirs')).toBe('Theirs')

    const hostile = `-rf "$(touch x)" 'ü' \u202e; *`
    await orphan(hostile, null)
    const { trashId } = await free(`worktrees/FIX/${hostile}`)
    const entry = (await host.client.trash.list()).items.find(({ id }) => id === trashId)
    expect(entry).toMatchObject({ runId: null, projectId: fixture.projectId })
    const { branch } = await host.client.trash.restore({ id: trashId ?? '' })
    expect(branch).toMatch(/^kept\//)
    expect(await isKept(branch)).toBe('committed loose')
    expect((await measured()).items.filter((one) => one.orphan)).toEqual([])
  })

  test('what nobody could bring back, or is not ours, is left alone', async () => {
    const at = (...parts: string[]) => join(dataFolder, 'worktrees', ...parts)
    const foreign = await makeRepository()
    await orphan('foreign', 'openlinear/foreign', foreign)
    await mkdir(at('FIX', 'plain\nfolder'))
    await writeFile(at('FIX', 'plain\nfolder', 'precious.txt'), 'precious')
    await mkdir(at('FIX', 'empty', 'empty', 'empty'), { recursive: true })
    await symlink(foreign, at('FIX', 'link'))
    await symlink(foreign, at('LINK'))
    const { items } = await measured()
    const orphans = new Map(items.filter((item) => item.orphan).map((item) => [item.item, item]))
    expect([...orphans.keys()].sort()).toEqual([
      'worktrees/FIX/empty',
      'worktrees/FIX/foreign',
      'worktrees/FIX/plain\nfolder',
    ])
    for (const name of ['worktrees/FIX/foreign', 'worktrees/FIX/plain\nfolder']) {
      expect(orphans.get(name)?.actions).toEqual([])
      await expect(free(name)).rejects.toMatchObject({ code: 'CONFLICT' })
      await expect(keep(name)).rejects.toMatchObject({ code: 'CONFLICT' })
    }
    for (const name of ['worktrees/../worktrees', '../x', 'clones/..', '/etc'])
      await expect(free(name)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    // Links are none of ours: there is nothing by these names.
    for (const name of ['worktrees/FIX/link', 'worktrees/LINK/.git', 'clones/none'])
      expect(await free(name)).toMatchObject({ bytes: 0 })
    expect(orphans.get('worktrees/FIX/empty')).toMatchObject({ unneeded: true })
    await free('worktrees/FIX/empty')
    expect(existsSync(at('FIX', 'empty'))).toBe(false)
    expect(await readFile(at('FIX', 'plain\nfolder', 'precious.txt'), 'utf8')).toBe('precious')
    expect(existsSync(join(foreign, '.git'))).toBe(true)
    expect(existsSync(at('FIX', 'foreign', 'loose.txt'))).toBe(true)
    for (const path of [
      at('FIX', 'link'),
      at('LINK'),
      at('FIX', 'foreign'),
      at('FIX', 'plain\nfolder'),
      foreign,
    ])
      await rm(path, { recursive: true })
  })

  test('a registration without its folder, and a branch, are kept or go', async () => {
    const lost = await orphan('lost', null)
    await rm(lost, { recursive: true })
    await git(repo, 'branch', 'openlinear/old', 'main')
    const old = await git(repo, 'commit-tree', '-p', 'main', '-m', 'Old', 'main^{tree}')
    await git(repo, 'update-ref', 'refs/heads/openlinear/old', old)
    // The user works on it.
    await git(repo, 'branch', 'openlinear/theirs', old)
    await git(repo, 'worktree', 'add', '--quiet', `${repo}-theirs`, 'openlinear/theirs')
    const { items } = await measured()
    const orphans = items.filter((item) => item.orphan)
    expect(orphans.map(({ item }) => item).sort()).toEqual([
      `branches/${fixture.projectId}/openlinear/old`,
      `registrations/${fixture.projectId}/lost`,
    ])
    expect(orphans.map(({ commits }) => commits)).toEqual([1, 1])
    const { trashId } = await free(`registrations/${fixture.projectId}/lost`)
    expect(existsSync(join(repo, '.git', 'worktrees', 'lost'))).toBe(false)
    expect(await git(repo, 'show', `refs/openlinear/trash/${trashId}:committed.txt`)).toBe('committed')
    const kept = await keep(`branches/${fixture.projectId}/openlinear/old`)
    expect(kept.branch).toBe('kept/old')
    expect(await git(repo, 'rev-parse', 'kept/old')).toBe(old)
    expect(await git(repo, 'branch', '--list', 'openlinear/old')).toBe('')
    expect(await git(repo, 'branch', '--list', 'openlinear/theirs')).not.toBe('')
    await rm(`${repo}-theirs`, { recursive: true })
    await git(repo, 'worktree', 'prune')
    await git(repo, 'branch', '-D', 'openlinear/theirs')
  })

  test('a clone goes when all of it is at its remote, and becomes a project when not', async () => {
    const remote = await makeRepository()
    const clone = async (name: string) => {
      const path = join(dataFolder, 'clones', name)
      await git(remote, 'clone', '--quiet', remote, path)
      return path
    }
    await clone('pushed')
    const path = await clone('ahead')
    await git(path, 'commit', '--quiet', '--allow-empty', '-m', 'Ahead')
    const { items } = await measured()
    const actionsOf = (item: string) => items.find((one) => one.item === item)?.actions
    expect(actionsOf('clones/pushed')).toEqual(['keep', 'free'])
    expect(actionsOf('clones/ahead')).toEqual(['keep'])
    await expect(free('clones/ahead')).rejects.toMatchObject({ code: 'CONFLICT' })
    // Looked at anew: what the page showed is old by now.
    const pushed = join(dataFolder, 'clones', 'pushed')
    await writeFile(join(pushed, 'new.txt'), 'new')
    await expect(free('clones/pushed')).rejects.toMatchObject({ code: 'CONFLICT' })
    await rm(join(pushed, 'new.txt'))
    await free('clones/pushed')
    expect(existsSync(pushed)).toBe(false)
    const { projectId } = await keep('clones/ahead')
    expect((await host.client.projects.get({ id: projectId ?? '' })).repoPath).toBe(path)
    await expect(free('clones/ahead')).rejects.toMatchObject({ code: 'CONFLICT' })
    await rm(remote, { recursive: true })
  })
})

test.each(['store:before', 'store:after'])(
  'killed at %s of its trash entry, an orphan is put away once',
  async (at) => {
    const name = `killed-${at.slice(6)}`
    const path = await orphan(name, `openlinear/${name}`)
    await host.stop()
    host = await TestHost.start(dataFolder, { OPENLINEAR_KILL_AT: at, OPENLINEAR_KILL_ARMED: 'later' })
    await measured()
    host.process.kill('SIGUSR2')
    await expect(free(`worktrees/FIX/${name}`)).rejects.toThrow()
    expect(await host.wasKilledAt(at)).toBe(true)
    expect(existsSync(path)).toBe(true)
    expect(await git(repo, 'for-each-ref', '--contains', `openlinear/${name}`)).toContain(
      'refs/openlinear/trash',
    )
    host = await TestHost.start(dataFolder)
    const { trashId } = await free(`worktrees/FIX/${name}`)
    expect(existsSync(path)).toBe(false)
    const named = (await host.client.trash.list()).items.filter(({ branch }) => branch === `kept/${name}`)
    expect(named.map(({ id }) => id)).toEqual([trashId])
    const { branch } = await host.client.trash.restore({ id: trashId ?? '' })
    expect(await isKept(branch)).toBe('committed loose')
    expect((await measured()).items.filter((item) => item.orphan)).toEqual([])
  },
)

test('the trash is emptied up to what was shown, and the log of the database taken over', async () => {
  const before = await host.client.storage.report()
  expect(before.trash.entries).toBeGreaterThan(0)
  await orphan('late', 'openlinear/late')
  const { trashId } = await free('worktrees/FIX/late')
  const done = await host.client.storage.emptyTrash({ until: before.trash.newestAt ?? '' })
  expect(done).toEqual({ dropped: before.trash.entries, left: 0 })
  expect((await host.client.trash.list()).items.map(({ id }) => id)).toEqual([trashId])
  expect(
    (await git(repo, 'for-each-ref', '--format=%(refname:lstrip=3)', 'refs/openlinear/trash')).trim(),
  ).toBe(trashId)
  expect((await host.client.storage.compact()).bytes).toBeGreaterThan(0)
  expect((await stat(join(dataFolder, 'openlinear.db-wal'))).size).toBeLessThan(100_000)
  expect((await host.client.tasks.list({})).items.length).toBeGreaterThan(2)
})
