import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WholeBrainstorm } from '#shared/brainstorms.ts'
import type { BrainstormStatus } from '#shared/brainstorm-state.ts'
import { TestHost } from '../support/host.ts'
import { git, makeRepository, temporaryFolder } from '../support/repository.ts'
import { bash, practiceProject, scripted, write } from '../support/scripted.ts'

// Goals that become plans: with a real host, OpenCode, git and the practice model.

let dataFolder: string
let repo: string
let host: TestHost
let projectId: string

beforeAll(async () => {
  ;[dataFolder, repo] = [await temporaryFolder('brainstorms'), await makeRepository()]
  host = await TestHost.start(dataFolder, {
    OPENLINEAR_KILL_AT: 'store:before',
    OPENLINEAR_KILL_ARMED: 'later',
  })
  await host.client.settings.update({ parallelLimit: 8, fetchBeforeRun: false })
  ;({ projectId } = await practiceProject(host.client, repo, {
    checkCommand: 'false',
    setupCommand: 'false',
  }))
})
afterAll(async () => {
  await host.stop()
  for (const folder of [dataFolder, repo]) await rm(folder, { recursive: true, force: true, maxRetries: 3 })
})

const begin = (title: string, ...steps: unknown[]) =>
  host.client.brainstorms.create({
    projectId,
    goal: steps.length === 0 ? title : `${title}\n${scripted(...steps)}`,
  })
const idOf = ({ brainstorm }: WholeBrainstorm) => brainstorm.id
const when = (id: string, ...statuses: BrainstormStatus[]) =>
  host.when(async () => {
    const now = await host.client.brainstorms.get({ id })
    return statuses.includes(now.status) ? now : undefined
  })
const lastRun = async (id: string) => {
  const { runIds } = await host.client.brainstorms.get({ id })
  return host.client.runs.get({ id: runIds.at(-1) ?? '' })
}
const asked = (taskId: string) =>
  host.when(async () => (await host.client.requests.list()).items.find((one) => one.taskId === taskId))
const answer = async (taskId: string, said: string) =>
  host.client.requests.answer({ id: (await asked(taskId)).id, answers: [[said]] })
const tasksNow = async () => (await host.client.tasks.list({ projectId })).items
const planText = (...titles: string[]) => ({
  text: `\`\`\`json\n${JSON.stringify({ tasks: titles.map((title) => ({ title })) })}\n\`\`\``,
  delayMs: 0,
})
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error as { code?: string }).code,
  )
/** Worktrees that stand in the data folder. */
const worktrees = () =>
  readdir(join(dataFolder, 'worktrees'), { recursive: true }).then(
    (names) => names.filter((name) => name.endsWith('.git')),
    () => [],
  )

test('a goal is asked about, planned, changed, accepted once, and taken back', async () => {
  const { client } = host
  const id = idOf(await begin('Greet in the language of the reader\nAt least two of them.'))
  const request = await asked(id)
  expect(request).toMatchObject({ kind: 'question', projectId })
  expect(await when(id, 'asking')).toMatchObject({ plan: null, goal: { isGoal: true, archived: true } })
  expect(await tasksNow()).toEqual([])
  expect(await codeOf(client.brainstorms.accept({ id }))).toBe('ILLEGAL_TRANSITION')
  await answer(id, 'The smallest useful step')

  const ready = await when(id, 'ready', 'failed')
  expect(ready).toMatchObject({
    status: 'ready',
    replaced: null,
    brainstorm: { isEdited: false, revision: 0 },
  })
  expect(ready.plan?.tasks.map(({ dependsOn }) => dependsOn)).toEqual([[], ['1'], ['2']])
  expect(ready.plan?.tasks[1]?.description).toContain('The smallest useful step')
  const run = await lastRun(id)
  expect(run).toMatchObject({ agent: 'plan', branch: null, headCommit: null, changes: { files: 0 } })
  expect(run.usage.outputTokens).toBeGreaterThan(0)
  await host.when(async () => ((await lastRun(id)).worktreePath === null ? true : undefined))
  expect(await worktrees()).toEqual([])
  expect((await git(repo, 'branch', '--list')).trim()).toBe('* main')

  // Only its plan is carried out.
  expect(await codeOf(client.tasks.execute({ id }))).toBe('TASK_ARCHIVED')
  expect(await codeOf(client.runs.sendBack({ id: run.id, comments: 'x' }))).not.toBe('none')
  expect(await codeOf(client.tasks.update({ id, archived: false }))).toBe('ILLEGAL_TRANSITION')

  const plan = ready.plan
  if (plan === null) throw new Error('no plan')
  const renamed = {
    ...plan,
    tasks: plan.tasks.map((one) => (one.key === '1' ? { ...one, title: 'Look' } : one)),
  }
  const edited = await client.brainstorms.edit({ id, plan: renamed, revision: 0 })
  expect(edited.plan?.tasks[0]?.title).toBe('Look')
  expect(await codeOf(client.brainstorms.edit({ id, plan, revision: 0 }))).toBe('CONFLICT')

  await client.brainstorms.change({ id, comments: 'Translate the menu as well' })
  expect(await codeOf(client.brainstorms.edit({ id, plan }))).toBe('ILLEGAL_TRANSITION')
  const changed = await when(id, 'ready', 'failed')
  expect(changed.plan?.tasks.at(-1)?.title).toBe('As you asked: Translate the menu as well')
  expect(changed).toMatchObject({
    status: 'ready',
    replaced: { tasks: [{ title: 'Look' }, {}, {}] },
    brainstorm: { isEdited: false },
  })
  const { prompt } = await lastRun(id)
  expect(prompt).toContain('"title": "Look"')
  expect(prompt).toContain('The smallest useful step')

  // Without the second task: what waited for it waits for the first one.
  const taken = { ...(changed.plan ?? plan) }
  taken.tasks = taken.tasks.map((one) => ({ ...one, included: one.key !== '2' }))
  const both = await Promise.all(
    [1, 2].map(() => client.brainstorms.accept({ id, plan: taken, asSubTasks: true })),
  )
  const made = both[0]?.brainstorm.createdTaskIds ?? []
  expect(both[1]?.brainstorm.createdTaskIds).toEqual(made)
  const board = new Map((await tasksNow()).map((task) => [task.id, task]))
  expect([...board.keys()].sort()).toEqual([...made].sort())
  const [parent, first, readme, ...others] = made.map((one) => board.get(one))
  expect(parent).toMatchObject({ title: 'Greet in the language of the reader', status: 'backlog' })
  expect(first).toMatchObject({
    status: 'todo',
    parentId: parent?.id,
    priority: 'high',
    estimate: 1,
    dependsOn: [],
  })
  expect(first?.description).toContain('- [ ] Every place that has to change is named')
  expect(readme?.dependsOn).toEqual([first?.id])
  expect(others).toHaveLength(1)
  expect(await client.tasks.get({ id })).toMatchObject({ status: 'done', archived: true })

  await client.tasks.addComment({ id: made[1] ?? '', body: 'Mine.' })
  expect(await codeOf(client.brainstorms.takeBack({ id }))).toBe('CONFLICT')
  const { items } = await client.tasks.comments({ id: made[1] ?? '' })
  await client.comments.remove({ id: items[0]?.id ?? '' })
  expect(await client.brainstorms.takeBack({ id })).toMatchObject({
    status: 'ready',
    brainstorm: { acceptedAt: null },
  })
  expect(await tasksNow()).toEqual([])

  expect(await client.brainstorms.dismiss({ id })).toMatchObject({ status: 'dismissed' })
  expect(await client.brainstorms.dismiss({ id, dismissed: false })).toMatchObject({ status: 'ready' })
  expect((await client.brainstorms.list()).items[0]).toMatchObject({ status: 'ready', goal: { id } })
})

test('its agent can change nothing, and what is no plan is asked for again, twice', async () => {
  const edit = { tool: 'edit', input: { filePath: 'README.md', oldString: 'a', newString: 'b' } }
  const sneak = {
    task: {
      description: 'Write',
      prompt: 'Write.',
      agent: 'explore',
      script: [write('sub.txt', 'x'), bash('touch sub'), { text: 'Tried.' }],
    },
  }
  const goals = await Promise.all([
    begin('Write', write('a.txt', 'x'), edit, bash('touch b.txt'), sneak, planText('One')),
    begin(
      'Mend',
      { text: 'First the tests.' },
      { onFix: [{ text: '```json\n{"tasks": []}\n```' }] },
      { onFix: [planText('Mended')] },
    ),
    begin('Never', { text: 'No.' }, { onFix: [{ text: 'No!' }] }, { onFix: [{ text: 'No?' }] }),
    begin('Stop', { text: 'Slowly.', chunks: 200, delayMs: 100 }),
  ])
  const [writes, mends, never, stops] = goals.map(idOf) as [string, string, string, string]

  await when(stops, 'reading', 'planning')
  await host.client.tasks.cancel({ id: stops })
  expect(await when(stops, 'cancelled')).toMatchObject({ plan: null })
  expect(await host.client.brainstorms.dismiss({ id: stops })).toMatchObject({ status: 'dismissed' })

  expect((await when(writes, 'ready', 'failed')).plan?.tasks).toMatchObject([{ title: 'One' }])
  const run = await lastRun(writes)
  const { items } = await host.client.runs.logs({ id: run.id })
  const ends = new Map(items.flatMap((item) => (item.kind === 'tool' ? [[item.partId, item] as const] : [])))
  const tried = [...ends.values()].filter(({ tool }) => tool !== 'task')
  // What is denied is not even among its tools.
  expect(tried.length).toBeGreaterThanOrEqual(5)
  expect(
    tried.every(({ state, tool, output }) => state === 'error' || (tool === 'invalid' && output !== '')),
  ).toBe(true)
  expect(run.changes).toEqual({ files: 0, additions: 0, deletions: 0 })
  expect(await git(repo, 'status', '--porcelain')).toBe('')

  expect((await when(mends, 'ready', 'failed')).plan?.tasks).toMatchObject([{ title: 'Mended' }])
  expect(await lastRun(mends)).toMatchObject({ fixAttempts: 2 })

  expect(await when(never, 'ready', 'failed')).toMatchObject({ status: 'failed', plan: null })
  const failed = await lastRun(never)
  expect(failed).toMatchObject({ fixAttempts: 2, failure: { code: 'no_plan' } })
  expect(failed.failure?.message).toContain('no block of JSON')
  expect(await codeOf(host.client.brainstorms.accept({ id: never }))).toBe('ILLEGAL_TRANSITION')
  expect((await host.client.brainstorms.retry({ id: never })).runIds).toHaveLength(2)
  expect(await when(never, 'ready', 'failed')).toMatchObject({ status: 'failed' })
  // With another model and variant, which the next try keeps.
  const worker = { model: 'nobody/none', variant: 'high' }
  for (const change of [worker, {}]) {
    await host.client.brainstorms.retry({ id: never, ...change })
    expect(await lastRun(never)).toMatchObject(worker)
    await host.client.tasks.cancel({ id: never })
    await when(never, 'cancelled')
  }
  expect(await codeOf(host.client.brainstorms.create({ projectId, goal: 'x', variant: '' }))).not.toBe('none')
})

test('kill -9 while one works, one waits and one is accepted; then once more when that is written', async () => {
  const slow = { text: 'Reading on. '.repeat(30), chunks: 100, delayMs: 100 }
  const goals = await Promise.all([
    begin('Works', slow, { onFix: [planText('Went on')] }),
    begin('Waits', { question: { text: 'Which?', options: ['A', 'B'] } }, { onFix: [planText('Answered')] }),
    begin('Accepts', planText('Alpha', 'Beta')),
  ])
  const [works, waits, accepts] = goals.map(idOf) as [string, string, string]
  await asked(waits)
  await when(accepts, 'ready')
  await host.logItem((await lastRun(works)).id, (item) => item.kind === 'text')
  const made = async () =>
    (await tasksNow()).filter(({ title }) => title === 'Alpha' || title === 'Beta').length

  // Its switch is set from the next call on: the first transaction after that is never committed.
  host.process.kill('SIGUSR2')
  await host.client.brainstorms.accept({ id: accepts }).catch(() => {})
  expect(await host.wasKilledAt('store:before')).toBe(true)
  host = await TestHost.start(dataFolder, { OPENLINEAR_KILL_AT: 'brainstorm:accepted' })
  // All of them, should its transaction have been the one before.
  expect([0, 2]).toContain(await made())
  await answer(waits, 'B')
  expect((await when(works, 'ready', 'failed')).plan?.tasks).toMatchObject([{ title: 'Went on' }])
  expect((await when(waits, 'ready', 'failed')).plan?.tasks).toMatchObject([{ title: 'Answered' }])

  await host.client.brainstorms.accept({ id: accepts }).catch(() => {})
  expect(await host.wasKilledAt('brainstorm:accepted')).toBe(true)
  host = await TestHost.start(dataFolder)
  // The user clicks again.
  expect(await host.client.brainstorms.accept({ id: accepts })).toMatchObject({ status: 'accepted' })
  expect(await made()).toBe(2)
  await host.when(async () => ((await worktrees()).length === 0 ? true : undefined))
})
