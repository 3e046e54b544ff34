import { execFile } from 'node:child_process'
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_SETTINGS, type StoredSettings } from '#shared/settings.ts'
import { failure, makeWorld, type World, write } from '../git/testing.ts'
import { createProjects, type Projects } from '../projects/projects.ts'
import { openStore, type Store } from '../store/store.ts'
import { createLabels } from '../tasks/labels.ts'
import { createTasks } from '../tasks/tasks.ts'
import { obeys } from '../opencode/obeyed-files.ts'
import { createTrust, type Trust } from './trust.ts'

let world: World
let store: Store
let projects: Projects
let trust: Trust
let settings: StoredSettings
beforeEach(async () => {
  world = await makeWorld()
  store = await openStore({ folder: join(world.folder, 'data') })
  settings = { ...DEFAULT_SETTINGS }
  const stored = { stored: () => settings }
  projects = createProjects({
    store,
    git: world.git,
    settings: stored,
    dataFolder: join(world.folder, 'data'),
    tasks: createTasks({ store }),
    labels: createLabels({ store }),
    github: { accounts: async () => [], hosts: async () => [] },
    log: () => undefined,
    sample: { files: [], tasks: [] },
  })
  trust = createTrust({
    store,
    git: world.git,
    projects,
    settings: stored,
    agents: { obeys, name: 'OpenCode' },
  })
})
afterEach(async () => {
  await projects.close()
  await store.close()
  await world.close()
})

const FILES = {
  'README.md': '# Hello\n',
  'AGENTS.md': 'Be kind.\n',
  'opencode.json': '{"plugin":["./x"]}\n',
  '.opencode/plugin/p.ts': 'export const P = 1\n',
}
const project = async (repo: string) => (await projects.create({ localPath: repo })).id

/** A worktree of the project's repository as a run would have it. */
async function worktree(repo: string): Promise<string> {
  const path = join(world.folder, `worktree-${Math.random().toString(36).slice(2)}`)
  await world.git.addWorktree({
    repo,
    path,
    branch: `work/${path.slice(-8)}`,
    commit: await world.head(repo),
  })
  return path
}

test('a repository without anything to obey needs no trust', async () => {
  const repo = await world.repository({ 'AGENTS.md': 'x' })
  const id = await project(repo)
  expect(await trust.report(id)).toEqual({ hash: null, files: [], trusted: true })
  await trust.requireTrusted(id)
  expect(await trust.untrusted(id, await worktree(repo))).toBeNull()
})

test('trust that is withdrawn is asked for again, and of no other project', async () => {
  const repo = await world.repository(FILES)
  const other = await project(await world.repository(FILES))
  const id = await project(repo)
  const hash = (await trust.report(id)).hash ?? ''
  for (const one of [id, other]) await trust.trust(one, hash)
  const work = await worktree(repo)
  expect(await trust.untrusted(id, work)).toBeNull()

  expect(await trust.withdraw(id)).toMatchObject({ hash, trusted: false })
  expect((await failure(trust.requireTrusted(id))).code).toBe('PROJECT_NOT_TRUSTED')
  expect(await trust.untrusted(id, work)).toMatchObject({ hash })
  await trust.requireTrusted(other)
  expect(await trust.withdraw(id)).toMatchObject({ trusted: false })
  expect(await trust.trust(id, hash)).toMatchObject({ trusted: true })
  await trust.requireTrusted(id)
  expect((await failure(trust.withdraw('00000000-0000-7000-8000-000000000000'))).code).toBe('NOT_FOUND')
})

test('exactly the content that was read is trusted', async () => {
  const repo = await world.repository(FILES)
  const id = await project(repo)
  const report = await trust.report(id)
  expect(report).toEqual({
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    files: [
      { path: '.opencode/plugin/p.ts', size: 19, text: 'export const P = 1\n' },
      { path: 'opencode.json', size: 19, text: '{"plugin":["./x"]}\n' },
    ],
    trusted: false,
  })
  const hash = report.hash ?? ''
  expect(await failure(trust.requireTrusted(id))).toEqual({
    code: 'PROJECT_NOT_TRUSTED',
    message: expect.stringContaining('.opencode/plugin/p.ts, opencode.json'),
    details: { projectId: id, hash, files: ['.opencode/plugin/p.ts', 'opencode.json'] },
  })
  const work = await worktree(repo)
  expect(await trust.untrusted(id, work)).toEqual({
    hash,
    files: ['.opencode/plugin/p.ts', 'opencode.json'],
  })

  expect(await trust.trust(id, hash)).toEqual({ ...report, trusted: true })
  await trust.trust(id, hash)
  await trust.requireTrusted(id)
  expect(await trust.untrusted(id, work)).toBeNull()
  // In another project the same content is somebody else's.
  const other = await world.repository(FILES)
  expect((await failure(trust.requireTrusted(await project(other)))).code).toBe('PROJECT_NOT_TRUSTED')

  await world.commit(repo, { '.opencode/plugin/p.ts': 'export const P = 2\n' })
  const changed = await failure(trust.trust(id, hash))
  expect(changed).toMatchObject({ code: 'TRUST_CHANGED', details: { projectId: id } })
  expect(changed.details?.hash).not.toBe(hash)
  expect((await failure(trust.requireTrusted(id))).details?.hash).toBe(changed.details?.hash)
  // What is not committed is not what a run starts from.
  await write(repo, { '.opencode/plugin/p.ts': 'export const P = 3\n' })
  expect((await trust.report(id)).hash).toBe(changed.details?.hash)

  await world.commit(repo, { '.opencode/plugin/p.ts': 'export const P = 1\n' })
  await trust.requireTrusted(id)
})

test('a hash of nothing cannot be trusted', async () => {
  const id = await project(await world.repository())
  expect((await failure(trust.trust(id, 'a'.repeat(64)))).code).toBe('TRUST_CHANGED')
})

describe('what the agent wrote into a worktree', () => {
  test.each<[string, Record<string, string>]>([
    ['a new file', { '.opencode/tool/t.ts': 'x' }],
    ['a changed file', { 'opencode.json': '{}' }],
    ['a file in another folder', { 'packages/a/opencode.jsonc': '{}' }],
    ['a file of other letters', { '.OpenCode/x.md': 'x' }],
    ['a package of a plugin', { '.opencode/node_modules/a/index.js': 'x' }],
    ['an ignored file', { '.gitignore': 'opencode.jsonc', 'opencode.jsonc': '{}' }],
  ])('%s', async (_name, files) => {
    const repo = await world.repository(FILES)
    const id = await project(repo)
    await trust.trust(id, (await trust.report(id)).hash ?? '')
    const work = await worktree(repo)
    expect(await trust.untrusted(id, work)).toBeNull()
    await write(work, {
      'src/a.ts': 'x',
      'AGENTS.md': 'Be rude.',
      '.opencode/.gitignore': 'x',
      'node_modules/a/opencode.json': '{}',
    })
    expect(await trust.untrusted(id, work)).toBeNull()

    await write(work, files)
    const found = await trust.untrusted(id, work)
    expect(found?.files).toContain(Object.keys(files).at(-1))
    await trust.accept(id, found?.hash ?? '', found?.files ?? [])
    expect(await trust.untrusted(id, work)).toBeNull()
    await rm(join(work, Object.keys(files).at(-1) ?? ''))
    if (!('opencode.json' in files)) expect(await trust.untrusted(id, work)).toBeNull()
  })

  test('a file that was moved or split into others has another hash', async () => {
    const repo = await world.repository({ 'opencode.json': 'ab' })
    const id = await project(repo)
    const hashes = new Set<string | undefined>()
    const contents: Record<string, string>[] = [
      { 'opencode.json': 'ab' },
      { 'x/opencode.json': 'ab' },
      { 'opencode.json': 'a', 'opencode.jsonc': 'b' },
      { 'opencode.json': 'a', 'x/opencode.json': 'b' },
    ]
    for (const files of contents) {
      const folder = join(world.folder, `plain-${hashes.size}`)
      await write(folder, files)
      hashes.add((await trust.untrusted(id, folder))?.hash)
    }
    expect(hashes.size).toBe(4)
  })
})

describe('links', () => {
  test('count by where they lead, are never followed out, and mean the same in a tree', async () => {
    const repo = await world.repository({ 'tools/p.ts': 'export const P = 1\n' })
    await mkdir(join(repo, '.opencode'))
    await symlink('../tools', join(repo, '.opencode', 'plugin'))
    await symlink('/etc', join(repo, '.opencode', 'etc'))
    await world.commit(repo, {})
    const id = await project(repo)
    const { hash, files } = await trust.report(id)
    expect(files).toEqual([
      { path: '.opencode/etc', size: 4, text: null },
      { path: '.opencode/plugin', size: 8, text: null },
      { path: 'tools/p.ts', size: 19, text: 'export const P = 1\n' },
    ])
    await trust.trust(id, hash ?? '')
    const work = await worktree(repo)
    expect(await trust.untrusted(id, work)).toBeNull()
    await write(work, { 'tools/p.ts': 'evil' })
    expect((await trust.untrusted(id, work))?.files).toContain('tools/p.ts')
    await write(work, { 'tools/p.ts': 'export const P = 1\n' })
    await rm(join(work, '.opencode', 'etc'))
    await symlink('/tmp', join(work, '.opencode', 'etc'))
    expect(await trust.untrusted(id, work)).not.toBeNull()
  })

  test('count by what they lead to in folders that are passed over otherwise', async () => {
    const repo = await world.repository({ 'tools/p.ts': 'x' })
    await mkdir(join(repo, '.opencode'))
    await symlink('../node_modules/x', join(repo, '.opencode', 'plugin'))
    await symlink('../tools', join(repo, '.opencode', 'tool'))
    await world.commit(repo, {})
    const id = await project(repo)
    await trust.trust(id, (await trust.report(id)).hash ?? '')
    const work = await worktree(repo)
    expect(await trust.untrusted(id, work)).toBeNull()
    await write(work, { 'node_modules/x/p.js': 'evil' })
    expect((await trust.untrusted(id, work))?.files).toContain('node_modules/x/p.js')
    await rm(join(work, 'node_modules'), { recursive: true })
    await write(work, { 'tools/node_modules/y.js': 'evil' })
    expect((await trust.untrusted(id, work))?.files).toContain('tools/node_modules/y.js')
  })

  test('the folder itself may be one', async () => {
    const repo = await world.repository({ 'config/plugin/p.ts': 'x' })
    await symlink('config', join(repo, '.opencode'))
    await world.commit(repo, {})
    const id = await project(repo)
    const { hash, files } = await trust.report(id)
    expect(files.map(({ path }) => path)).toEqual(['.opencode', 'config/plugin/p.ts'])
    expect((await trust.untrusted(id, await worktree(repo)))?.hash).toBe(hash)
  })
})

test('a pipe is not opened, and a file nobody may read counts by its name', async () => {
  const id = await project(await world.repository())
  const folder = join(world.folder, 'odd')
  await mkdir(join(folder, '.opencode'), { recursive: true })
  await promisify(execFile)('mkfifo', [join(folder, '.opencode', 'pipe')])
  expect((await trust.untrusted(id, folder))?.files).toEqual(['.opencode/pipe'])
  // To root every file is open.
  if (process.getuid?.() === 0) return
  await writeFile(join(folder, '.opencode', 'shut'), 'x')
  await chmod(join(folder, '.opencode', 'shut'), 0)
  expect((await trust.untrusted(id, folder))?.files).toEqual(['.opencode/pipe', '.opencode/shut'])
})

test('texts are cut, and what is no text has none', async () => {
  const long = 'ž'.repeat(150_000)
  const repo = await world.repository({ '.opencode/long.md': long, '.opencode/empty': '' })
  await writeFile(join(repo, '.opencode', 'zero.bin'), Buffer.from([1, 0, 2]))
  await writeFile(join(repo, '.opencode', 'bad.bin'), Buffer.from([0x80, 0x81, 0x82]))
  await world.commit(repo, {})
  const { files } = await trust.report(await project(repo))
  expect(files.map(({ path, size, text }) => [path, size, text?.length ?? null])).toEqual([
    ['.opencode/bad.bin', 3, null],
    ['.opencode/empty', 0, 0],
    ['.opencode/long.md', 300_000, 100_000],
    ['.opencode/zero.bin', 3, null],
  ])
})

test('of very many files the last have no text, and count all the same', async () => {
  const names = Array.from({ length: 60 }, (_, n) => `.opencode/${String(n).padStart(2, '0')}.md`)
  const repo = await world.repository(
    Object.fromEntries(names.map((name, n) => [name, `${n}`.repeat(250_000)])),
  )
  const id = await project(repo)
  const { hash, files } = await trust.report(id)
  expect(files.filter(({ text }) => text !== null).length).toBeLessThan(60)
  expect(files[0]?.text).toHaveLength(100_000)
  const work = await worktree(repo)
  expect((await trust.untrusted(id, work))?.hash).toBe(hash)
  await write(work, { [names.at(-1) ?? '']: 'changed' })
  expect((await trust.untrusted(id, work))?.hash).not.toBe(hash)
})

describe('the base', () => {
  test('is the remote’s head when that is ahead, and the preferred one when both have moved', async () => {
    const repo = await world.repository({ 'opencode.json': '1' })
    const bare = await world.origin(repo)
    const id = await project(repo)
    const textOf = async () => (await trust.report(id)).files[0]?.text
    const colleague = await world.colleague(bare)
    await world.commit(colleague, { 'opencode.json': '2' })
    await world.user(colleague, 'push', '--quiet')
    // Nothing is fetched for a report.
    expect(await textOf()).toBe('1')
    await world.user(repo, 'fetch', '--quiet')
    expect(await textOf()).toBe('2')
    await world.commit(repo, { 'opencode.json': '3' })
    expect(await textOf()).toBe('3')
    settings.onDiverged = 'remote'
    expect(await textOf()).toBe('2')
  })

  test('that is not there yet, or not at all, is told', async () => {
    expect((await failure(trust.report(store.newId()))).code).toBe('NOT_FOUND')
    const id = await project(await world.repository())
    await store.db.updateTable('projects').set({ state: 'cloning' }).execute()
    expect((await failure(trust.report(id))).code).toBe('PROJECT_NOT_READY')
  })
})
