import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '#shared/runs.ts'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'
import { bash, practiceProject, write } from '../../support/scripted.ts'
import { Board, digestOf } from './board.ts'
import { SmallDisk } from './small-disk.ts'

const disk = await SmallDisk.mount(24)
const repoDisk = await SmallDisk.mount(20)
const canMount = disk !== null && repoDisk !== null

let board: Board
let folder: string
let upstream: string

beforeAll(async () => {
  folder = await temporaryFolder('folders')
  upstream = await makeRepository()
  await writeFile(
    join(upstream, 'big.bin'),
    Buffer.from(Array.from({ length: 3 << 20 }, () => Math.random() * 256)),
  )
  await git(upstream, 'add', '-A')
  await git(upstream, 'commit', '--quiet', '-m', 'Big')
  await writeFile(
    join(folder, 'ssh.sh'),
    '#!/bin/sh\nwhile [ $# -gt 1 ]; do shift; done\nexec sh -c "$1"\n',
    { mode: 0o755 },
  )
  board = await Board.start({ GIT_SSH_COMMAND: join(folder, 'ssh.sh'), GIT_SSH_VARIANT: 'simple' })
})
afterAll(async () => {
  await board.close()
  for (const path of [folder, upstream]) await rm(path, { recursive: true, force: true })
  await disk?.unmount()
  await repoDisk?.unmount()
})

const settings: [what: string, value: string, says: RegExp][] = [
  ['relative', 'x/y', /whole path/],
  ['an option', '-rf', /whole path/],
  ['empty', '', /whole path|dataFolder: /],
  ['in a home that is not spelled out', '~/x', /whole path/],
  // Node's own recursive mkdir never comes back from there.
  [
    'where no folder can be made',
    '/proc/openlinear/x',
    /cannot be made or written to.*Choose another folder/,
  ],
  ['below a device', '/dev/null/x', /cannot be made or written to \(ENOTDIR\)/],
  ['a device', '/dev/null', /cannot be made or written to \(ENOTDIR\)/],
  ['too long for the disk', `/tmp/${'x'.repeat(300)}`, /\(ENAMETOOLONG\)/],
  ['one with a NUL', '/tmp/a\0b', /holds a NUL/],
  ['longer than any path', `/${'x/'.repeat(3000)}`, /at most 4,096 characters/],
]
describe.each(['cloneFolder', 'dataFolder'])('a %s that cannot be', (field) => {
  it.each(settings)('%s is refused', async (_what, value, says) => {
    const change = () => board.call('PATCH', '/api/settings', { [field]: value })
    const { body } = await board.refuses(change, { status: 400, code: 'BAD_REQUEST', says }, folder)
    expect(body.message).toContain(field)
    expect(existsSync(join(board.dataFolder, 'config', 'location.json'))).toBe(false)
  })
})

describe.skipIf(!canMount)(canMount ? 'a disk' : 'a disk (skipped: nothing can be mounted here)', () => {
  afterEach(() => repoDisk?.makeRoom())
  const place = () => repoDisk ?? expect.fail('no disk')

  it('that is full under the database: changes are refused, nothing is lost, and it goes on', async () => {
    const small = disk ?? expect.fail('no disk')
    const full = await Board.start({}, join(small.folder, 'data'))
    try {
      const project = await full.client.projects.create({ localPath: upstream, name: 'Full' })
      const first = await full.client.tasks.create({ projectId: project.id, title: 'Before' })
      await small.fill()
      const description = 'd'.repeat(190_000)
      const create = () =>
        full.call('POST', '/api/tasks', { projectId: project.id, title: 'Full', description })
      await full.refuses(
        create,
        { status: 409, code: 'DISK_FULL', says: /Free some space, then try again/ },
        upstream,
      )
      const { items } = await full.client.tasks.list({})
      expect(items.map(({ id }) => id)).toEqual([first.id])
      await small.makeRoom()
      expect(await create()).toMatchObject({ status: 201, body: { identifier: `${project.key}-2` } })
    } finally {
      await full.host.stop()
    }
  })

  it('that is full under the repository: the run says so, a merge changes nothing, and both go on', async () => {
    const repo = join(place().folder, 'full')
    await git(place().folder, 'clone', '--quiet', upstream, repo)
    await git(repo, 'remote', 'remove', 'origin')
    const { task } = await practiceProject(board.client, repo)
    const given = await task('Work', bash('head -c 200000 /dev/urandom > made.txt'), { text: 'Done.' })
    await place().fill()
    const before = await usersOwn(repo)
    const failed = await over(await board.client.tasks.execute({ id: given.id }))
    expect(failed.failure).toMatchObject({
      code: 'disk_full',
      message: expect.stringMatching(/Free some space/),
    })
    expect(await usersOwn(repo)).toEqual(before)

    await place().makeRoom()
    const run = await over(await board.client.runs.retry({ id: failed.id }))
    expect(run).toMatchObject({ status: 'succeeded', failure: null })
    await place().fill(64 << 10)
    const reviewed = await usersOwn(repo)
    const merge = () => board.call('POST', `/api/runs/${run.id}/merge`, { moveCheckout: true })
    expect(await merge()).toMatchObject({ status: 409, body: { code: 'DISK_FULL' } })
    expect(await usersOwn(repo)).toEqual(reviewed)

    await place().makeRoom()
    expect(await merge()).toMatchObject({ status: 200 })
    expect((await readFile(join(repo, 'made.txt'))).length).toBe(200_000)
  })

  it('that is full under the clone folder: the project says so, nothing is left', async () => {
    const cloneFolder = join(place().folder, 'clones')
    await board.client.settings.update({ cloneFolder })
    await place().fill(1 << 20)
    const project = await cloned()
    expect(project).toMatchObject({ state: 'error', error: expect.stringMatching(/No space left on device/) })
    expect(await readdir(cloneFolder)).toEqual([])
    await place().makeRoom()
  })

  it('that is read-only: a repository is added, a run says what is wrong, a merge is refused', async () => {
    const repo = join(place().folder, 'locked')
    await git(place().folder, 'clone', '--quiet', '--depth=1', `file://${upstream}`, repo)
    const { task } = await practiceProject(board.client, repo, { key: 'LOCKED' })
    const run = await over(
      await board.client.tasks.execute({
        id: (await task('Works', write('a.txt', 'a\n'), { text: 'Done.' })).id,
      }),
    )
    expect(run.status).toBe('succeeded')
    await place().readOnly(true)
    try {
      const merge = () => board.call('POST', `/api/runs/${run.id}/merge`, { moveCheckout: true })
      const refused = { status: 409, code: 'NOT_WRITABLE', says: /cannot be written to/ }
      await board.refuses(merge, refused, repo)
      const given = await task('Locked', write('b.txt', 'b\n'), { text: 'Done.' })
      const failed = await over(await board.client.tasks.execute({ id: given.id }))
      expect(failed.failure).toMatchObject({
        code: 'git_error',
        message: expect.stringMatching(/cannot be written to/),
      })
      const project = await cloned()
      expect(project).toMatchObject({ state: 'error', error: expect.stringMatching(/cannot be written to/) })
      const cloneFolder = join(place().folder, 'other')
      const change = () => board.call('PATCH', '/api/settings', { cloneFolder })
      await board.refuses(change, {
        status: 400,
        code: 'BAD_REQUEST',
        says: /cannot be made or written to \(EROFS\)/,
      })
    } finally {
      await place().readOnly(false)
    }
    await board.client.runs.merge({ id: run.id, moveCheckout: true })
    expect(await readFile(join(repo, 'a.txt'), 'utf8')).toBe('a\n')
  })

  const over = ({ id }: Run) => board.host.runWith(id, 'succeeded', 'failed', 'waiting')

  async function cloned() {
    const { id } = await board.client.projects.create({ cloneUrl: `ssh://git@code.example${upstream}` })
    const project = await board.host.when(async () => {
      const now = await board.client.projects.get({ id })
      return now.state === 'cloning' ? undefined : now
    })
    await board.client.projects.remove({ id })
    return project
  }
})

/** What a run or a merge that came to nothing must leave: files, index, configuration and branches. */
async function usersOwn(repo: string) {
  const refs = await git(repo, 'for-each-ref', 'refs/heads')
  return {
    files: await digestOf(repo, { without: '.git' }),
    index: await readFile(join(repo, '.git', 'index'), 'base64'),
    config: await readFile(join(repo, '.git', 'config'), 'utf8'),
    refs: refs.split('\n').filter((ref) => !ref.includes('refs/heads/openlinear/')),
  }
}
