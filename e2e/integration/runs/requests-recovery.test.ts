import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Request } from '#shared/requests.ts'
import { git } from '../../support/repository.ts'
import { bash, write } from '../../support/scripted.ts'
import { type Asking, askPush, openAsking } from './asking.ts'

// kill -9 of the host while a real agent waits for the user, and while the user's words wait for the agent.

let asking: Asking
const open = async () => {
  asking = await openAsking()
}
const close = async () => expect(await asking.close()).toEqual([])

const work = write('work.txt', 'work\n')
const over = (id: string) => asking.host.runWith(id, 'succeeded', 'failed', 'cancelled')
const inTool = (id: string) =>
  asking.host.logItem(id, (item) => item.kind === 'tool' && item.tool === 'bash' && item.state === 'running')
const prompts = async (id: string) =>
  (await asking.log(id)).flatMap((item) => (item.kind === 'prompt' ? [item] : []))
const requestStates = async (id: string) =>
  (await asking.log(id)).flatMap((item) => (item.kind === 'request' ? [item.state] : []))
/** After the crash the agent asks the same again. */
const again = { onFix: [askPush, work, { text: 'Pushed.' }] }

describe('kill -9 of the host', () => {
  const sure = { question: { text: 'Sure?', options: ['Yes', 'No'] } }
  /** A run for each test and, where it asks, what it had asked before the crash: one crash does for all. */
  let waits: { id: string; request: Request }
  let beside: { id: string; request: Request }
  let told: string
  let paused: string

  beforeAll(async () => {
    await open()
    const { client } = asking.host
    await client.settings.update({ parallelLimit: 4 })
    const go = join(asking.dataFolder, 'go')
    const ids = {
      waits: await asking.start('Wait', askPush, again),
      beside: await asking.start(
        'Beside',
        { parallel: [bash(`while [ ! -e ${go} ]; do sleep 0.1; done`), sure] },
        { onFix: [sure, work, { text: 'Sure.' }] },
      ),
    }
    told = await asking.start('Message', bash('sleep 100'), { onFix: [work, { text: 'Heard.' }] })
    paused = await asking.start('Pause', bash('sleep 100'), { onFix: [work, { text: 'Went on.' }] })

    waits = { id: ids.waits, request: await asking.asked(ids.waits) }
    await asking.host.runWith(waits.id, 'waiting')
    beside = { id: ids.beside, request: await asking.asked(ids.beside) }
    await inTool(beside.id)
    expect((await client.runs.get({ id: beside.id })).status).toBe('running')
    await inTool(paused)
    await client.runs.pause({ id: paused })
    await asking.host.runWith(paused, 'waiting')
    await inTool(told)
    await client.runs.message({ id: told, text: 'Remember me.', agent: 'plan' })
    await asking.restart()
  })
  afterAll(close)

  it('while the agent waits: the answer that comes later is given when it asks again, once', async () => {
    const { id, request } = waits
    expect(await asking.asked(id)).toEqual(request)
    expect((await asking.host.client.runs.get({ id })).status).toBe('waiting')
    await asking.host.client.requests.answer({ id: request.id, reply: 'once' })
    const run = await over(id)
    expect(run).toMatchObject({ status: 'succeeded', summary: 'Pushed.' })
    expect(await git(asking.repo, 'show', `${run.branch}:pushed.log`)).toBe('pushed')
    expect((await prompts(id)).map(({ reason }) => reason)).toEqual(['task', 'resume'])
    expect((await prompts(id))[1]?.text).toContain('Allowed once')
    expect(await requestStates(id)).toEqual(['asked', 'answered'])
    const { items } = await asking.host.client.requests.list()
    expect(items.filter(({ runId }) => runId === id)).toEqual([])
  })

  it('before the answer: what the agent asks again is the same request', async () => {
    const { id, request } = beside
    await asking.host.runWith(id, 'waiting')
    expect((await asking.asked(id)).id).toBe(request.id)
    await asking.host.client.requests.answer({ id: request.id, answers: [['Yes']] })
    expect(await over(id)).toMatchObject({ status: 'succeeded', summary: 'Sure.' })
    expect(await requestStates(id)).toEqual(['asked', 'answered'])
  })

  it('with a queued message: it is said exactly once, to whom it was said to be for', async () => {
    const id = told
    expect(await over(id)).toMatchObject({ status: 'succeeded', agent: 'plan' })
    const said = (await prompts(id)).filter(({ text }) => text.includes('Remember me.'))
    expect(said).toMatchObject([{ reason: 'message' }])
    expect((await asking.host.client.runs.messages({ id })).items).toMatchObject([{ state: 'sent' }])
  })

  it('while paused: it goes on when it is continued', async () => {
    const id = paused
    expect((await asking.host.client.runs.get({ id })).waiting).toMatchObject({ title: 'Paused.' })
    await asking.host.client.runs.continue({ id, choice: 'continue' })
    expect(await over(id)).toMatchObject({ status: 'succeeded', summary: 'Went on.' })
    expect((await asking.host.client.requests.list()).items).toEqual([])
  })
})

describe('kill -9 of a host without a free slot', () => {
  beforeAll(open)
  afterAll(close)

  it('between the answer and its delivery: it is given when the agent asks again, once', async () => {
    await asking.host.client.settings.update({ parallelLimit: 1 })
    const id = await asking.start('Held', askPush, again)
    const request = await asking.asked(id)
    await asking.host.runWith(id, 'waiting')
    const other = await asking.start('Takes the slot', bash('sleep 100'), work)
    await asking.host.runWith(other, 'running')
    await asking.host.client.requests.answer({ id: request.id, reply: 'once' })
    await asking.restart()
    expect((await asking.host.client.requests.list()).items).toMatchObject([
      { id: request.id, answer: { reply: 'once' } },
    ])
    expect((await asking.host.client.runs.get({ id })).queuePosition).toBe(1)
    await asking.host.client.runs.cancel({ id: other })
    const run = await over(id)
    expect(run.status).toBe('succeeded')
    expect(await git(asking.repo, 'show', `${run.branch}:pushed.log`)).toBe('pushed')
    expect(await requestStates(id)).toEqual(['asked', 'answered'])
  })
})
