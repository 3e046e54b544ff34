import { access, mkdtemp, mkdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppError } from '#shared/errors.ts'
import type { FeedEvent } from '#shared/events.ts'
import type { GithubAccount } from '#shared/github.ts'
import type { Project } from '#shared/projects.ts'
import { DEFAULT_SETTINGS } from '#shared/settings.ts'
import { openStore, type Store } from '../store/store.ts'
import { createLabels } from '../tasks/labels.ts'
import { createTasks } from '../tasks/tasks.ts'
import type { ProjectGit } from './options.ts'
import { createProjects, type Projects } from './projects.ts'

type CloneOptions = Parameters<ProjectGit['clone']>[0]

let folder: string
let store: Store
let projects: Projects
let accounts: GithubAccount[]
/** Remotes by the repository that has them. */
let remotes: Map<string, string>
/** A clone under way, to be ended by the test. */
let cloning: { options: CloneOptions; finish: () => void; fail: (error: Error) => void } | null

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'openlinear-projects-')))
  store = await openStore({ folder })
  accounts = []
  remotes = new Map()
  projects = open()
})
afterEach(async () => {
  await projects.close()
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

const open = () => {
  cloning = null
  return createProjects({
    store,
    git: GIT,
    settings: { stored: () => DEFAULT_SETTINGS },
    dataFolder: folder,
    tasks: createTasks({ store }),
    labels: createLabels({ store }),
    github: { accounts: async () => accounts, hosts: async () => accounts.map(({ host }) => host) },
    log: () => undefined,
    sample: {
      files: [{ path: 'a.txt', content: 'a' }],
      tasks: [
        { title: 'One', description: '', priority: 'high', labels: ['bug', 'ui'], status: 'todo' },
        { title: 'Two', description: '', priority: 'none', labels: ['Bug'], status: 'backlog' },
      ],
    },
  })
}

/** What git does to the disk, without git: `git/` has its own tests. */
const GIT = {
  openRepository: async (path: string) => {
    await access(path).catch(() => {
      throw new AppError('NOT_A_REPOSITORY', `${path} is not a git repository.`)
    })
    return { root: path, defaultBranch: 'trunk' }
  },
  requireBranch: async () => undefined,
  checkCloneUrl: async () => ({ name: 'cloned' }),
  async clone(options: CloneOptions) {
    await mkdir(options.path)
    await writeFile(join(options.path, 'half'), '')
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    options.signal?.throwIfAborted()
    options.signal?.addEventListener('abort', () => reject(new Error('aborted')))
    cloning = { options, finish: resolve, fail: reject }
    await promise
  },
  initSample: ({ path }: { path: string }) => mkdir(path),
  async remoteUrl({ repo }: { repo: string }) {
    const url = remotes.get(repo)
    return url === undefined ? null : { remote: 'origin', url, pushUrl: url }
  },
  worktreeLimits: async () => ['Submodules are left empty.'],
} as unknown as ProjectGit

/** The next event that `matches`; the feed is followed from `after` on. */
const nextEvent = (after: number, matches: (event: FeedEvent) => boolean) =>
  new Promise<FeedEvent>((resolve) => {
    const look = (events: FeedEvent[]) => {
      const found = events.find((event) => event.seq > after && matches(event))
      if (found !== undefined) resolve(found)
    }
    store.subscribe(look)
    void store.replay(after).then((replay) => look(replay.kind === 'events' ? replay.events : []))
  })
const settled = (project: Project) =>
  nextEvent(project.updatedSeq, ({ event, data }) => event === 'project:updated' && 'state' in data)
const cloneStarted = async () => {
  while (cloning === null) await new Promise(setImmediate)
  return cloning
}
const repository = async (name: string) => {
  await mkdir(join(folder, name))
  return join(folder, name)
}
const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

test('a folder becomes a project with a name, a key, a colour and its branch', async () => {
  const first = await projects.create({ localPath: await repository('my-app') })
  expect(first).toMatchObject({ name: 'my-app', key: 'MYA', state: 'ready', defaultBranch: 'trunk' })
  const odd = await repository(`two\nlines ${'x'.repeat(120)}`)
  const { id, name } = await projects.create({ localPath: odd })
  expect(name).toBe(`two lines ${'x'.repeat(90)}`)
  await projects.remove(id)
  const second = await projects.create({
    localPath: await repository('my-api'),
    name: 'My App',
    model: 'a/b',
  })
  expect(second).toMatchObject({ name: 'My App', key: 'MYA2', model: 'a/b' })
  expect(second.color).not.toBe(first.color)
  expect((await projects.list()).items).toEqual([first, second])
})

test('the same repository, or a key that is taken, is refused by name', async () => {
  const localPath = await repository('twice')
  await projects.create({ localPath, name: 'The first' })
  await expect(projects.create({ localPath })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('The first'),
  })
  const other = { localPath: await repository('other') }
  await expect(projects.create({ ...other, key: 'TF' })).resolves.toMatchObject({ key: 'TF' })
  const third = { localPath: await repository('third'), key: 'TF' }
  await expect(projects.create(third)).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(projects.create({})).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await expect(projects.create({ localPath: folder, cloneUrl: 'x' })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
  await expect(projects.create({ localPath: 'x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

test('a change of key holds for new tasks, and its old name stays theirs', async () => {
  const tasks = createTasks({ store })
  const project = await projects.create({ localPath: await repository('a'), key: 'OLD' })
  await tasks.create({ projectId: project.id, title: 'x' })
  await projects.update({ id: project.id, key: 'NEW' })
  expect((await tasks.create({ projectId: project.id, title: 'x' })).identifier).toBe('NEW-2')
  const other = { localPath: await repository('b'), key: 'OLD' }
  await expect(projects.create(other)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await projects.update({ id: project.id, key: 'OLD' })).toMatchObject({ key: 'OLD' })
})

test('limits of columns are kept as they are said, all of them at once', async () => {
  const { id, wipLimits } = await projects.create({ localPath: await repository('limits') })
  expect(wipLimits).toEqual({})
  await projects.update({ id, wipLimits: { in_progress: 3, in_review: 5 } })
  expect((await projects.get(id)).wipLimits).toEqual({ in_progress: 3, in_review: 5 })
  await projects.update({ id, name: 'Another' })
  const before = await store.seq()
  await projects.update({ id, wipLimits: { in_progress: 3, in_review: 5 } })
  expect(await store.seq()).toBe(before)
  await projects.update({ id, wipLimits: { todo: 1 } })
  expect((await projects.get(id)).wipLimits).toEqual({ todo: 1 })
  expect(await nextEvent(before, ({ event }) => event === 'project:updated')).toMatchObject({
    data: { wipLimits: { todo: 1 } },
  })
})

test('a clone is answered at once, told on the feed, and ready in the end', async () => {
  const project = await projects.create({ cloneUrl: 'https://host/owner/cloned.git' })
  expect(project).toMatchObject({ state: 'cloning', name: 'cloned', key: 'CLO' })
  expect(project.repoPath).toBe(join(folder, 'clones', project.id))

  const { options, finish } = await cloneStarted()
  const told = nextEvent(project.updatedSeq, ({ data }) => 'cloneProgress' in data)
  for (let step = 1; step <= 100; step += 1)
    options.onProgress?.({ phase: 'Receiving', fraction: step / 100 })
  expect((await told).data.cloneProgress).toEqual({ phase: 'Receiving', fraction: 0.01 })

  const end = settled(project)
  finish()
  expect((await end).data).toMatchObject({ state: 'ready', defaultBranch: 'trunk', cloneProgress: null })
  const replay = await store.replay(project.updatedSeq)
  expect(replay.kind === 'events' && replay.events.length).toBe(2)
  await expect(projects.cancelClone(project.id)).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(projects.create({ cloneUrl: 'https://host/owner/cloned/' })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
})

test.each([
  [new AppError('GIT_ERROR', 'The host refused. Check the address.'), 'The host refused. Check the address.'],
  [new Error('ENOSPC /home/somebody/secret'), expect.stringMatching(/^The repository could not be cloned\./)],
])('a clone that fails says why in a sentence', async (error, sentence) => {
  const project = await projects.create({ cloneUrl: 'https://host/owner/cloned.git' })
  const end = settled(project)
  ;(await cloneStarted()).fail(error)
  expect((await end).data).toMatchObject({ state: 'error', error: sentence })
  expect(await exists(project.repoPath)).toBe(false)
  expect(await projects.remove(project.id)).toEqual({ id: project.id })
})

test('a clone that failed is made again: the project, its key and its tasks stay', async () => {
  const tasks = createTasks({ store })
  const project = await projects.create({ cloneUrl: 'git@host:owner/cloned.git' })
  const task = await tasks.create({ projectId: project.id, title: 'x' })
  await expect(projects.cloneAgain({ id: project.id })).resolves.toMatchObject({ state: 'cloning' })
  const failed = settled(project)
  ;(await cloneStarted()).fail(new AppError('GIT_ERROR', 'No key.'))
  await failed
  cloning = null

  const again = await projects.cloneAgain({ id: project.id, cloneUrl: 'https://host/owner/cloned.git' })
  expect(again).toMatchObject({
    id: project.id,
    key: project.key,
    state: 'cloning',
    error: null,
    cloneUrl: 'https://host/owner/cloned.git',
  })
  const end = settled(again)
  const { options, finish } = await cloneStarted()
  expect(options.url).toBe('https://host/owner/cloned.git')
  finish()
  expect((await end).data).toMatchObject({ state: 'ready' })
  expect(await tasks.get(task.id)).toMatchObject({ title: 'x', projectId: project.id })
  await expect(projects.cloneAgain({ id: project.id })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test.each(['cancelClone', 'remove'] as const)('%s ends a clone and leaves nothing of it', async (end) => {
  const project = await projects.create({ cloneUrl: 'https://host/owner/cloned.git' })
  const { options } = await cloneStarted()
  expect(await projects[end](project.id)).toEqual({ id: project.id })
  expect(options.signal?.aborted).toBe(true)
  expect(await exists(project.repoPath)).toBe(false)
  await expect(projects.get(project.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a branch that is chosen while the clone goes on stays chosen', async () => {
  const project = await projects.create({ cloneUrl: 'https://host/owner/cloned.git' })
  const end = settled(project)
  const { finish } = await cloneStarted()
  await projects.update({ id: project.id, defaultBranch: 'develop' })
  finish()
  await end
  expect(await projects.get(project.id)).toMatchObject({ state: 'ready', defaultBranch: 'develop' })
})

test('a clone that a stop cut off is begun anew', async () => {
  const project = await projects.create({ cloneUrl: 'https://host/owner/cloned.git' })
  await cloneStarted()
  await projects.close()
  expect(await projects.get(project.id)).toMatchObject({ state: 'cloning', error: null })

  projects = open()
  await projects.recover()
  const end = settled(project)
  ;(await cloneStarted()).finish()
  expect((await end).data).toMatchObject({ state: 'ready' })
})

test('removing a project removes its tasks from the board and nothing from the disk', async () => {
  const tasks = createTasks({ store })
  const project = await projects.create({ localPath: await repository('kept') })
  const task = await tasks.create({ projectId: project.id, title: 'x' })
  // Other rooms let go of what they have of it alone.
  projects.onRemove(async (tx, id) => void (await tx.emit('view:deleted', { id })))
  const before = await store.seq()
  await projects.remove(project.id)
  const replay = await store.replay(before)
  expect(replay.kind === 'events' && replay.events.map(({ event, data }) => [event, data.id])).toEqual([
    ['task:deleted', task.id],
    ['view:deleted', project.id],
    ['project:deleted', project.id],
  ])
  expect(await exists(project.repoPath)).toBe(true)
  // Its repository and its key are free again.
  expect(await projects.create({ localPath: project.repoPath })).toMatchObject({ key: project.key })
})

test('the sample project is made once, whoever asks', async () => {
  const [first, second] = await Promise.all([projects.createSample(), projects.createSample()])
  expect(second).toEqual(first)
  expect(await projects.createSample()).toEqual(first)
  expect(first).toMatchObject({
    isSample: true,
    model: 'practice/scripted',
    repoPath: join(folder, 'sample'),
  })
  const { items } = await createTasks({ store }).list({ archived: false, limit: 10 })
  expect(items.map((task) => [task.title, task.status, task.labelIds.length])).toEqual([
    ['One', 'todo', 2],
    ['Two', 'backlog', 1],
  ])
  expect((await createLabels({ store }).list()).items.map((label) => label.name)).toEqual(['bug', 'ui'])

  await projects.remove(first.id)
  expect(await projects.createSample()).toMatchObject({ repoPath: join(folder, 'sample-2') })
})

const account = (host: string, login = 'ada'): GithubAccount => ({
  id: store.newId(),
  host,
  login,
  name: null,
  kind: 'token',
  scopes: null,
  state: 'ready',
  problem: null,
  createdAt: store.now(),
  updatedSeq: 0,
})
const linked = (project: Project, name: string | null) =>
  expect
    .poll(async () => (await projects.get(project.id)).github)
    .toEqual(name === null ? null : expect.objectContaining({ name }))

test('a folder is linked by its main remote, and anew when hosts are made known or the remote is another', async () => {
  const localPath = await repository('a')
  remotes.set(localPath, 'git@git.example.com:ada/atlas.git')
  const project = await projects.create({ localPath })
  expect(project.github).toBeNull()
  await projects.recover()

  accounts = [account('git.example.com')]
  await store.write((tx) => tx.emit('github-account:created', { id: accounts[0]?.id ?? '' }))
  await linked(project, 'atlas')
  const { updatedSeq } = await projects.get(project.id)
  const told = await nextEvent(project.updatedSeq, ({ event }) => event === 'project:updated')
  expect(told).toMatchObject({
    seq: updatedSeq,
    data: { github: { host: 'git.example.com', owner: 'ada', name: 'atlas' } },
  })

  // Another start.
  remotes.set(localPath, 'https://github.com/ada/other')
  await projects.close()
  projects = open()
  await projects.recover()
  await linked(project, 'other')
})

test('a repository that is away keeps what is known of it', async () => {
  const [first, second] = [await repository('a'), await repository('b')]
  remotes.set(first, 'https://github.com/ada/a').set(second, 'https://github.com/ada/b')
  const [gone, there] = [
    await projects.create({ localPath: first }),
    await projects.create({ localPath: second }),
  ]
  const plain = GIT.remoteUrl
  GIT.remoteUrl = async (options) => {
    if (options.repo === first) throw new AppError('NOT_A_REPOSITORY', 'It is away.')
    return plain(options)
  }
  remotes.set(second, 'https://github.com/ada/b2')
  await projects.recover()
  await linked(there, 'b2')
  GIT.remoteUrl = plain
  await linked(gone, 'a')
})

test('an account of a project is one at the host of its repository, and goes with it', async () => {
  accounts = [account('github.com'), account('git.example.com', 'eve')]
  const [ada, eve] = accounts
  if (ada === undefined || eve === undefined) throw new Error('no accounts')
  const localPath = await repository('a')
  remotes.set(localPath, 'https://github.com/ada/atlas')
  const project = await projects.create({ localPath, githubAccountId: ada.id })
  expect(project).toMatchObject({ githubAccountId: ada.id, github: { host: 'github.com' } })
  for (const githubAccountId of [eve.id, store.newId()]) {
    await expect(projects.update({ id: project.id, githubAccountId })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      details: { field: 'githubAccountId' },
    })
  }
  const plain = await projects.create({ localPath: await repository('b') })
  await expect(projects.update({ id: plain.id, githubAccountId: ada.id })).rejects.toThrow(
    'no remote at a GitHub',
  )
  await expect(
    projects.create({ cloneUrl: 'https://github.com/ada/x.git', githubAccountId: eve.id }),
  ).rejects.toThrow('eve is an account at git.example.com')

  await projects.recover()
  accounts = [eve]
  await store.write((tx) => tx.emit('github-account:deleted', { id: ada.id }))
  await expect.poll(async () => (await projects.get(project.id)).githubAccountId).toBeNull()
})

test('a clone knows its account and repository before git asks for them, and keeps them over a start', async () => {
  accounts = [account('github.com')]
  const githubAccountId = accounts[0]?.id ?? null
  const options = { cloneUrl: 'https://github.com/Ada/Atlas.git', githubAccountId, blobless: true }
  const made = await projects.create(options)
  const before = {
    state: 'cloning',
    githubAccountId,
    blobless: true,
    github: { owner: 'Ada', name: 'Atlas' },
  }
  expect(await projects.get(made.id)).toMatchObject(before)
  expect((await cloneStarted()).options).toMatchObject({ blobless: true, path: made.repoPath })
  await projects.close()
  projects = open()
  await projects.recover()
  const clone = await cloneStarted()
  expect(clone.options.blobless).toBe(true)
  remotes.set(made.repoPath, 'git@github.com:Ada/Atlas.git')
  clone.finish()
  await settled(made)
  expect(await projects.get(made.id)).toMatchObject({ ...before, state: 'ready' })
  await expect(projects.create({ localPath: await repository('x'), blobless: true })).rejects.toThrow(
    'only a new clone',
  )
})

test('a repository is not cloned twice by whatever address, and two of one name have two folders', async () => {
  const first = await projects.create({ cloneUrl: 'https://github.com/ada/cloned.git' })
  for (const cloneUrl of ['git@github.com:Ada/Cloned.git', 'ssh://git@github.com/ada/cloned']) {
    await expect(projects.create({ cloneUrl })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { id: first.id, name: first.name },
    })
  }
  const second = await projects.create({ cloneUrl: 'https://github.com/eve/cloned.git' })
  expect(second.repoPath).not.toBe(first.repoPath)
  // Of a folder one knows that it is another one.
  const localPath = await repository('mine')
  remotes.set(localPath, 'https://github.com/ada/cloned')
  expect(await projects.create({ localPath })).toMatchObject({ github: { name: 'cloned' } })
})

test('what a repository lacks in worktrees is told', async () => {
  const localPath = await repository('a')
  remotes.set(localPath, 'https://github.com/ada/atlas')
  const { id } = await projects.create({ localPath })
  expect(await projects.repository(id)).toEqual({
    remote: 'https://github.com/ada/atlas',
    limits: ['Submodules are left empty.'],
  })
  const cloning = await projects.create({ cloneUrl: 'https://host/owner/cloned.git' })
  await expect(projects.repository(cloning.id)).rejects.toMatchObject({ code: 'PROJECT_NOT_READY' })
})
