import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { git, makeRepository } from '../../support/repository.ts'
import { closeBenches, finished, open, restart } from './benches.ts'

// The engine, with an agent that does as told.

closeBenches()

/** Something to wait for and to let go. */
const gate = () => Promise.withResolvers<void>()

describe('a task', () => {
  it('that gets into a batch while Execute is being prepared is not begun beside it', async () => {
    // As the batch's own row is written: nobody sees it before, and the transaction of the run does.
    const bench = await open({ batchOf: async (_task, db) => (db === undefined ? null : 'a-batch') })
    const starting = bench.start('Taken')
    await expect(starting).rejects.toMatchObject({ code: 'IN_BATCH', details: { batchId: 'a-batch' } })
    expect(await bench.store.db.selectFrom('runs').select('id').execute()).toEqual([])
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

  it('says which files to copy are not there, and goes on without them', async () => {
    const bench = await open()
    await writeFile(join(bench.repo, '.env'), 'SECRET=1\n')
    await bench.projects.update({ id: bench.projectId, copyFiles: ['.env', '.env.local'] })
    const run = await finished(bench, 'Without')
    const notices = (await bench.log(run.id)).flatMap((item) =>
      item.kind === 'notice' ? [`${item.level}: ${item.text}`] : [],
    )
    expect(notices).toEqual([
      'info: Copied .env',
      expect.stringMatching(/^warning: Not copied into the worktree.*: \.env\.local\. /),
    ])
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
    let watch = (_step: string, _moment: string) => {}
    const bench = await open({ onStep: (_run, step, moment) => watch(step, moment) })
    for (const at of ['base', 'worktree', 'setup', 'session', 'turn', 'check', 'commit'] as const) {
      for (const moment of ['begin', 'worked'] as const) {
        const reached = gate()
        watch = (step, when) => {
          if (step === at && when === moment) reached.resolve()
        }
        const { id } = await bench.start(`Cancel at ${at}:${moment}`)
        await reached.promise
        const run = await bench.runs.cancel(id)
        expect(['cancelled', 'succeeded']).toContain(run.status)
        expect(run.endedAt).not.toBeNull()
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
    const later = await restart(bench)
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
