import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Run } from '#shared/runs.ts'
import { leftovers, TestHost } from '../../support/host.ts'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'
import { bash, practiceProject, write } from '../../support/scripted.ts'
import { slowTest } from '../../support/slow.ts'

let dataFolder: string
let repo: string
let host: TestHost | undefined

beforeEach(async () => {
  dataFolder = await temporaryFolder('data')
  repo = await makeRepository()
})
afterEach(async () => {
  await host?.stop()
  host = undefined
  expect(await leftovers(dataFolder)).toEqual([])
  await rm(dataFolder, { recursive: true, force: true })
  await rm(repo, { recursive: true, force: true })
})

// Kills at every point of the journal, and at random, are the campaign's: `e2e/integration/faults/kills.test.ts`.

/** A run in whose tool the host is killed. */
interface Cut {
  taskId: string
  runId: string
  sessionId: string
  /** Is waited for by its tool. */
  go: string
}

/** Starts a run for each title on a fresh host, and kills it once all of them are in their tool. */
async function crash(titles: readonly string[], kill: (host: TestHost) => Promise<void>): Promise<Cut[]> {
  const first = await TestHost.start(dataFolder)
  const fixture = await practiceProject(first.client, repo, {
    setupCommand: 'echo set up >> setup.log',
    checkCommand: 'test -f done.txt',
  })
  const cuts: Cut[] = []
  for (const title of titles) {
    const go = join(dataFolder, `go-${cuts.length}`)
    const task = await fixture.task(
      title,
      { text: 'First I wait.' },
      bash(`echo started > started.txt; while [ ! -e ${go} ]; do sleep 0.1; done; echo slept > slept.txt`),
      write('done.txt', 'done\n'),
      { text: 'All is done.' },
    )
    const { id } = await first.client.tasks.execute({ id: task.id })
    cuts.push({ taskId: task.id, runId: id, sessionId: '', go })
  }
  for (const cut of cuts) {
    await first.logItem(
      cut.runId,
      (item) => item.kind === 'tool' && item.tool === 'bash' && item.state === 'running',
    )
    cut.sessionId = (await first.client.runs.get({ id: cut.runId })).sessionId ?? ''
  }
  await kill(first)
  await first.gone()
  return cuts
}

async function recovered({ taskId }: Cut): Promise<Run> {
  host ??= await TestHost.start(dataFolder)
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

/** The turn was gone on with, and what came before it was not said again. */
async function expectResumed(run: Run): Promise<void> {
  await expectAsUndisturbed(run)
  const { items } = (await host?.client.runs.logs({ id: run.id, limit: 5000 })) ?? { items: [] }
  expect(items.filter((item) => item.kind === 'prompt' && item.reason === 'resume')).toHaveLength(1)
  const prose = items.flatMap((item) => (item.kind === 'text' ? [item.delta] : [])).join('')
  expect(prose.match(/First I wait\./g)).toHaveLength(1)
  // Its tool was ended: nobody has let it go on.
  expect(existsSync(join(run.worktreePath ?? '', 'slept.txt'))).toBe(false)
}

describe('kill -9 in the middle of a turn', () => {
  slowTest(
    'of the host: its shells are ended, a session goes on, and a cancel that it did not live to carry out is carried out',
    async () => {
      const [cut, cancelled] = (await crash(['Survive', 'Be cancelled'], (first) => first.kill())) as [
        Cut,
        Cut,
      ]
      // The intent is all that a cancel leaves before it is carried out.
      const database = new Database(join(dataFolder, 'openlinear.db'))
      database
        .prepare('UPDATE runs SET cancel_requested_at = ? WHERE id = ?')
        .run(new Date().toISOString(), cancelled.runId)
      database.close()
      await expectResumed(await recovered(cut))
      const run = await recovered(cancelled)
      expect(run.status).toBe('cancelled')
      expect(run.endedAt).not.toBeNull()
      // It was cancelled before its session was opened again, which would have ended it.
      const { items } = (await host?.client.runs.logs({ id: run.id, limit: 5000 })) ?? { items: [] }
      const tools = items.flatMap((item) => (item.kind === 'tool' ? [`${item.tool} ${item.state}`] : []))
      expect(tools.at(-1)).toBe('bash interrupted')
      expect(await readFile(join(run.worktreePath ?? '', 'started.txt'), 'utf8')).toBe('started\n')
    },
  )

  it('of the process group: its shells are ended, a session goes on, and words that the agent’s program has not stored are said again', async () => {
    const [cut, untold] = (await crash(['Survive', 'Say again'], async (first) => {
      const { servers } = await first.client.agents.health()
      await first.killGroup()
      // It dies with the group, a moment later; what it remembers is not to be changed under it.
      const left = async () => {
        const pids = await leftovers(dataFolder)
        return servers.filter(({ pid }) => pids.includes(pid))
      }
      await expect.poll(left, { timeout: 30_000 }).toEqual([])
    })) as [Cut, Cut]
    // OpenCode stores a message first and what it says a moment later.
    const memory = new Database(join(dataFolder, 'opencode/practice/data/opencode/opencode.db'))
    memory.prepare('DELETE FROM part WHERE session_id = ?').run(untold.sessionId)
    memory
      .prepare(`DELETE FROM message WHERE session_id = ? AND data ->> 'role' = 'assistant'`)
      .run(untold.sessionId)
    memory.close()
    await writeFile(untold.go, '')
    await expectResumed(await recovered(cut))
    const run = await recovered(untold)
    await expectAsUndisturbed(run)
    expect(run.summary).toContain('All is done.')
  })
})
