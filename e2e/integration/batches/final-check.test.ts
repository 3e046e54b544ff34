import { execFileSync } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BatchMoment } from '#electron/batches/context.ts'
import { git, temporaryFolder } from '../../support/repository.ts'
import { clear, namedFile, openRooms, type Rooms } from './rooms.ts'

// Commands of the project and git are real here; only what the agent does is told.

let rooms: Rooms
let bare: string
/** Called at each moment of a batch. */
let onMoment: (moment: BatchMoment) => void = () => {}
const at = (name: string) => join(rooms.folder, name)

/** Notes what it sees, and fails while there is `broken` beside the data, or `bad.txt` in the tree. */
const finalCheck = () =>
  `test -f .ready && ls | tr '\\n' ' ' >> '${at('finals')}' && echo >> '${at('finals')}' && echo looked && test ! -e '${at('broken')}' && test ! -e bad.txt`

beforeAll(async () => {
  rooms = await openRooms({ onMoment: (_, moment) => onMoment(moment) })
  await writeFile(join(rooms.repo, '.gitignore'), '.ready\n')
  await rooms.user('add', '.gitignore')
  await rooms.user('commit', '--quiet', '-m', 'Ignore')
  bare = await temporaryFolder('bare')
  await git(rooms.repo, 'clone', '--quiet', '--bare', rooms.repo, bare)
  await rooms.user('remote', 'add', 'origin', bare)
  await rooms.user('fetch', '--quiet', 'origin')
  await rooms.projects.update({
    id: rooms.projectId,
    setupCommand: 'touch .ready',
    finalCheckCommand: finalCheck(),
    settings: { doneWhen: 'published' },
  })
  rooms.agent.onTurn = namedFile
})
afterAll(async () => {
  await rooms.close()
  await clear(rooms)
  await rm(bare, { recursive: true, force: true })
})

/** What each final check so far has seen. */
async function seen(): Promise<string[][]> {
  const text = await readFile(at('finals'), 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.trim().split(' '))
}

/** A commit of somebody else's on the remote's main branch. */
function colleague(file: string): void {
  const run = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-C', cwd, '-c', 'user.name=Bob', '-c', 'user.email=bob@localhost', ...args])
  const clone = at(`clone-${file}`)
  run('.', 'clone', '--quiet', bare, clone)
  execFileSync('touch', [join(clone, file)])
  run(clone, 'add', '-A')
  run(clone, 'commit', '--quiet', '-m', file)
  run(clone, 'push', '--quiet', 'origin', 'main')
}

const atRemote = (branch: string) => git(bare, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`)

describe('the final check', () => {
  it('runs once on the whole, set up first, and is told of apart from the checks after merges', async () => {
    const { id } = await rooms.batch(['a', 'b'])
    const batch = await rooms.over(id)
    expect(batch).toMatchObject({ status: 'completed', verified: false, counts: { merged: 2 } })
    expect(batch.finalCheck).toEqual({ command: finalCheck(), passed: true, output: 'looked\n' })
    expect(await seen()).toEqual([['README.md', 'a.txt', 'b.txt']])
    expect(batch.summary).toMatch(/Unverified.*The final check, .* passed on the whole\./)
  })

  it('pauses the batch when it fails, is run again by Resume though the tree is the same, and then passes', async () => {
    await writeFile(at('broken'), '')
    const before = (await seen()).length
    const { id } = await rooms.batch(['c'], { options: { publish: 'push' } })
    const paused = await rooms.batchWith(id, ({ status }) => status === 'paused')
    expect(paused).toMatchObject({ step: 'final_check', finalCheck: { passed: false, output: 'looked\n' } })
    expect(paused.failure).toMatch(/fails on the whole of the batch\. Nothing is published.*looked$/s)
    await expect(atRemote(paused.branch)).rejects.toThrow()
    const taskId = paused.tasks[0]?.taskId ?? ''
    for (const ask of ['retryTask', 'checkTask', 'skipTask'] as const)
      await expect(rooms.batches[ask](id, taskId)).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' })

    await rooms.batches.resume(id)
    await rooms.when(async () => ((await seen()).length === before + 2 ? true : undefined))
    await rooms.batchWith(id, ({ status }) => status === 'paused')
    await rm(at('broken'))
    await rooms.batches.resume(id)
    const batch = await rooms.over(id)
    expect(batch).toMatchObject({ status: 'completed', failure: null, finalCheck: { passed: true } })
    expect((await seen()).length).toBe(before + 3)
    expect((await atRemote(batch.branch)).trim()).toBe(batch.headCommit)
    // The project says so, the app does not.
    expect((await rooms.tasks.get(taskId)).status).toBe('done')
  })

  it('holds for what is pushed: what came to the base is checked with it, also at the last moment', async () => {
    colleague('early')
    let isLate = false
    onMoment = (moment) => {
      if (moment !== 'final check written' || isLate) return
      isLate = true
      colleague('late')
    }
    const before = (await seen()).length
    const { id } = await rooms.batch(['d'], { options: { publish: 'push' } })
    const batch = await rooms.over(id)
    onMoment = () => {}
    expect(batch).toMatchObject({ status: 'completed', finalCheck: { passed: true } })
    expect((await seen()).slice(before)).toEqual([
      ['README.md', 'd.txt', 'early'],
      ['README.md', 'd.txt', 'early', 'late'],
    ])
    expect((await atRemote(batch.branch)).trim()).toBe(batch.headCommit)
  })

  it('keeps what broke at the last moment from being pushed, and can be cancelled', async () => {
    let isLate = false
    onMoment = (moment) => {
      if (moment !== 'final check written' || isLate) return
      isLate = true
      colleague('bad.txt')
    }
    const { id } = await rooms.batch(['e'], { options: { publish: 'push' } })
    const paused = await rooms.batchWith(id, ({ status }) => status === 'paused')
    onMoment = () => {}
    expect(paused).toMatchObject({ step: 'publish', finalCheck: { passed: false }, pushedCommit: null })
    await rooms.batches.cancel(id)
    const batch = await rooms.over(id)
    expect(batch.status).toBe('cancelled')
    expect(batch.summary).toContain('**failed**')
    expect(await rooms.user('rev-parse', batch.branch)).toBe(batch.headCommit)
    await expect(atRemote(batch.branch)).rejects.toThrow()
    expect(await rooms.user('worktree', 'list')).not.toContain(join('integration', id))
  })

  it('is left out where nothing was merged', async () => {
    const before = (await seen()).length
    rooms.agent.onTurn = async () => ({ kind: 'failed', code: 'agent_error', message: 'No.' })
    const { id } = await rooms.batch(['f'])
    expect(await rooms.over(id)).toMatchObject({ finalCheck: null, counts: { failed: 1 } })
    expect((await seen()).length).toBe(before)
    rooms.agent.onTurn = namedFile
  })
})
