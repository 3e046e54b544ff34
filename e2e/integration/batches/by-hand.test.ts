import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { BatchContext } from '#electron/batches/context.ts'
import { clear, namedFile, openRooms, type Rooms, type RoomsOptions } from './rooms.ts'

// What a hand does in the repository and in the data folder while a batch is at work there.

let rooms: Rooms
afterEach(async () => {
  await rooms.close()
  await clear(rooms)
})

async function open(options: RoomsOptions): Promise<void> {
  rooms = await openRooms(options)
  rooms.agent.onTurn = namedFile
}

describe('by hand, meanwhile', () => {
  /** At the nth of such moments. */
  const at = (wanted: string, nth: number, act: () => void): BatchContext['onMoment'] => {
    let count = 0
    return (_id, moment) => {
      if (moment !== wanted) return
      count += 1
      if (count === nth) act()
    }
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', rooms.repo, ...args], { encoding: 'utf8' }).trimEnd()

  it('the batch’s branch is checked out: it is not moved, and the batch goes on with another one', async () => {
    let branch = ''
    await open({
      onMoment: at('moved', 1, () => {
        branch = git('branch', '--list', 'openlinear/batch-*', '--format=%(refname:short)')
        git('checkout', '--quiet', branch)
      }),
    })
    const { id } = await rooms.batch(['one', 'two', 'three'])
    const batch = await rooms.over(id)
    expect(batch).toMatchObject({ status: 'completed', branch: `${branch}-2`, counts: { merged: 3 } })
    expect(git('status', '--porcelain')).toBe('')
    expect(git('ls-files')).toBe('README.md\none.txt')
    expect(git('ls-tree', '--name-only', batch.branch)).toBe('README.md\none.txt\nthree.txt\ntwo.txt')
    expect(git('rev-parse', batch.branch)).toBe(batch.headCommit)
  })

  it('somebody commits on the batch’s branch: that is merged onto, and stays', async () => {
    await open({
      onMoment: at('integrated', 2, () => {
        const branch = git('branch', '--list', 'openlinear/batch-*', '--format=%(refname:short)')
        const commit = git('commit-tree', `${branch}^{tree}`, '-p', branch, '-m', 'Mine')
        git('update-ref', `refs/heads/${branch}`, commit)
      }),
    })
    const { id } = await rooms.batch(['one', 'two'])
    const batch = await rooms.over(id)
    expect(batch).toMatchObject({ status: 'completed', counts: { merged: 2 } })
    expect(git('log', '--first-parent', '--reverse', '--format=%s', `main..${batch.branch}`)).toBe(
      'Merge BEN-1: one\nMine\nMerge BEN-2: two',
    )
  })

  it('the branch is moved elsewhere: the batch fails, says so, and touches nothing', async () => {
    let elsewhere = ''
    await open({
      onMoment: at('moved', 1, () => {
        const branch = git('branch', '--list', 'openlinear/batch-*', '--format=%(refname:short)')
        elsewhere = git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'Elsewhere')
        git('update-ref', `refs/heads/${branch}`, elsewhere)
      }),
    })
    const { id } = await rooms.batch(['one', 'two'])
    const batch = await rooms.over(id)
    expect(batch.status).toBe('failed')
    expect(batch.failure).toContain(batch.branch)
    expect(git('rev-parse', batch.branch)).toBe(elsewhere)
    expect(batch.tasks.map(({ status }) => status)).not.toContain('completed')
  })

  it('the integration worktree is deleted: it is set up again', async () => {
    await open({
      onMoment: at('written', 1, () => {
        rmSync(join(rooms.folder, 'integration'), { recursive: true, force: true })
      }),
    })
    const log = join(rooms.folder, 'setups')
    const setupCommand = `case "$PWD" in */integration/*) echo x >> '${log}'; touch .git-ready;; esac`
    await rooms.user('config', 'core.excludesFile', join(rooms.folder, 'ignored'))
    await writeFile(join(rooms.folder, 'ignored'), '.git-ready\n')
    const checkCommand = 'case "$PWD" in */integration/*) test -f .git-ready;; esac'
    await rooms.projects.update({ id: rooms.projectId, setupCommand, checkCommand })
    const { id } = await rooms.batch(['one', 'two', 'three'])
    expect(await rooms.over(id)).toMatchObject({ verified: true, counts: { merged: 3 } })
    expect(await readFile(log, 'utf8')).toBe('x\nx\n')
  })

  it('a run’s worktree is deleted: it cannot be given back, and the others go on', async () => {
    await open({
      onMoment: at('integrated', 2, () => {
        rmSync(join(rooms.folder, 'worktrees'), { recursive: true, force: true })
      }),
    })
    const checkCommand = '! { [ -f one.txt ] && [ -f two.txt ]; }'
    await rooms.projects.update({ id: rooms.projectId, checkCommand })
    const { id } = await rooms.batch(['one', 'two'])
    const batch = await rooms.over(id)
    expect(batch.status).toBe('completed')
    expect(batch.tasks.map(({ status }) => status)).toEqual(['merged', 'skipped'])
    expect(batch.tasks[1]?.reason?.code).toBe('check_failed')
  })
})
