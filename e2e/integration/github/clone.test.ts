import { existsSync } from 'node:fs'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Project } from '#shared/projects.ts'
import { FakeGithub } from '../../support/github/fake-github.ts'
import { TestHost } from '../../support/host.ts'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'
import { scripted, write } from '../../support/scripted.ts'
import { slowTest } from '../../support/slow.ts'

let github: FakeGithub
let dataFolder: string
let host: TestHost
let accountId: string
let token: string

beforeAll(async () => {
  github = await FakeGithub.start()
  github.addUser('ada')
  github.addUser('grace')
  await github.addRepository('grace/atlas', {
    private: true,
    access: { ada: 'write' },
    files: { 'README.md': '# Atlas\n', '.gitattributes': '*.bin filter=lfs\n' },
  })
  await github.repository('grace/atlas').commit('trunk', { 'trunk.txt': 'Here\n' })
  await github.repository('grace/atlas').commit('main', { 'README.md': '# Atlas, second\n' })
  dataFolder = await temporaryFolder('github')
  host = await TestHost.start(dataFolder)
  token = github.addToken('ada').value
  const account = await host.client.github.addToken({ host: github.host, token })
  accountId = account.id
})
afterAll(async () => {
  await host.stop()
  await github.stop()
  await rm(dataFolder, { recursive: true, force: true })
})
afterEach(async () => {
  github.heal()
  for (const { id } of (await host.client.projects.list()).items) await host.client.projects.remove({ id })
  expect(github.violations).toEqual([])
})

const cloned = (project: Project) =>
  host.when(async () => {
    const now = await host.client.projects.get({ id: project.id })
    return now.state === 'cloning' ? undefined : now
  })
const atlas = () => github.repository('grace/atlas')
async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

it('a private repository is chosen from the list and cloned with its account, whose token is nowhere', async () => {
  await host.client.github.repositories({ accountId })
  const listed = await host.when(async () => {
    const { items } = await host.client.github.repositories({ accountId, q: 'atlas' })
    return items[0]
  })
  const made = await host.client.projects.create({
    cloneUrl: listed.cloneUrl,
    githubAccountId: accountId,
    defaultBranch: 'trunk',
    model: 'practice/scripted',
  })
  expect(made).toMatchObject({ state: 'cloning', name: 'atlas' })
  const project = await cloned(made)
  expect(project).toMatchObject({
    state: 'ready',
    error: null,
    defaultBranch: 'trunk',
    githubAccountId: accountId,
    github: { host: github.host, owner: 'grace', name: 'atlas' },
  })
  expect(await git(project.repoPath, 'show', 'HEAD:trunk.txt')).toBe('Here')
  expect(await git(project.repoPath, 'remote', 'get-url', 'origin')).toBe(atlas().cloneUrl)
  for (const file of await files(project.repoPath))
    expect(await readFile(file, 'latin1'), file).not.toContain(token)
  expect((await host.client.projects.repository({ id: project.id })).limits).toEqual([
    expect.stringContaining('Git LFS'),
  ])

  // Whatever address it is asked for by.
  await expect(
    host.client.projects.create({
      cloneUrl: atlas().cloneUrl.replace('.git', ''),
      githubAccountId: accountId,
    }),
  ).rejects.toMatchObject({ code: 'CONFLICT', data: { id: project.id } })
})

it('a clone tells how far it is, and is cancelled without a trace', async () => {
  const held = github.fail('git fetch', { hold: 'before' }, { skip: 1 })
  const made = await host.client.projects.create({ cloneUrl: atlas().cloneUrl, githubAccountId: accountId })
  await held.arrived
  expect(await host.client.projects.cancelClone({ id: made.id })).toEqual({ id: made.id })
  held.release()
  expect(existsSync(made.repoPath)).toBe(false)
  expect((await readdir(join(dataFolder, 'clones'))).filter((name) => name.includes(made.id))).toEqual([])
  await expect(host.client.projects.get({ id: made.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })

  const again = await host.client.projects.create({ cloneUrl: atlas().cloneUrl, githubAccountId: accountId })
  const after = again.updatedSeq - 1
  const ready = await cloned(again)
  expect(ready.state).toBe('ready')
  const response = await host.fetch(`/api/events?after=${after}`)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let told = ''
  while (!told.includes('"state":"ready"')) {
    const chunk = await reader?.read()
    if (chunk?.value === undefined) throw new Error('the feed ended before the clone did')
    told += chunk.value
  }
  await reader?.cancel()
  expect(told).toMatch(/"cloneProgress":\{"phase":"[A-Z]/)
})

it('a clone that its account may not make says so, and is made anew once it may', async () => {
  github.fail('git fetch', { status: 403, message: 'Write access to repository not granted.' }, { times: 2 })
  const made = await host.client.projects.create({ cloneUrl: atlas().cloneUrl, githubAccountId: accountId })
  const failed = await cloned(made)
  expect(failed.state).toBe('error')
  expect(failed.error).toMatch(/push|access|right|permission|may/i)
  expect(failed.error).not.toContain(token)
  github.heal()
  const { cloneUrl, name, key } = failed
  await host.client.projects.remove({ id: made.id })
  const again = await host.client.projects.create({
    cloneUrl: cloneUrl ?? '',
    name,
    key,
    githubAccountId: failed.githubAccountId,
  })
  expect(await cloned(again)).toMatchObject({ state: 'ready', githubAccountId: accountId })
})

slowTest(
  'a blobless clone has no old contents, and a run fetches what it lacks with the account',
  async () => {
    const made = await host.client.projects.create({
      cloneUrl: atlas().cloneUrl,
      githubAccountId: accountId,
      blobless: true,
      model: 'practice/scripted',
    })
    const project = await cloned(made)
    expect(project).toMatchObject({ state: 'ready', blobless: true })
    const missing = await git(project.repoPath, 'rev-list', '--objects', '--all', '--missing=print')
    expect(missing).toMatch(/^\?/m)
    await atlas().commit('main', { 'README.md': '# Atlas, third\n', 'new.txt': 'new\n' })
    const task = await host.client.tasks.create({
      projectId: project.id,
      title: 'Write',
      description: scripted(write('by-agent.txt', 'x\n'), { text: 'Done.' }),
    })
    const { id } = await host.client.tasks.execute({ id: task.id })
    const run = await host.runWith(id, 'succeeded', 'failed')
    expect(run).toMatchObject({ status: 'succeeded', changes: { files: 1 } })
    expect(run.baseCommit).toBe(await atlas().git.commitOf('refs/heads/main'))
  },
)

it('a folder is linked by its remote, loses its account with it, and the link with the host', async () => {
  const folder = await makeRepository()
  try {
    await git(folder, 'remote', 'add', 'origin', atlas().cloneUrl)
    const project = await host.client.projects.create({ localPath: folder, githubAccountId: accountId })
    expect(project).toMatchObject({ githubAccountId: accountId, github: { owner: 'grace', name: 'atlas' } })
    const before = await stat(join(folder, '.git', 'config'))
    await host.client.github.removeAccount({ id: accountId })
    const unlinked = await host.when(async () => {
      const now = await host.client.projects.get({ id: project.id })
      return now.github === null ? now : undefined
    })
    expect(unlinked.githubAccountId).toBeNull()
    await host.client.settings.update({ githubHosts: [{ host: github.host, clientId: null }] })
    const linked = await host.when(async () => {
      const now = await host.client.projects.get({ id: project.id })
      return now.github === null ? undefined : now
    })
    expect(linked.github).toEqual({ host: github.host, owner: 'grace', name: 'atlas' })
    // It is the user's.
    expect((await stat(join(folder, '.git', 'config'))).mtimeMs).toBe(before.mtimeMs)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
