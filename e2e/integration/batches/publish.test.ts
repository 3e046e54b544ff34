import { execFile } from 'node:child_process'
import { chmod, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/repository.ts'
import { write } from '../../support/scripted.ts'
import { type BatchBench, batchBench } from './fixture.ts'

const run = promisify(execFile)

let bench: BatchBench
let bare: string
beforeAll(async () => {
  bench = await batchBench({ checkCommand: 'test ! -e forbidden.txt' })
  bare = await temporaryFolder('bare')
  await run('git', ['clone', '-q', '--bare', bench.repo, bare])
  await bench.git('remote', 'add', 'origin', bare)
  await bench.git('fetch', '-q', 'origin')
})
afterAll(async () => {
  await bench.end()
  await rm(bare, { recursive: true, force: true })
})

const atRemote = async (ref: string) =>
  (await run('git', ['-C', bare, 'rev-parse', '--verify', ref])).stdout.trim()

/** A commit of somebody else's on the remote's main branch. */
async function colleague(files: Record<string, string>) {
  const clone = await temporaryFolder('colleague')
  const git = (...args: string[]) =>
    run('git', ['-C', clone, '-c', 'user.name=Bob', '-c', 'user.email=bob@localhost', ...args])
  await run('git', ['clone', '-q', bare, clone])
  for (const [name, content] of Object.entries(files)) await writeFile(join(clone, name), content)
  await git('add', '-A')
  await git('commit', '-qm', 'From a colleague')
  await git('push', '-q', 'origin', 'main')
  await rm(clone, { recursive: true, force: true })
}

/** A batch of one task that writes a file, pushed at its end. */
async function pushed(file: string, meanwhile?: () => Promise<void>) {
  const task = await bench.task(`Write ${file}`, write(file, `${file}\n`))
  const { id } = await bench.host.client.batches.create({
    taskIds: [task.id],
    mode: 'queue',
    options: { publish: 'push', autoApprove: meanwhile === undefined },
  })
  if (meanwhile !== undefined) {
    await bench.batchWith(id, ({ status }) => status === 'waiting')
    await meanwhile()
    await bench.host.client.batches.approve({ id })
  }
  return { id, task }
}

describe('a batch that is pushed', () => {
  it('ends up at the remote under its own name, and its tasks are done when the settings say so', async () => {
    const { client } = bench.host
    await client.settings.update({ doneWhen: 'published' })
    const { id, task } = await pushed('a.txt')
    const batch = await bench.over(id)
    expect(batch).toMatchObject({ status: 'completed', verified: true, failure: null })
    expect(batch.pushedCommit).toBe(batch.headCommit)
    expect(await atRemote(`refs/heads/${batch.branch}`)).toBe(batch.headCommit)
    expect(batch.summary).toContain('It is pushed.')
    expect((await client.tasks.get({ id: task.id })).status).toBe('done')
    await client.settings.update({ doneWhen: 'merged' })
  })

  it('is brought up to date with the base at the remote first, and checked with it', async () => {
    const { id, task } = await pushed('b.txt', () => colleague({ 'theirs.txt': 'theirs\n' }))
    const batch = await bench.over(id)
    expect(batch).toMatchObject({ status: 'completed', verified: true })
    expect(await bench.git('show', `${batch.branch}:theirs.txt`)).toBe('theirs')
    const { files } = await bench.host.client.batches.diff({ id })
    expect(files.map(({ path }) => path)).toEqual(['b.txt'])
    expect(await atRemote(`refs/heads/${batch.branch}`)).toBe(batch.headCommit)
    expect((await bench.host.client.tasks.get({ id: task.id })).status).toBe('in_review')
  })

  it('is paused with words when that conflicts, and goes on from what the user made of it', async () => {
    const { client } = bench.host
    const { id } = await pushed('c.txt', () => colleague({ 'c.txt': 'theirs\n' }))
    const paused = await bench.batchWith(id, ({ status }) => status === 'paused')
    expect(paused.failure).toContain('c.txt')
    expect(paused.step).toBe('publish')
    await expect(
      client.batches.retryTask({ id, taskId: paused.tasks[0]?.taskId ?? '' }),
    ).rejects.toMatchObject({
      code: 'ILLEGAL_TRANSITION',
    })
    // As a person would, on the batch's branch in a worktree of their own.
    const own = await temporaryFolder('own')
    await bench.git('worktree', 'add', '-q', '--force', own, paused.branch)
    await run('git', ['-C', own, 'merge', '-q', '-X', 'ours', '--no-edit', 'origin/main'])
    await bench.git('worktree', 'remove', '--force', own)
    await client.batches.resume({ id })
    const batch = await bench.over(id)
    expect(batch).toMatchObject({ status: 'completed', failure: null })
    expect(await bench.git('show', `${batch.branch}:c.txt`)).toBe('c.txt')
    expect(await atRemote(`refs/heads/${batch.branch}`)).toBe(batch.headCommit)
  })

  it('is paused when the remote refuses, and pushed once it does not', async () => {
    const hook = join(bare, 'hooks', 'pre-receive')
    await writeFile(hook, '#!/bin/sh\necho "not today" >&2\nexit 1\n')
    await chmod(hook, 0o755)
    const { id } = await pushed('d.txt')
    const paused = await bench.batchWith(id, ({ status }) => status === 'paused')
    expect(paused.failure).toContain('did not take')
    expect(paused.failure).toContain('not today')
    await rm(hook)
    await bench.host.client.batches.resume({ id })
    const batch = await bench.over(id)
    expect(await atRemote(`refs/heads/${batch.branch}`)).toBe(batch.headCommit)
  })

  it('never forces: what stands there under its name is left alone', async () => {
    const { id } = await pushed('e.txt', async () => {
      const open = await bench.host.client.batches.list({ open: true })
      await run('git', ['-C', bare, 'branch', open.items[0]?.branch ?? '', 'main'])
      await colleague({ 'later.txt': 'later\n' })
      await run('git', ['-C', bare, 'branch', '-f', open.items[0]?.branch ?? '', await foreign()])
    })
    const paused = await bench.batchWith(id, ({ status }) => status === 'paused')
    expect(paused.failure).toContain('left alone')
    await bench.host.client.batches.cancel({ id })
    const batch = await bench.over(id)
    expect(batch.status).toBe('cancelled')
    expect(await bench.git('rev-parse', batch.branch)).toBe(batch.headCommit)
  })
})

/** A commit at the remote that no batch has. */
async function foreign(): Promise<string> {
  const args = ['-C', bare, '-c', 'user.name=Bob', '-c', 'user.email=bob@localhost']
  const said = await run('git', [...args, 'commit-tree', '-m', 'Foreign', 'main^{tree}'])
  return said.stdout.trim()
}
