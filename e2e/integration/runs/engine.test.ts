import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { type Bench, type BenchOptions, clear, openBench } from './bench.ts'
import { git, makeRepository } from '../../support/repository.ts'

const benches: Bench[] = []
const open = async (options?: BenchOptions) => {
  const bench = await openBench(options)
  benches.push(bench)
  return bench
}
afterEach(async () => {
  for (const bench of benches) await bench.close()
  for (const bench of benches.splice(0)) await clear(bench)
})

const code = (error: unknown) => (error as { code?: string }).code
/** Something to wait for and to let go. */
const gate = () => Promise.withResolvers<void>()
/** The engine as it was before a review: a run that succeeded. */
const finished = async (bench: Bench, title: string) =>
  bench.until((await bench.start(title)).id, 'succeeded')

describe('reviewing one task from two sides', () => {
  it('merges once when asked twice at once', async () => {
    const bench = await open()
    const run = await finished(bench, 'Twice')
    await writeFile(join(run.worktreePath ?? '', 'left.txt'), 'mine\n')
    const how = { strategy: 'merge', moveCheckout: true } as const
    const [one, two] = await Promise.all([bench.runs.merge(run.id, how), bench.runs.merge(run.id, how)])
    expect(two).toEqual(one)
    expect(existsSync(run.worktreePath ?? '')).toBe(false)
    const { items } = await bench.tasks.activity(run.taskId)
    expect(items.filter((item) => item.kind === 'run:merged')).toHaveLength(1)
    expect((await bench.runs.listTrash()).items).toMatchObject([{ reason: 'merged', runId: run.id }])
  })

  it('discards once when asked twice at once', async () => {
    const bench = await open()
    const run = await finished(bench, 'Twice')
    const before = await bench.store.seq()
    await Promise.all([bench.runs.discard(run.id), bench.runs.discard(run.id)])
    const replay = await bench.store.replay(before)
    const made = replay.kind === 'events' ? replay.events.filter((one) => one.event === 'trash:created') : []
    expect(made).toHaveLength(1)
  })

  it('does not take the worktree from under work that was sent back during the merge', async () => {
    const merging = gate()
    const sent = gate()
    const bench = await open({
      git: (plain) => ({
        ...plain,
        async merge(options) {
          merging.resolve()
          await Promise.race([sent.promise, pause(300)])
          return plain.merge(options)
        },
      }),
    })
    const run = await finished(bench, 'Sent back')
    const merged = bench.runs.merge(run.id, { strategy: 'merge', moveCheckout: true })
    await merging.promise
    const back = await bench.runs.sendBack(run.id, 'Again.').catch(code)
    sent.resolve()
    await merged
    expect(back).toBe('ILLEGAL_TRANSITION')
    expect((await bench.tasks.get(run.taskId)).status).toBe('done')
  })

  it('waits for a run to let go of its folder before it is sent back or put away', async () => {
    const bench = await open()
    const leaving = gate()
    bench.agent.onClose = () => leaving.promise
    const run = await finished(bench, 'Slow to leave')
    const back = bench.runs.sendBack(run.id, 'Again.')
    const early = await Promise.race([back.then(() => 'sent back'), pause(100)])
    leaving.resolve()
    expect(early).toBeUndefined()
    await bench.until((await back).id, 'succeeded')
  })

  it('does not send back what was discarded', async () => {
    const bench = await open({
      git: (plain) => ({
        ...plain,
        async removeWorktree() {
          throw new AppError('GIT_ERROR', 'not now')
        },
      }),
    })
    const run = await finished(bench, 'Discarded')
    // The removal is made up for later; what was asked for is done.
    expect((await bench.runs.discard(run.id)).discardedAt).not.toBeNull()
    expect(await bench.runs.sendBack(run.id, 'Again.').catch(code)).toBe('ILLEGAL_TRANSITION')
  })
})

describe('what went away by hand', () => {
  it('the worktree of finished work: it can still be merged', async () => {
    const bench = await open()
    const run = await finished(bench, 'Gone')
    await rm(run.worktreePath ?? '', { recursive: true })
    const { commit } = await bench.runs.merge(run.id, { strategy: 'merge', moveCheckout: true })
    expect(commit).toBe(await git(bench.repo, 'rev-parse', 'main'))
    expect(await bench.runs.get(run.id)).toMatchObject({ mergedCommit: commit, worktreePath: null })
  })

  it('the worktree of a run at work: the run fails and says so', async () => {
    const bench = await open()
    await bench.projects.update({ id: bench.projectId, checkCommand: 'true' })
    bench.agent.onTurn = async ({ open: { directory } }) => {
      await rm(directory, { recursive: true })
      return { kind: 'completed', text: 'Done.' }
    }
    const { id } = await bench.start('Gone')
    const run = await bench.until(id, 'failed')
    expect(run.failure).toMatchObject({ code: 'git_error' })
    expect(run.failure?.message).toMatch(/worktree.* is gone/)
  })

  it('the worktree of work that is sent back: the run fails and says so', async () => {
    const bench = await open()
    const run = await finished(bench, 'Gone')
    await rm(run.worktreePath ?? '', { recursive: true })
    const back = await bench.runs.sendBack(run.id, 'Again.')
    const failed = await bench.until(back.id, 'failed')
    expect(failed.failure?.message).toMatch(/worktree.* is gone/)
  })

  it('the repository: its project can still be removed, and the work stays on the disk', async () => {
    const bench = await open()
    const run = await finished(bench, 'Gone')
    await rename(bench.repo, `${bench.repo}-moved`)
    try {
      await bench.runs.releaseProject(bench.projectId)
      await bench.projects.remove(bench.projectId)
      expect(await readFile(join(run.worktreePath ?? '', 'work.txt'), 'utf8')).not.toBe('')
    } finally {
      await rename(`${bench.repo}-moved`, bench.repo)
    }
  })

  it('the session: the agent is told the task again', async () => {
    const bench = await open()
    const run = await finished(bench, 'Remember the milk')
    bench.agent.known.clear()
    const back = await bench.runs.sendBack(run.id, 'And the honey.')
    await bench.until(back.id, 'succeeded')
    const said = bench.agent.told.at(-1)
    expect(said?.sessionId).not.toBe(run.sessionId)
    expect(said?.text).toContain('# Remember the milk')
    expect(said?.text).toContain('And the honey.')
  })
})

describe('the trash', () => {
  it('of a removed project is brought back, and dropped when its time has come', async () => {
    let now = new Date()
    const bench = await open({ clock: () => now })
    const one = await finished(bench, 'One')
    const two = await finished(bench, 'Two')
    await bench.runs.releaseProject(bench.projectId)
    await bench.projects.remove(bench.projectId)
    expect((await bench.runs.listTrash()).items).toHaveLength(2)
    const { branch } = await bench.runs.restoreTrash(one.id)
    expect(await git(bench.repo, 'show', `${branch}:work.txt`)).not.toBe('')
    await bench.close()
    now = new Date(now.getTime() + 40 * 86_400_000)
    benches.splice(0)
    const later = await open({ on: bench, clock: () => now })
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
    let now = new Date()
    const bench = await open({ clock: () => now })
    const first = await finished(bench, 'Old and young')
    now = new Date(now.getTime() + 29 * 86_400_000)
    const second = await bench.until((await bench.runs.sendBack(first.id, 'Again.')).id, 'succeeded')
    await bench.tasks.update({ id: first.taskId, status: 'todo' })
    await bench.close()
    now = new Date(now.getTime() + 5 * 86_400_000)
    benches.splice(0)
    const later = await open({ on: bench, clock: () => now })
    await later.close()
    expect(existsSync(second.worktreePath ?? '')).toBe(true)
    now = new Date(now.getTime() + 40 * 86_400_000)
    benches.splice(0)
    const last = await open({ on: bench, clock: () => now })
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
    await bench.close()
    benches.splice(0)
    const later = await open({ on: bench })
    await later.close()
    expect(existsSync(run.worktreePath ?? '')).toBe(false)
    expect(await git(bench.repo, 'show', `${branch}:work.txt`)).not.toBe('')
  })
})

describe('the driver', () => {
  it('is not started any more once the host closes', async () => {
    let begun = 0
    const claiming = gate()
    const asked = gate()
    const bench = await open({
      onStep: (_run, _step, moment) => {
        if (moment === 'begin') begun += 1
      },
    })
    const get = bench.projects.get.bind(bench.projects)
    // Once a run is queued it is the scheduler that asks.
    bench.projects.get = async (id) => {
      const queued = await bench.store.db.selectFrom('runs').select('id').execute()
      if (queued.length > 0) {
        asked.resolve()
        await claiming.promise
      }
      return get(id)
    }
    const task = await bench.tasks.create({ projectId: bench.projectId, title: 'Too late' })
    const executing = bench.runs.execute(task.id)
    await asked.promise
    const closing = bench.runs.close()
    claiming.resolve()
    await closing
    await executing
    await pause(50)
    expect(begun).toBe(0)
  })

  it('calls a full disk of git by its name', async () => {
    const bench = await open({
      git: (plain) => ({
        ...plain,
        async commitAll() {
          throw new AppError('GIT_ERROR', 'git commit failed.', { diskFull: true })
        },
      }),
    })
    const run = await bench.until((await bench.start('Full')).id, 'failed')
    expect(run.failure?.code).toBe('disk_full')
  })

  it('gives up on a server that dies again and again', async () => {
    const bench = await open()
    bench.agent.onTurn = async () => {
      await pause(1)
      return { kind: 'interrupted' }
    }
    const run = await bench.until((await bench.start('Crash loop')).id, 'failed')
    expect(run.failure?.code).toBe('agent_error')
    expect(bench.agent.told.length).toBeLessThan(10)
  })

  it('stores what the agent says at the very end before the log’s followers are let go', async () => {
    const bench = await open()
    bench.agent.onClose = async ({ report }) => {
      await pause(50)
      report([{ kind: 'notice', level: 'info', text: 'last words' }])
    }
    const { id } = await bench.start('Last words')
    const seen: string[] = []
    for await (const items of bench.runs.follow(id, 0, new AbortController().signal)) {
      for (const item of items) if (item.kind === 'notice') seen.push(item.text)
    }
    expect(seen).toContain('last words')
  })

  it('takes no word of the agent after it has left', async () => {
    const bench = await open()
    const run = await finished(bench, 'Too late')
    await bench.when(async () => ((await bench.log(run.id)).length > 0 ? true : undefined))
    const over = new AbortController()
    for await (const _items of bench.runs.follow(run.id, 0, over.signal)) void _items
    const before = await bench.log(run.id)
    bench.agent.opened[0]?.report([{ kind: 'notice', level: 'info', text: 'too late' }])
    // A whole other run takes longer than a log waits before it writes.
    await finished(bench, 'Another')
    expect(await bench.log(run.id)).toEqual(before)
  })

  it('logs the beginning and the end of a command that writes without end', async () => {
    const bench = await open()
    await bench.projects.update({
      id: bench.projectId,
      setupCommand: 'echo first; yes | head -c 20000000; echo last; exit 1',
    })
    const run = await bench.until((await bench.start('Noisy')).id, 'failed')
    const output = (await bench.log(run.id)).flatMap((item) =>
      item.kind === 'command_output' ? [item.text] : [],
    )
    expect(output.join('').length).toBeLessThan(2_500_000)
    expect(output.at(0)).toMatch(/^first/)
    expect(output.at(-1)).toMatch(/last\n$/)
  })

  it('ends a command that does not end by itself, and says so', async () => {
    const bench = await open()
    const settings = bench.settings.stored()
    bench.settings.stored = () => ({ ...settings, totalLimitMinutes: 0.01 })
    await bench.projects.update({ id: bench.projectId, setupCommand: 'echo watching; sleep 600' })
    const run = await bench.until((await bench.start('Watch mode')).id, 'failed')
    expect(run.failure?.code).toBe('timed_out')
    expect(run.failure?.message).toContain('sleep 600')
    const log = await bench.log(run.id)
    expect(log.find((item) => item.kind === 'command_end')).toMatchObject({ exitCode: null })
  })

  it('cancels at every step without leaving a row behind', async () => {
    for (const at of ['base', 'worktree', 'setup', 'session', 'turn', 'check', 'commit'] as const) {
      for (const moment of ['begin', 'worked'] as const) {
        const reached = gate()
        const bench = await open({
          onStep: (_run, step, when) => {
            if (step === at && when === moment) reached.resolve()
          },
        })
        const { id } = await bench.start(`Cancel at ${at}:${moment}`)
        await reached.promise
        const run = await bench.runs.cancel(id)
        expect(['cancelled', 'succeeded']).toContain(run.status)
        expect(run.endedAt).not.toBeNull()
        await bench.close()
        await clear(bench)
        benches.splice(0)
      }
    }
  })
})

describe('a kill', () => {
  it('between the merge and its row: the next start writes it down', async () => {
    const bench = await open()
    const run = await finished(bench, 'Merged')
    const other = await finished(bench, 'Not merged')
    await git(bench.repo, 'merge', '--quiet', '--no-ff', '-m', 'As the engine did', run.headCommit ?? '')
    await bench.close()
    benches.splice(0)
    const later = await open({ on: bench })
    const merged = await later.when(async () => {
      const now = await later.runs.get(run.id)
      return now.mergedCommit !== null && now.worktreePath === null ? now : undefined
    })
    expect(merged.mergedCommit).toBe(await git(bench.repo, 'rev-parse', 'main'))
    expect((await later.tasks.get(run.taskId)).status).toBe('done')
    expect((await later.runs.get(other.id)).mergedCommit).toBeNull()
  })
})

describe('the queue', () => {
  it('goes on when the project of a queued run is gone', async () => {
    const bench = await open()
    const localPath = await makeRepository()
    const other = await bench.projects.create({ localPath, name: 'Other', model: 'fake/model' })
    const gone = await bench.tasks.create({ projectId: other.id, title: 'Gone' })
    await bench.settings.update({ parallelLimit: 1 })
    const held = gate()
    bench.agent.onTurn = async ({ open: { directory } }) => {
      await held.promise
      await writeFile(join(directory, 'x.txt'), 'x\n')
      return { kind: 'completed', text: 'Done.' }
    }
    const first = await bench.start('First')
    await bench.until(first.id, 'running')
    const second = await bench.start('Second')
    const orphan = await bench.runs.execute(gone.id)
    // As when the project goes away between the check and the queue.
    await bench.store.db
      .updateTable('projects')
      .set({ deleted_at: bench.store.now() })
      .where('id', '=', other.id)
      .execute()
    const last = await bench.start('Last')
    held.resolve()
    await bench.until(second.id, 'succeeded')
    await bench.until(orphan.id, 'failed')
    await bench.until(last.id, 'succeeded')
    await rm(localPath, { recursive: true })
  })

  it('tells only those whose place changes', async () => {
    const bench = await open()
    await bench.settings.update({ parallelLimit: 1 })
    bench.agent.onTurn = async ({ aborted }) => {
      await aborted
      return { kind: 'aborted' }
    }
    const first = await bench.start('Running')
    await bench.until(first.id, 'running')
    const queued = []
    for (let index = 1; index <= 5; index += 1) queued.push(await bench.start(`Queued ${index}`))
    const before = await bench.store.seq()
    await bench.runs.cancel(queued[3]?.id ?? '')
    const replay = await bench.store.replay(before)
    const told =
      replay.kind === 'events'
        ? replay.events.flatMap(({ data }) =>
            'queuePosition' in data ? [[data.id, data.queuePosition]] : [],
          )
        : []
    expect(told).toEqual([
      [queued[3]?.id, null],
      [queued[4]?.id, 4],
    ])
  })
})
