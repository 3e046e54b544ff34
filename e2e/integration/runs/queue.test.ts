import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leftovers, TestHost } from '../../support/host.ts'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'
import { bash, type Fixture, practiceProject, write } from '../../support/scripted.ts'

let dataFolder: string
let repo: string
let host: TestHost
let fixture: Fixture

beforeAll(async () => {
  dataFolder = await temporaryFolder('data')
  repo = await makeRepository()
  host = await TestHost.start(dataFolder)
  fixture = await practiceProject(host.client, repo)
  await host.client.settings.update({ parallelLimit: 1 })
})
afterAll(async () => {
  await host.stop()
  expect(await leftovers(dataFolder)).toEqual([])
  await rm(dataFolder, { recursive: true, force: true })
  await rm(repo, { recursive: true, force: true })
})

const untilReleased = (name: string) =>
  bash(`touch at-work; while [ ! -e ${JSON.stringify(join(dataFolder, name))} ]; do sleep 0.1; done`)
const release = (name: string) => writeFile(join(dataFolder, name), '')
const inTool = (runId: string) =>
  host.logItem(runId, (item) => item.kind === 'tool' && item.tool === 'bash' && item.state === 'running')

describe('slots', () => {
  it('queue what is above the limit, in order, with positions, the next worktree made ahead', async () => {
    const start = async (name: string) => {
      const task = await fixture.task(
        `Task ${name}`,
        untilReleased(`go-${name}`),
        write(`${name}.txt`, name),
        { text: 'Ok.' },
      )
      return host.client.tasks.execute({ id: task.id })
    }
    const a = await start('a')
    const b = await start('b')
    const c = await start('c')
    await host.runWith(a.id, 'running')
    expect(await host.client.runs.get({ id: b.id })).toMatchObject({ status: 'queued', queuePosition: 1 })
    expect(await host.client.runs.get({ id: c.id })).toMatchObject({ status: 'queued', queuePosition: 2 })
    const ahead = await host.when(async () => {
      const run = await host.client.runs.get({ id: b.id })
      return run.worktreePath !== null && existsSync(join(run.worktreePath, 'README.md')) ? run : undefined
    })
    expect(ahead.status).toBe('queued')
    expect((await host.client.runs.get({ id: c.id })).worktreePath).toBeNull()

    await release('go-a')
    await host.runWith(a.id, 'succeeded')
    await host.runWith(b.id, 'running')
    expect((await host.client.runs.get({ id: c.id })).queuePosition).toBe(1)
    await release('go-b')
    await release('go-c')
    await host.runWith(c.id, 'succeeded')
  })

  it('are given on when a run is cancelled, whose processes end and whose work stays', async () => {
    const stuck = await fixture.task('Stuck', bash('echo kept > kept.txt; sleep 600'))
    const next = await fixture.task('Next', write('next.txt', 'x'), { text: 'Ok.' })
    const one = await host.client.tasks.execute({ id: stuck.id })
    const two = await host.client.tasks.execute({ id: next.id })
    await inTool(one.id)
    const worktree = (await host.client.runs.get({ id: one.id })).worktreePath ?? ''
    await host.when(async () => (existsSync(join(worktree, 'kept.txt')) ? true : undefined))
    const cancelled = await host.client.tasks.cancel({ id: stuck.id })
    expect(cancelled.status).toBe('cancelled')
    expect(await readFile(join(worktree, 'kept.txt'), 'utf8')).toBe('kept\n')
    expect((await host.client.tasks.get({ id: stuck.id })).status).toBe('todo')
    await host.runWith(two.id, 'succeeded')
    expect((await host.client.runs.get({ id: one.id })).status).toBe('cancelled')
  })

  it('are given back by a cancel during setup', async () => {
    await host.client.projects.update({ id: fixture.projectId, setupCommand: 'echo begun; sleep 600' })
    const task = await fixture.task('Slow setup', write('x.txt', 'x'))
    const { id } = await host.client.tasks.execute({ id: task.id })
    await host.logItem(id, (item) => item.kind === 'command_output')
    expect((await host.client.runs.cancel({ id })).status).toBe('cancelled')
    await host.client.projects.update({ id: fixture.projectId, setupCommand: null })
  })
})

describe('a run waits for a person', () => {
  it('when both base branches moved, and starts from the one chosen', async () => {
    const upstream = await makeRepository()
    const clone = await temporaryFolder('clone')
    await git(clone, 'clone', '--quiet', upstream, '.')
    await git(upstream, 'commit', '--quiet', '--allow-empty', '-m', 'Theirs')
    await git(clone, 'commit', '--quiet', '--allow-empty', '-m', 'Mine')
    const other = await practiceProject(host.client, clone)
    const task = await other.task('Which base', write('x.txt', 'x'), { text: 'Ok.' })
    const { id } = await host.client.tasks.execute({ id: task.id })
    const waiting = await host.runWith(id, 'waiting', 'failed')
    expect(waiting.waiting?.kind).toBe('question')
    const { items } = await host.client.requests.list()
    expect(items).toMatchObject([
      { id: waiting.waiting?.requestId, runId: id, choices: [{ id: 'local' }, { id: 'remote' }] },
    ])
    await expect(host.client.runs.continue({ id, choice: 'neither' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    await host.client.runs.continue({ id, choice: 'remote' })
    const run = await host.runWith(id, 'succeeded', 'failed')
    expect(run.baseCommit).toBe(await git(upstream, 'rev-parse', 'main'))
    await rm(upstream, { recursive: true })
    await rm(clone, { recursive: true })
  })

  it('when it has worked as long as it may, gives its slot back, and goes on in its session', async () => {
    const blocker = await fixture.task('Blocker', untilReleased('go-limit'), write('b.txt', 'b'), {
      text: 'Ok.',
    })
    const long = await fixture.task('Long', untilReleased('go-long'), write('late.txt', 'late\n'), {
      text: 'At last.',
    })
    const first = await host.client.tasks.execute({ id: blocker.id })
    const { id } = await host.client.tasks.execute({ id: long.id })
    await inTool(first.id)
    const database = new Database(join(dataFolder, 'openlinear.db'))
    database.prepare('UPDATE runs SET limit_ms = 4000 WHERE id = ?').run(id)
    database.close()
    await release('go-limit')
    const waiting = await host.runWith(id, 'waiting', 'failed')
    expect(waiting.waiting).toMatchObject({ kind: 'limit' })
    expect((await host.client.tasks.get({ id: long.id })).status).toBe('in_progress')
    await release('go-long')
    await host.client.runs.continue({ id, choice: 'continue' })
    const run = await host.runWith(id, 'succeeded', 'failed', 'waiting')
    expect(run).toMatchObject({ status: 'succeeded', sessionId: waiting.sessionId })
    expect(await git(repo, 'show', `${run.branch}:late.txt`)).toBe('late')
  })
})
