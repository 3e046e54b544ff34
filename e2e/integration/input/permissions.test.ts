import { execFileSync } from 'node:child_process'
import { chmod, lchown, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leftovers, TestHost } from '../../support/host.ts'
import { makeRepository, temporaryFolder } from '../../support/repository.ts'
import { practiceProject, write } from '../../support/scripted.ts'

const HOST = join(import.meta.dirname, '../../support/host-process.ts')
/** Permissions do not bind root: the host becomes somebody else before anything of it is loaded. */
const isRoot = process.getuid?.() === 0
const NOBODY = 65_534
const BECOME_NOBODY = `data:text/javascript,if(process.getuid()===0){process.setgroups([]);process.setgid(${NOBODY});process.setuid(${NOBODY})}`

let host: TestHost
let folder: string
let dataFolder: string
const made: string[] = []

beforeAll(async () => {
  folder = await temporaryFolder('permissions')
  dataFolder = join(folder, 'data')
  await mkdir(dataFolder)
  await give(folder)
  const home = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder }
  host = await TestHost.start(dataFolder, home, ['--import', BECOME_NOBODY, HOST, dataFolder])
})
afterAll(async () => {
  await host.stop()
  expect(await leftovers(dataFolder)).toEqual([])
  for (const path of [folder, ...made]) await rm(path, { recursive: true, force: true, maxRetries: 3 })
})

/** Gives all of a folder to the host's user, or to another one. */
async function give(path: string, owner = NOBODY): Promise<void> {
  if (!isRoot) return
  for (const name of ['', ...(await readdir(path, { recursive: true })).map((name) => `/${name}`)])
    await lchown(path + name, owner, owner)
}

async function repository(): Promise<string> {
  const repo = await makeRepository()
  made.push(repo)
  await give(repo)
  return repo
}

async function post(path: string, body: unknown, method = 'POST') {
  const headers = { 'content-type': 'application/json' }
  const response = await host.fetch(`/api${path}`, { method, headers, body: JSON.stringify(body) })
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  return { status: response.status, body: (await response.json()) as any }
}

/** Closes a folder while `work` goes on. */
async function closed(path: string, mode: number, work: () => Promise<void>): Promise<void> {
  const before = (await stat(path)).mode
  await chmod(path, mode)
  try {
    await work()
  } finally {
    await chmod(path, before)
  }
}

describe('a repository that may not be read', () => {
  const refused = (path: string) => ({
    status: 409,
    body: {
      code: 'NOT_READABLE',
      message: expect.stringMatching(`${path}.* cannot be read.*Give yourself leave`),
      details: { path: expect.stringContaining(path) },
    },
  })

  it.each(['itself', 'its .git', 'the folder above it'])('is not added: %s is closed', async (what) => {
    const repo = await repository()
    const above = join(folder, 'above')
    await mkdir(above, { recursive: true })
    const inside = join(above, `repo-${made.length}`)
    if (what === 'the folder above it') await rename(repo, inside)
    const path = what === 'the folder above it' ? inside : repo
    const shut = { itself: path, 'its .git': join(path, '.git'), 'the folder above it': above }[what] ?? path
    await give(above)
    await closed(shut, 0, async () => {
      expect(await post('/projects', { localPath: path })).toMatchObject(refused(path))
    })
    expect(await post('/projects', { localPath: path })).toMatchObject({ status: 201 })
  })

  it('is named by all that needs it, once it was added', async () => {
    const repo = await repository()
    const { projectId, task } = await practiceProject(host.client, repo, { key: 'SHUT' })
    const { id } = await task('Shut', write('a.txt', 'a\n'), { text: 'Done.' })
    for (const shut of [repo, join(repo, '.git')]) {
      await closed(shut, 0, async () => {
        expect(await post(`/tasks/${id}/execute`, {})).toMatchObject(refused(repo))
        const trust = await host.fetch(`/api/projects/${projectId}/trust`)
        expect({ status: trust.status, body: await trust.json() }).toMatchObject(refused(repo))
        const change = await post(`/projects/${projectId}`, { defaultBranch: 'other' }, 'PATCH')
        expect(change).toMatchObject(refused(repo))
      })
    }
  })
})

it('a .git that may not be written is named when a run needs it', async () => {
  const repo = await repository()
  const { task } = await practiceProject(host.client, repo, { key: 'LOCKED' })
  const { id } = await task('Locked', write('a.txt', 'a\n'), { text: 'Done.' })
  execFileSync('chmod', ['-R', 'a-w', join(repo, '.git')])
  try {
    const { id: runId } = await host.client.tasks.execute({ id })
    const { failure } = await host.runWith(runId, 'failed', 'succeeded', 'waiting')
    expect(failure?.message).toMatch(`${repo}/.git/refs/heads`)
    expect(failure?.message).toMatch(/cannot be written to\. Give yourself leave to write there/)
  } finally {
    execFileSync('chmod', ['-R', 'u+w', join(repo, '.git')])
  }
})

it.runIf(isRoot)('a repository that has come to another owner says how to trust it, everywhere', async () => {
  const repo = await repository()
  const { projectId, task } = await practiceProject(host.client, repo, { key: 'OWNER' })
  const { id } = await task('Owner', write('a.txt', 'a\n'), { text: 'Done.' })
  await chmod(repo, 0o755)
  await give(repo, 0)
  const advice = `${repo} belongs to another user, so git will not use it. Trust it with \`git config --global --add safe.directory ${repo}\`, then try again.`
  const refused = { status: 409, body: { code: 'GIT_ERROR', message: advice } }
  const change = await post(`/projects/${projectId}`, { defaultBranch: 'other' }, 'PATCH')
  const executed = await post(`/tasks/${id}/execute`, {})
  expect(change).toMatchObject(refused)
  expect(executed).toMatchObject(refused)
  const other = await makeRepository()
  made.push(other)
  await chmod(other, 0o755)
  expect(await post('/projects', { localPath: other })).toMatchObject({
    status: 409,
    body: { code: 'GIT_ERROR', message: advice.replaceAll(repo, other) },
  })
})
