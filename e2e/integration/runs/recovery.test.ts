import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { endLeftovers } from '#electron/process/leftovers.ts'
import type { Run } from '#shared/runs.ts'
import { leftovers, TestHost } from '../../support/host.ts'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'
import { bash, practiceProject, write } from '../../support/scripted.ts'

let dataFolder: string
let repo: string
let host: TestHost | undefined

beforeEach(async () => {
  dataFolder = await temporaryFolder('data')
  repo = await makeRepository()
})
afterEach(async () => {
  await host?.stop()
  expect(await leftovers(dataFolder)).toEqual([])
  await rm(dataFolder, { recursive: true, force: true })
  await rm(repo, { recursive: true, force: true })
})

// Kills at every point of the journal, and at random, are the campaign's: `e2e/integration/faults/kills.test.ts`.

/** Starts a task's run on a fresh host that dies when `killNow` says so. */
async function crash(
  steps: unknown[],
  killNow: (host: TestHost, runId: string) => Promise<void>,
): Promise<string> {
  const first = await TestHost.start(dataFolder)
  const fixture = await practiceProject(first.client, repo, {
    setupCommand: 'echo set up >> setup.log',
    checkCommand: 'test -f done.txt',
  })
  const task = await fixture.task('Survive', ...steps)
  await killNow(first, (await first.client.tasks.execute({ id: task.id })).id)
  await first.gone()
  return task.id
}

async function recover(taskId: string): Promise<Run> {
  host = await TestHost.start(dataFolder)
  const { items } = await host.client.tasks.runs({ id: taskId })
  expect(items).toHaveLength(1)
  return host.runWith(items[0]?.id ?? '', 'succeeded', 'failed', 'cancelled', 'waiting')
}

async function expectAsUndisturbed(run: Run): Promise<void> {
  expect(run).toMatchObject({ status: 'succeeded', failure: null, checkPassed: true })
  expect(await git(repo, 'rev-list', '--count', `${run.baseCommit}..${run.branch}`)).toBe('1')
  expect(run.headCommit).toBe(await git(repo, 'rev-parse', run.branch ?? ''))
  const { items } = (await host?.client.runs.logs({ id: run.id, limit: 5000 })) ?? { items: [] }
  expect(items.map((item) => item.seq)).toEqual(items.map((_, index) => index + 1))
  expect(items.filter((item) => item.kind === 'prompt' && item.reason === 'task')).toHaveLength(1)
  const task = await host?.client.tasks.get({ id: run.taskId })
  expect(task?.status).toBe('in_review')
  expect(await git(repo, 'status', '--porcelain')).toBe('')
}

describe('kill -9 in the middle of a turn', () => {
  const steps = [
    { text: 'First I wait.' },
    bash('echo started > started.txt; sleep 20; echo slept > slept.txt'),
    write('done.txt', 'done\n'),
    { text: 'All is done.' },
  ]
  const inTool = async (first: TestHost, runId: string) => {
    await first.logItem(
      runId,
      (item) => item.kind === 'tool' && item.tool === 'bash' && item.state === 'running',
    )
  }

  it.each(['host', 'process group'])(
    'of the %s: its shells are ended and the session goes on',
    async (what) => {
      const taskId = await crash(steps, async (first, runId) => {
        await inTool(first, runId)
        await (what === 'host' ? first.kill() : first.killGroup())
      })
      const run = await recover(taskId)
      await expectAsUndisturbed(run)
      const { items } = (await host?.client.runs.logs({ id: run.id, limit: 5000 })) ?? { items: [] }
      expect(items.filter((item) => item.kind === 'prompt' && item.reason === 'resume')).toHaveLength(1)
      const prose = items.flatMap((item) => (item.kind === 'text' ? [item.delta] : [])).join('')
      expect(prose.match(/First I wait\./g)).toHaveLength(1)
    },
  )

  it('and a cancel that the host did not live to carry out is carried out', async () => {
    let runId = ''
    await crash(steps, async (first, id) => {
      runId = id
      await inTool(first, id)
      await first.kill()
    })
    // The intent is all that a cancel leaves before it is carried out.
    const database = new Database(join(dataFolder, 'openlinear.db'))
    database
      .prepare('UPDATE runs SET cancel_requested_at = ? WHERE id = ?')
      .run(new Date().toISOString(), runId)
    database.close()
    host = await TestHost.start(dataFolder)
    const run = await host.runWith(runId, 'cancelled')
    expect(run.endedAt).not.toBeNull()
    expect(await readFile(join(run.worktreePath ?? '', 'started.txt'), 'utf8')).toBe('started\n')
  })

  it('before the agent’s program has stored the words of a prompt: they are said again', async () => {
    const taskId = await crash(steps, async (first, id) => {
      await inTool(first, id)
      await first.killGroup()
    })
    await endLeftovers((await readFile(join(dataFolder, 'host-id'), 'utf8')).trim())
    // OpenCode stores a message first and what it says a moment later.
    const memory = new Database(join(dataFolder, 'opencode/practice/data/opencode/opencode.db'))
    memory.exec(`DELETE FROM part; DELETE FROM message WHERE data ->> 'role' = 'assistant'`)
    memory.close()
    const run = await recover(taskId)
    await expectAsUndisturbed(run)
    expect(run.summary).toContain('All is done.')
  })
})
