import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogItem } from '#shared/run-log.ts'
import { leftovers, TestHost } from '../../support/host.ts'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'
import { bash, type Fixture, practiceProject, write } from '../../support/scripted.ts'

let dataFolder: string
let repo: string
let host: TestHost
let fixture: Fixture

beforeAll(async () => {
  dataFolder = await temporaryFolder('data')
  repo = await makeRepository({
    'README.md': '# Fixture\n',
    'sum.js': 'export const sum = (a, b) => a - b\n',
  })
  host = await TestHost.start(dataFolder)
  fixture = await practiceProject(host.client, repo)
})
afterAll(async () => {
  await host.stop()
  expect(await leftovers(dataFolder)).toEqual([])
  await rm(dataFolder, { recursive: true, force: true })
  await rm(repo, { recursive: true, force: true })
})

const wholeLog = async (runId: string): Promise<LogItem[]> =>
  (await host.client.runs.logs({ id: runId, limit: 5000 })).items
const code = (error: unknown) => (error as { code?: string }).code

describe('a task becomes a checked, reviewable branch', () => {
  it('runs, is diffed, and is merged without touching the user’s checkout until asked to', async () => {
    await writeFile(join(repo, 'notes.txt'), 'mine, not committed\n')
    const before = await git(repo, 'status', '--porcelain')
    const task = await fixture.task(
      'Greet the world',
      {
        todo: [
          ['Write it', 'in_progress'],
          ['Say so', 'pending'],
        ],
      },
      write('hello.txt', 'hello\n'),
      {
        todo: [
          ['Write it', 'completed'],
          ['Say so', 'completed'],
        ],
      },
      { text: 'There is a greeting now.' },
    )
    const queued = await host.client.tasks.execute({ id: task.id })
    expect(queued.attempt).toBe(1)
    const run = await host.runWith(queued.id, 'succeeded', 'failed')
    expect(run).toMatchObject({
      status: 'succeeded',
      stage: null,
      failure: null,
      branch: `openlinear/${task.identifier.toLowerCase()}`,
      baseBranch: 'main',
      baseCommit: await git(repo, 'rev-parse', 'main'),
      plan: { done: 2, total: 2 },
      changes: { files: 1, additions: 1, deletions: 0 },
    })
    expect(run.summary).toContain('There is a greeting now.')
    expect(run.usage.inputTokens).toBeGreaterThan(0)

    const log = await wholeLog(run.id)
    expect(log.map((item) => item.seq)).toEqual(log.map((_, index) => index + 1))
    expect(log.filter((item) => item.kind === 'prompt')).toMatchObject([{ reason: 'task', text: run.prompt }])
    expect(
      log.find((item) => item.kind === 'tool' && item.tool === 'write' && item.state === 'completed'),
    ).toBeDefined()

    const message = await git(repo, 'log', '-1', '--format=%an <%ae>%n%B', run.branch ?? '')
    expect(message).toContain('Ada Lovelace <ada@example.com>')
    expect(message).toMatch(/Co-authored-by: OpenCode/)
    expect(await git(repo, 'rev-list', '--count', `main..${run.branch}`)).toBe('1')

    const diff = await host.client.runs.diff({ id: run.id })
    expect(diff.files).toMatchObject([{ path: 'hello.txt', status: 'added', additions: 1 }])
    expect((await host.client.tasks.get({ id: task.id })).status).toBe('in_review')

    const refused = await host.client.runs.merge({ id: run.id }).catch(code)
    expect(refused).toBe('BASE_CHECKED_OUT')
    expect(await git(repo, 'status', '--porcelain')).toBe(before)

    const { commit } = await host.client.runs.merge({ id: run.id, moveCheckout: true })
    expect(await git(repo, 'rev-parse', 'main')).toBe(commit)
    expect(await readFile(join(repo, 'hello.txt'), 'utf8')).toBe('hello\n')
    expect(await readFile(join(repo, 'notes.txt'), 'utf8')).toBe('mine, not committed\n')
    expect((await host.client.tasks.get({ id: task.id })).status).toBe('done')
    expect(existsSync(run.worktreePath ?? '')).toBe(false)
    await rm(join(repo, 'notes.txt'))
  })

  it('makes one run of two clicks', async () => {
    const task = await fixture.task('Click twice', write('twice.txt', 'x\n'), { text: 'Done.' })
    const runs = await Promise.all([1, 2, 3].map(() => host.client.tasks.execute({ id: task.id })))
    expect(new Set(runs.map((run) => run.id)).size).toBe(1)
    await host.runWith(runs[0]?.id ?? '', 'succeeded')
    expect((await host.client.tasks.runs({ id: task.id })).items).toHaveLength(1)
  })

  it('counts what the agent committed itself', async () => {
    const task = await fixture.task(
      'Commit yourself',
      bash(
        'echo own > own.txt && git add own.txt && git -c user.name=Agent -c user.email=a@b.c commit -qm "Own commit"',
      ),
      { text: 'Committed.' },
    )
    const { id } = await host.client.tasks.execute({ id: task.id })
    const run = await host.runWith(id, 'succeeded', 'failed')
    expect(run.status).toBe('succeeded')
    expect(await git(repo, 'log', '-1', '--format=%s', run.headCommit ?? '')).toBe('Own commit')
    expect(run.changes).toEqual({ files: 1, additions: 1, deletions: 0 })
  })

  it('fails a run that changed nothing, and puts the task back', async () => {
    const task = await fixture.task('Change nothing', { text: 'There is nothing to do.' })
    const { id } = await host.client.tasks.execute({ id: task.id })
    const run = await host.runWith(id, 'succeeded', 'failed')
    expect(run.failure?.code).toBe('no_changes')
    expect((await host.client.tasks.get({ id: task.id })).status).toBe('todo')
  })

  it('says who is to blame when the provider refuses the key', async () => {
    const task = await fixture.task('Wrong key', { error: 401, message: 'Incorrect API key provided' })
    const { id } = await host.client.tasks.execute({ id: task.id })
    const run = await host.runWith(id, 'succeeded', 'failed')
    expect(run.failure?.code).toBe('provider_auth')
    expect(run.failure?.message).not.toContain('[object Object]')
  })
})

describe('the check', () => {
  it('goes back to the agent, who mends it', async () => {
    await host.client.projects.update({ id: fixture.projectId, checkCommand: 'grep -q right answer.txt' })
    const task = await fixture.task(
      'Get it right',
      write('answer.txt', 'wrong\n'),
      { text: 'I think so.' },
      { onFix: [write('answer.txt', 'right\n'), { text: 'Now it is.' }] },
    )
    const { id } = await host.client.tasks.execute({ id: task.id })
    const run = await host.runWith(id, 'succeeded', 'failed')
    expect(run).toMatchObject({ status: 'succeeded', checkPassed: true })
    const prompts = (await wholeLog(id)).flatMap((item) => (item.kind === 'prompt' ? [item.reason] : []))
    expect(prompts).toEqual(['task', 'fix'])
  })

  it('fails the run with its output when it never passes, and keeps the work', async () => {
    await host.client.projects.update({
      id: fixture.projectId,
      checkCommand: 'echo the cause is here; exit 3',
    })
    await host.client.settings.update({ maxFixAttempts: 1 })
    const task = await fixture.task('Never right', write('never.txt', 'x\n'), { text: 'Done.' })
    const { id } = await host.client.tasks.execute({ id: task.id })
    const run = await host.runWith(id, 'succeeded', 'failed')
    expect(run.failure?.code).toBe('check_failed')
    expect(run.failure?.message).toBe(
      'The check `echo the cause is here; exit 3` ended with exit code 3.\n\nthe cause is here',
    )
    expect(run.checkPassed).toBe(false)
    expect(await readFile(join(run.worktreePath ?? '', 'never.txt'), 'utf8')).toBe('x\n')
    expect((await host.client.runs.diff({ id })).files.map((file) => file.path)).toEqual(['never.txt'])
    await host.client.projects.update({ id: fixture.projectId, checkCommand: null })
  })

  it('and the setup: a failing setup command fails the run before the agent starts', async () => {
    await host.client.projects.update({
      id: fixture.projectId,
      setupCommand: 'echo no such tool >&2; exit 9',
    })
    const task = await fixture.task('Set up', write('x.txt', 'x\n'))
    const { id } = await host.client.tasks.execute({ id: task.id })
    const run = await host.runWith(id, 'succeeded', 'failed')
    expect(run.failure?.code).toBe('setup_failed')
    const log = await wholeLog(id)
    expect(log.some((item) => item.kind === 'command_output' && item.text.includes('no such tool'))).toBe(
      true,
    )
    expect(log.some((item) => item.kind === 'prompt')).toBe(false)
    await host.client.projects.update({ id: fixture.projectId, setupCommand: null })
  })
})

describe('a commit that git refuses', () => {
  it('waits with the work, and is made when the cause is mended', async () => {
    const hook = join(repo, '.git', 'hooks', 'pre-commit')
    // It sounds as if git itself could not write.
    const words = 'the hook says no: could not write its report: Permission denied'
    await writeFile(hook, `#!/bin/sh\necho ${words} >&2\nexit 1\n`, { mode: 0o755 })
    await host.client.settings.update({ runGitHooks: true })
    const task = await fixture.task('Hooked', write('hooked.txt', 'x\n'), { text: 'Done.' })
    const { id } = await host.client.tasks.execute({ id: task.identifier })
    const waiting = await host.runWith(id, 'waiting', 'failed', 'succeeded')
    expect(waiting.waiting?.kind).toBe('question')
    const { items } = await host.client.requests.list()
    expect(items).toMatchObject([
      { id: waiting.waiting?.requestId, runId: id, choices: [{ id: 'again' }, { id: 'stop' }] },
    ])
    expect(waiting.waiting?.title).toContain('the hook says no')
    await rm(hook)
    await host.client.runs.continue({ id, choice: 'again' })
    const run = await host.runWith(id, 'failed', 'succeeded')
    expect(run.status).toBe('succeeded')
    expect((await wholeLog(id)).filter((item) => item.kind === 'prompt')).toHaveLength(1)
    await host.client.settings.update({ runGitHooks: false })
  })

  it('is not claimed where nothing was left to commit', async () => {
    const task = await fixture.task('Once', write('once.txt', 'x\n'), { text: 'Done.' })
    const first = await host.runWith((await host.client.tasks.execute({ id: task.id })).id, 'succeeded')
    const back = await host.client.runs.sendBack({ id: first.id, comments: 'Is it good?' })
    await host.runWith(back.id, 'succeeded')
    const log = await wholeLog(back.id)
    const done = log.flatMap((item) =>
      item.kind === 'stage' && item.stage === 'committing' ? [item.text] : [],
    )
    expect(done).toEqual([expect.stringContaining('Nothing was left to commit')])
  })
})

describe('review', () => {
  it('sends back into the same session, branch and worktree, and retries in new ones', async () => {
    const task = await fixture.task(
      'Review me',
      write('draft.txt', 'draft\n'),
      { text: 'A draft.' },
      { onFix: [write('draft.txt', 'final\n'), { text: 'Final.' }] },
    )
    const first = await host.client.tasks.execute({ id: task.id })
    const one = await host.runWith(first.id, 'succeeded', 'failed')
    const back = await host.client.runs.sendBack({ id: one.id, comments: 'Make it final.' })
    const two = await host.runWith(back.id, 'succeeded', 'failed')
    expect(two).toMatchObject({
      status: 'succeeded',
      attempt: 2,
      sessionId: one.sessionId,
      branch: one.branch,
      worktreePath: one.worktreePath,
      baseCommit: one.baseCommit,
    })
    expect(await git(repo, 'show', `${two.branch}:draft.txt`)).toBe('final')
    const log = await wholeLog(two.id)
    expect(log.some((item) => item.kind === 'text' && item.delta.includes('A draft'))).toBe(false)
    expect(log.find((item) => item.kind === 'prompt')).toMatchObject({ reason: 'send_back' })

    expect(await host.client.runs.retry({ id: one.id }).catch(code)).toBe('ILLEGAL_TRANSITION')
    const again = await host.client.runs.retry({ id: two.id })
    const three = await host.runWith(again.id, 'succeeded', 'failed')
    expect(three.branch).toBe(`openlinear/${task.identifier.toLowerCase()}-r3`)
    expect(three.sessionId).not.toBe(one.sessionId)
    expect(three.worktreePath).not.toBe(one.worktreePath)
  })

  it('keeps discarded work in the trash and brings it back', async () => {
    const task = await fixture.task('Throw away', write('gone.txt', 'precious\n'), { text: 'Done.' })
    const { id } = await host.client.tasks.execute({ id: task.id })
    const run = await host.runWith(id, 'succeeded')
    await writeFile(join(run.worktreePath ?? '', 'edited.txt'), 'by hand, afterwards\n')
    await host.client.runs.discard({ id })
    expect(existsSync(run.worktreePath ?? '')).toBe(false)
    expect((await host.client.tasks.get({ id: task.id })).status).toBe('todo')
    const entry = (await host.client.trash.list()).items.find((one) => one.runId === id)
    const restored = await host.client.trash.restore({ id: entry?.id ?? '' })
    expect(await git(repo, 'show', `${restored.branch}:gone.txt`)).toBe('precious')
    expect(await git(repo, 'show', `${restored.branch}:edited.txt`)).toBe('by hand, afterwards')
    expect((await host.client.trash.list()).items.some((one) => one.runId === id)).toBe(false)
  })

  it('names the files of a conflict and leaves nothing half done', async () => {
    const [mine, theirs] = await Promise.all(
      ['mine', 'theirs'].map((word) =>
        fixture.task(`Write ${word}`, write('README.md', `# ${word}\n`), { text: 'Ok.' }),
      ),
    )
    const runs = await Promise.all(
      [mine, theirs].map((task) => host.client.tasks.execute({ id: task?.id ?? '' })),
    )
    for (const run of runs) await host.runWith(run.id, 'succeeded')
    await host.client.runs.merge({ id: runs[0]?.id ?? '', moveCheckout: true })
    const head = await git(repo, 'rev-parse', 'main')
    const error = await host.client.runs
      .merge({ id: runs[1]?.id ?? '', moveCheckout: true })
      .catch((one: unknown) => one)
    expect(error).toMatchObject({ code: 'MERGE_CONFLICT', data: { files: ['README.md'] } })
    expect(await git(repo, 'rev-parse', 'main')).toBe(head)
    expect(await git(repo, 'status', '--porcelain')).toBe('')
    expect((await host.client.runs.get({ id: runs[1]?.id ?? '' })).status).toBe('succeeded')
  })
})

describe('refusals', () => {
  it('names the open dependency', async () => {
    const first = await fixture.task('First', { text: 'x' })
    const second = await fixture.task('Second', { text: 'x' })
    await host.client.tasks.update({ id: second.id, dependsOn: [first.id] })
    const error = await host.client.tasks.execute({ id: second.id }).catch((one: unknown) => one)
    expect(error).toMatchObject({ code: 'BLOCKED', status: 409 })
    expect((error as Error).message).toContain(first.identifier)
  })

  it('asks for a model when none is set', async () => {
    await host.client.projects.update({ id: fixture.projectId, model: null })
    const task = await fixture.task('No model', { text: 'x' })
    expect(await host.client.tasks.execute({ id: task.id }).catch(code)).toBe('MODEL_NOT_CONFIGURED')
    await host.client.projects.update({ id: fixture.projectId, model: 'practice/scripted' })
  })

  it('does not let OpenCode obey files of a repository that nobody has trusted', async () => {
    const hostile = await makeRepository({ 'opencode.json': '{"plugin":["./evil.js"]}', 'README.md': 'x' })
    const other = await practiceProject(host.client, hostile)
    const task = await other.task('Be obeyed', write('x.txt', 'x\n'), { text: 'Done.' })
    const error = await host.client.tasks.execute({ id: task.id }).catch((one: unknown) => one)
    expect(error).toMatchObject({
      code: 'PROJECT_NOT_TRUSTED',
      status: 409,
      data: { files: ['opencode.json'] },
    })
    expect((await host.client.tasks.runs({ id: task.id })).items).toEqual([])
    await rm(hostile, { recursive: true })
  })
})
