import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { git } from '../../support/repository.ts'
import { closeBenches, finished, open, restart } from './benches.ts'

// What is put away, and for how long.

closeBenches()

const after = (days: number) => new Date(Date.now() + days * 86_400_000)

describe('the trash', () => {
  it('of a removed project is brought back, and dropped when its time has come', async () => {
    const bench = await open()
    const one = await finished(bench, 'One')
    const two = await finished(bench, 'Two')
    await bench.runs.releaseProject(bench.projectId)
    await bench.projects.remove(bench.projectId)
    expect((await bench.runs.listTrash()).items).toHaveLength(2)
    const { branch } = await bench.runs.restoreTrash(one.id)
    expect(await git(bench.repo, 'show', `${branch}:work.txt`)).not.toBe('')
    const later = await restart(bench, { clock: () => after(40) })
    await later.when(async () => ((await later.runs.listTrash()).items.length === 0 ? true : undefined))
    // The row goes before its ref.
    await expect
      .poll(() => git(bench.repo, 'for-each-ref', `refs/openlinear/trash/${two.id}`), { timeout: 10_000 })
      .toBe('')
  })

  it('holds work that was sent back once', async () => {
    const bench = await open()
    const first = await finished(bench, 'Sent back')
    const second = await bench.until((await bench.runs.sendBack(first.id, 'Again.')).id, 'succeeded')
    await bench.runs.releaseTask(first.taskId)
    expect((await bench.runs.listTrash()).items).toMatchObject([{ runId: second.id }])
  })

  it('keeps the state of now, not of an earlier try that was never written down', async () => {
    const bench = await open()
    const run = await finished(bench, 'Tried before')
    const keep = {
      repo: bench.repo,
      id: run.id,
      worktree: run.worktreePath,
      branch: run.branch,
      message: 'x',
    }
    await bench.git.keepInTrash(keep)
    await writeFile(join(run.worktreePath ?? '', 'later.txt'), 'precious\n')
    await bench.runs.discard(run.id)
    const { branch } = await bench.runs.restoreTrash(run.id)
    expect(await git(bench.repo, 'show', `${branch}:later.txt`)).toBe('precious')
  })

  it('does not take a worktree whose latest run is young', async () => {
    let days = 0
    const bench = await open({ clock: () => after(days) })
    const first = await finished(bench, 'Old and young')
    days = 29
    const second = await bench.until((await bench.runs.sendBack(first.id, 'Again.')).id, 'succeeded')
    await bench.tasks.update({ id: first.taskId, status: 'todo' })
    const later = await restart(bench, { clock: () => after(34) })
    await later.close()
    expect(existsSync(second.worktreePath ?? '')).toBe(true)
    const last = await restart(later, { clock: () => after(74) })
    await last.when(async () => ((await last.runs.get(second.id)).worktreePath === null ? true : undefined))
    expect((await last.runs.listTrash()).items).toMatchObject([{ reason: 'expired', runId: second.id }])
  })

  it('gives back a branch that the sweep of a killed discard does not take again', async () => {
    let broken = true
    const bench = await open({
      git: (plain) => ({
        ...plain,
        async removeWorktree(options) {
          if (broken) throw new AppError('GIT_ERROR', 'not now')
          await plain.removeWorktree(options)
        },
      }),
    })
    const run = await finished(bench, 'Half discarded')
    await bench.runs.discard(run.id).catch(() => {})
    broken = false
    const { branch } = await bench.runs.restoreTrash(run.id)
    const later = await restart(bench)
    await later.close()
    expect(existsSync(run.worktreePath ?? '')).toBe(false)
    expect(await git(bench.repo, 'show', `${branch}:work.txt`)).not.toBe('')
  })
})
