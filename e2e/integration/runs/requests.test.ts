import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogItem } from '#shared/run-log.ts'
import { git } from '../../support/repository.ts'
import { bash, write } from '../../support/scripted.ts'
import { type Asking, askPush, openAsking, readOutside } from './asking.ts'

// Every kind of request and answer, with the real OpenCode.

let asking: Asking
beforeAll(async () => {
  asking = await openAsking()
})
afterAll(async () => {
  expect(await asking.close()).toEqual([])
})

const over = (id: string) => asking.host.runWith(id, 'succeeded', 'failed', 'cancelled')
const work = write('work.txt', 'work\n')
const answer = (input: Parameters<Asking['host']['client']['requests']['answer']>[0]) =>
  asking.host.client.requests.answer(input)
const outputs = (log: LogItem[], tool: string) =>
  log.flatMap((item) =>
    item.kind === 'tool' && item.tool === tool && (item.state === 'completed' || item.state === 'error')
      ? [`${item.output ?? ''}${item.error ?? ''}`]
      : [],
  )
const requestStates = (log: LogItem[]) => log.flatMap((item) => (item.kind === 'request' ? [item.state] : []))

describe('a permission', () => {
  it('is asked for with all a person needs to decide, and given once', async () => {
    const id = await asking.start('Once', readOutside, readOutside, work, { text: 'Read.' })
    const first = await asking.asked(id)
    expect(first).toMatchObject({ kind: 'permission', permission: 'external_directory', subAgent: false })
    expect(first.patterns?.join()).toContain('/etc')
    expect(`${first.title} ${first.detail ?? ''}`).toContain('/etc/hostname')
    const waiting = await asking.host.runWith(id, 'waiting')
    expect(waiting.waiting).toEqual({ requestId: first.id, kind: 'permission', title: first.title })
    await answer({ id: first.id, reply: 'once' })
    const second = await asking.host.when(async () => {
      const { items } = await asking.host.client.requests.list()
      return items.find((request) => request.runId === id && request.id !== first.id)
    })
    await answer({ id: second.id, reply: 'once' })
    expect((await over(id)).status).toBe('succeeded')
    const log = await asking.log(id)
    expect(outputs(log, 'bash')).toEqual([`${hostname()}\n`, `${hostname()}\n`])
    expect(requestStates(log)).toEqual(['asked', 'answered', 'asked', 'answered'])
  })

  it('is rejected: the agent is told so and goes on', async () => {
    const id = await asking.start('Reject', askPush, work, { text: 'Not pushed.' })
    const request = await asking.asked(id)
    expect(request).toMatchObject({ permission: 'bash' })
    expect(`${request.title} ${request.detail ?? ''}`).toContain('git push origin main')
    // Its clock stands meanwhile.
    const waiting = await asking.host.runWith(id, 'waiting')
    expect(Date.parse(waiting.heldSince ?? '')).toBeGreaterThanOrEqual(Date.parse(waiting.startedAt ?? ''))
    await answer({ id: request.id, reply: 'reject' })
    const run = await over(id)
    expect(run.heldSince).toBeNull()
    expect(run.heldMs).toBeGreaterThan(waiting.heldMs)
    expect(run).toMatchObject({ status: 'succeeded', summary: 'Not pushed.' })
    expect(existsSync(join(run.worktreePath ?? '', 'pushed.log'))).toBe(false)
  })

  it('is rejected with a message, which the agent hears', async () => {
    const id = await asking.start('Reject', askPush, work, { text: 'Not pushed.' })
    const request = await asking.asked(id)
    await answer({ id: request.id, reply: 'reject', message: 'Pushing is for Fridays.' })
    expect(await over(id)).toMatchObject({ status: 'succeeded', summary: 'Not pushed.' })
    expect(outputs(await asking.log(id), 'bash').join()).toContain('Pushing is for Fridays.')
  })

  it('given for good holds for the next run of the project, until it is revoked', async () => {
    const steps = [askPush, work, { text: 'Done.' }]
    const first = await asking.start('Always', ...steps)
    const request = await asking.asked(first)
    await answer({ id: request.id, reply: 'always' })
    expect((await over(first)).status).toBe('succeeded')
    const { items } = await asking.host.client.projects.grants({ id: asking.projectId })
    expect(items.map(({ pattern }) => pattern)).toEqual(request.always)
    const second = await asking.start('Not asked again', ...steps)
    expect((await over(second)).status).toBe('succeeded')
    expect(requestStates(await asking.log(second))).toEqual([])
    for (const { id } of items) await asking.host.client.grants.revoke({ id })
    const third = await asking.start('Asked again', ...steps)
    await answer({ id: (await asking.asked(third)).id, reply: 'reject' })
    expect((await over(third)).status).toBe('succeeded')
  })
})

describe('a question', () => {
  const question = { question: { text: 'Which database?', options: ['SQLite', 'Postgres'] } }

  it.each([
    ['an option', { answers: [['SQLite']] }, 'SQLite'],
    ['words of one’s own', { answers: [['Neither, use files']] }, 'Neither, use files'],
    ['a rejection with a message', { reply: 'reject' as const, message: 'You decide.' }, 'You decide.'],
  ])('is answered with %s', async (_name, given, heard) => {
    const id = await asking.start('Ask', question, work, { text: 'Chosen.' })
    const request = await asking.asked(id)
    expect(request).toMatchObject({
      kind: 'question',
      title: 'Which database?',
      questions: [{ question: 'Which database?', options: [{ label: 'SQLite' }, { label: 'Postgres' }] }],
    })
    await answer({ id: request.id, ...given })
    expect(await over(id)).toMatchObject({ status: 'succeeded', summary: 'Chosen.' })
    expect(outputs(await asking.log(id), 'question').join()).toContain(heard)
  })

  it('is not asked where the project does not allow it', async () => {
    const { client } = asking.host
    const { permissions } = await client.projects.get({ id: asking.projectId })
    await client.projects.update({ id: asking.projectId, permissions: { ...permissions, questions: 'deny' } })
    const id = await asking.start('No questions', question, work, { text: 'Decided.' })
    expect((await over(id)).status).toBe('succeeded')
    const log = await asking.log(id)
    expect(requestStates(log)).toEqual([])
    const prompt = log.find((item) => item.kind === 'prompt')
    expect(prompt?.text).toContain('Nobody can answer questions')
    await client.projects.update({ id: asking.projectId, permissions })
  })
})

describe('while an agent asks', () => {
  it('another run gets its slot, and the answer is held until there is one again', async () => {
    const { client } = asking.host
    const go = join(asking.dataFolder, 'go-slot')
    await client.settings.update({ parallelLimit: 1 })
    const id = await asking.start('Waits', askPush, work, { text: 'Done.' })
    const request = await asking.asked(id)
    await asking.host.runWith(id, 'waiting')
    const other = await asking.start(
      'Takes the slot',
      bash(`while [ ! -e ${go} ]; do sleep 0.1; done`),
      work,
      {
        text: 'Ok.',
      },
    )
    await asking.host.runWith(other, 'running')
    await answer({ id: request.id, reply: 'once' })
    const held = await client.runs.get({ id })
    expect(held).toMatchObject({ status: 'queued', queuePosition: 1 })
    expect(held.answeredAt).not.toBeNull()
    expect((await client.requests.list()).items).toMatchObject([
      { id: request.id, answer: { reply: 'once' } },
    ])
    await writeFile(go, '')
    expect((await over(other)).status).toBe('succeeded')
    const run = await over(id)
    expect(run.status).toBe('succeeded')
    expect(await git(asking.repo, 'show', `${run.branch}:pushed.log`)).toBe('pushed')
    await client.settings.update({ parallelLimit: 3 })
  })

  it('its run is not waiting as long as a sub-agent is at work', async () => {
    const go = join(asking.dataFolder, 'go-child')
    const child = [bash(`while [ ! -e ${go} ]; do sleep 0.1; done`), { text: 'Child done.' }]
    const id = await asking.start(
      'Parallel',
      {
        parallel: [
          { task: { description: 'Work beside', script: child } },
          { question: { text: 'Sure?', options: ['Yes', 'No'] } },
        ],
      },
      work,
      { text: 'Both done.' },
    )
    const request = await asking.asked(id)
    await asking.host.logItem(
      id,
      (item) => item.kind === 'tool' && item.tool === 'bash' && item.state === 'running',
    )
    expect((await asking.host.client.runs.get({ id })).status).toBe('running')
    await writeFile(go, '')
    await asking.host.runWith(id, 'waiting')
    await answer({ id: request.id, answers: [['Yes']] })
    expect((await over(id)).status).toBe('succeeded')
  })

  it('a cancel takes the request back', async () => {
    const id = await asking.start('Cancelled', askPush, work)
    await asking.asked(id)
    await asking.host.client.runs.cancel({ id })
    expect((await asking.host.client.requests.list()).items).toEqual([])
    expect(requestStates(await asking.log(id))).toEqual(['asked', 'withdrawn'])
  })

  it('the end of its server keeps the request; it goes on after the answer', async () => {
    const id = await asking.start('Server dies', askPush, work, { text: 'Done.' })
    const request = await asking.asked(id)
    await asking.host.runWith(id, 'waiting')
    const { servers } = await asking.host.client.agents.health()
    for (const { pid } of servers) process.kill(pid, 'SIGKILL')
    await asking.host.logItem(id, (item) => item.kind === 'notice')
    expect((await asking.host.client.runs.get({ id })).waiting?.requestId).toBe(request.id)
    await answer({ id: request.id, reply: 'reject', message: 'Never mind.' })
    expect((await over(id)).status).toBe('succeeded')
    const prompts = (await asking.log(id)).flatMap((item) => (item.kind === 'prompt' ? [item] : []))
    expect(prompts.map(({ reason }) => reason)).toEqual(['task', 'resume'])
    expect(prompts[1]?.text).toContain('Refused: Never mind.')
  })
})

describe('steering', () => {
  const stuck = bash('sleep 100')
  const inTool = async (id: string) => {
    await asking.host.logItem(
      id,
      (item) => item.kind === 'tool' && item.tool === 'bash' && item.state === 'running',
    )
  }
  const prompts = async (id: string) =>
    (await asking.log(id)).flatMap((item) => (item.kind === 'prompt' ? [[item.reason, item.text]] : []))

  it('a message is said as a turn of its own before the work is taken', async () => {
    const go = join(asking.dataFolder, 'go-message')
    const id = await asking.start(
      'Message',
      bash(`while [ ! -e ${go} ]; do sleep 0.1; done`),
      work,
      { text: 'First turn.' },
      { onFix: [write('more.txt', 'more\n'), { text: 'Second turn.' }] },
    )
    await inTool(id)
    const message = await asking.host.client.runs.message({ id, text: 'And more.' })
    expect(message.state).toBe('queued')
    await writeFile(go, '')
    const run = await over(id)
    expect(run).toMatchObject({ status: 'succeeded', summary: 'Second turn.' })
    expect(await git(asking.repo, 'show', `${run.branch}:more.txt`)).toBe('more')
    expect((await prompts(id)).slice(1)).toEqual([['message', 'And more.']])
    expect((await asking.host.client.runs.messages({ id })).items).toMatchObject([{ state: 'sent' }])
  })

  it('an interrupting message ends the turn and is said at once', async () => {
    const id = await asking.start('Interrupt', stuck, { onFix: [work, { text: 'As you wish.' }] })
    await inTool(id)
    await asking.host.client.runs.message({ id, text: 'Not that.', interrupt: true })
    expect(await over(id)).toMatchObject({ status: 'succeeded', summary: 'As you wish.' })
    const said = await prompts(id)
    expect(said).toHaveLength(2)
    expect(said[1]?.[1]).toMatch(/^Not that\./)
  })

  it('a paused run waits, and continues with a message in its session', async () => {
    const id = await asking.start('Pause', stuck, { onFix: [work, { text: 'Went on.' }] })
    await inTool(id)
    await asking.host.client.runs.pause({ id })
    const request = await asking.asked(id)
    const waiting = await asking.host.runWith(id, 'waiting')
    expect(request).toMatchObject({ kind: 'limit', title: 'Paused.' })
    await answer({ id: request.id, choice: 'continue', message: 'Go on, but faster.' })
    const run = await over(id)
    expect(run).toMatchObject({ status: 'succeeded', summary: 'Went on.', sessionId: waiting.sessionId })
    expect((await prompts(id))[1]?.[1]).toMatch(/^Go on, but faster\./)
  })
})

describe('agents and trust', () => {
  it('`plan` succeeds without a change, and hands over to `build`', async () => {
    await asking.host.client.projects.update({ id: asking.projectId, agent: 'plan' })
    const id = await asking.start('Plan', { text: 'One, two, three.' }, { onFix: [work, { text: 'Built.' }] })
    const run = await over(id)
    expect(run).toMatchObject({ status: 'succeeded', agent: 'plan', headCommit: null })
    expect(run.summary).toBe('One, two, three.')
    const back = await asking.host.client.runs.sendBack({ id, comments: 'Do it.', agent: 'build' })
    expect(await over(back.id)).toMatchObject({ status: 'succeeded', agent: 'build', summary: 'Built.' })
    await asking.host.client.projects.update({ id: asking.projectId, agent: null })
  })

  it('a file the agent wrote that OpenCode would obey is trusted before the next turn, or not', async () => {
    const { client } = asking.host
    await client.projects.update({ id: asking.projectId, checkCommand: 'test -f fixed.txt' })
    const steps = [
      write('.opencode/agent/helper.md', '---\nmode: subagent\n---\nHelp.\n'),
      work,
      { text: 'Done.' },
      { onFix: [write('fixed.txt', 'fixed\n'), { text: 'Fixed.' }] },
    ]
    const id = await asking.start('Writes an agent', ...steps)
    const request = await asking.asked(id)
    expect(request).toMatchObject({ kind: 'trust', trust: { files: ['.opencode/agent/helper.md'] } })
    await client.runs.continue({ id, choice: 'trust' })
    expect(await over(id)).toMatchObject({ status: 'succeeded', summary: 'Fixed.' })
    // It is this content that is trusted, wherever it comes from.
    expect((await over(await asking.start('Writes it again', ...steps))).status).toBe('succeeded')
    const other = await asking.start('Writes another', write('opencode.json', '{}'), ...steps.slice(1))
    await answer({ id: (await asking.asked(other)).id, choice: 'stop' })
    expect((await client.runs.get({ id: other })).status).toBe('cancelled')
    await client.projects.update({ id: asking.projectId, checkCommand: null })
  })
})
