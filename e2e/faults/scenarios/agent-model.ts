import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FailureCode } from '#shared/run-words.ts'
import { expectDone, proseOf, setStage, type Stage, stageOn, work, WORK, wordsOf } from '../agent.ts'
import type { Scenario } from '../scenario.ts'

const words = { text: wordsOf(40), delayMs: 2 }
/** After its first call the model gets into this trouble, and then goes on. */
const amid = (...trouble: unknown[]) => work(...trouble, words)

/** A call of a tool that there is not. */
const unknown = { tool: 'no_such_tool', input: {} }

/** The run fails with the code and words to act on, its work is kept, and Retry works. */
async function expectFailure(stage: Stage, trouble: object, code: FailureCode, said: RegExp): Promise<void> {
  const run = await stage.start(`Fail ${JSON.stringify(trouble)}`, ...amid(trouble))
  const ended = await stage.rest(run)
  assert.equal(ended.status, 'failed', JSON.stringify(trouble))
  assert.equal(ended.failure?.code, code, `${JSON.stringify(trouble)}: ${ended.failure?.message}`)
  assert.match(ended.failure?.message ?? '', said)
  const kept = await readFile(join(ended.worktreePath ?? '', 'count.txt'), 'utf8')
  assert.equal(kept, 'once\n', 'the work so far is not kept')
}

/** The model's trouble passes by itself: the run ends as if there had been none, and no text is doubled. */
async function expectPassing(stage: Stage, trouble: object): Promise<void> {
  const run = await stage.start(`Pass ${JSON.stringify(trouble)}`, ...amid(trouble))
  await expectDone(stage, run)
  const prose = proseOf(await stage.items(run)).filter((text) => text !== '')
  assert.equal(prose.filter((text) => text === words.text).length, 1, JSON.stringify({ trouble, prose }))
  assert.equal(prose.at(-1), 'All is done.')
}

/** The run asks whether to go on, and Stop ends it. */
async function expectLimit(stage: Stage, asked: RegExp, ...trouble: object[]): Promise<void> {
  const name = JSON.stringify(trouble[0])
  const run = await stage.start(`Limit ${name}`, ...amid(...trouble))
  const waiting = await stage.rest(run)
  assert.equal(waiting.status, 'waiting', `${name}: ${waiting.failure?.message}`)
  assert.match(waiting.waiting?.title ?? '', asked)
  await stage.host.client.requests.answer({ id: waiting.waiting?.requestId ?? '', choice: 'stop' })
  await stage.host.runWith(run.id, 'cancelled')
}

export const scenarios: Scenario[] = [
  {
    name: 'model-refuses',
    what: 'model 400, 401, 403, 404, content filter: failed with the right code and words, work kept',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      await Promise.all([
        expectFailure(stage, { error: 401 }, 'provider_auth', /refused the key \(HTTP 401\)/),
        expectFailure(stage, { error: 403 }, 'provider_auth', /refused the key \(HTTP 403\)/),
        expectFailure(
          stage,
          { error: 404, code: 'model_not_found' },
          'agent_error',
          /does not know this model/,
        ),
        expectFailure(
          stage,
          { error: 400, code: 'invalid_request' },
          'agent_error',
          /refused the request \(HTTP 400\)/,
        ),
        expectFailure(stage, { finish: 'content_filter' }, 'agent_error', /content filter/),
      ])
    },
  },
  {
    name: 'model-limits',
    what: 'model 429 with retry-after 86400, 1e12, 1e17, in a day: the run asks at once; 0, -5, garbage, a past date: tries again',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      await stage.host.client.settings.update({ parallelLimit: 8 })
      const limited = (retryAfter: number | string, times?: number) => ({
        error: 429,
        retryAfter,
        ...(times !== undefined && { times }),
      })
      const tomorrow = new Date(Date.now() + 86_400_000).toUTCString()
      const yesterday = new Date(Date.now() - 86_400_000).toUTCString()
      const asks = /asks to wait/
      await Promise.all([
        ...[86_400, 1e12, '100000000000000000', tomorrow].map((wait) =>
          expectLimit(stage, asks, limited(wait)),
        ),
        ...[0, -5, 'soon', yesterday].map((wait) => expectPassing(stage, limited(wait, 1))),
      ])
    },
  },
  {
    name: 'model-rate-limit',
    what: 'model 429 with retry-after 20: the run gives its slot away, waits through a kill, and goes on in its session, work done once',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      await stage.host.client.settings.update({ parallelLimit: 1 })
      const run = await stage.start('Limited', ...amid({ error: 429, retryAfter: 20, times: 1 }))
      const deferredRun = await stage.host.when(async () => {
        const now = await stage.host.client.runs.get({ id: run.id })
        return now.waitUntil === null ? undefined : now
      })
      const until = Date.parse(deferredRun.waitUntil ?? '')
      await expectDone(stage, await stage.start('Meanwhile', ...WORK))
      assert.ok(Date.now() < until, 'the other run was not quick enough to say anything')
      await stage.host.kill()
      const host = await world.start()
      const next = stageOn(world, host, stage.project)
      assert.equal((await host.client.runs.get({ id: run.id })).waitUntil, deferredRun.waitUntil)
      await expectDone(next, run)
      assert.ok(Date.now() >= until, 'it went on before its time')
      assert.equal((await host.client.runs.get({ id: run.id })).sessionId, deferredRun.sessionId)
    },
  },
  {
    name: 'model-breaks-off',
    what: 'model 500, 503, reset before and amid an answer, garbled and unfinished streams: tried again, no text doubled',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      await stage.host.client.settings.update({ parallelLimit: 8 })
      await Promise.all(
        [
          { error: 500, retryAfter: 1, times: 2 },
          { error: 503, times: 1 },
          { drop: 'before', times: 1 },
          { drop: 'mid', times: 1 },
          { broken: 'garbled', times: 1 },
          { broken: 'unfinished', times: 1 },
        ].map((trouble) => expectPassing(stage, trouble)),
      )
    },
  },
  {
    name: 'model-down',
    what: 'model 500 for ever: failed as model_unreachable once OpenCode has tried six times, work kept',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      await Promise.all([
        expectFailure(stage, { error: 500 }, 'model_unreachable', /kept failing \(HTTP 500\)/),
        expectFailure(stage, { drop: 'before' }, 'model_unreachable', /could not be reached/),
      ])
    },
  },
  {
    name: 'model-silent',
    what: 'the model says nothing for silentModelMinutes, or never ends its answer: the run asks, and Stop ends it',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      await stage.host.client.settings.update({ silentModelMinutes: 1, totalLimitMinutes: 1 })
      await Promise.all([
        expectLimit(stage, /has said nothing|has worked for 1 minutes/, { silent: 600_000 }),
        expectLimit(stage, /has worked for 1 minutes/, { broken: 'endless' }),
      ])
    },
  },
  {
    name: 'model-babbles',
    what: 'an empty answer, unreadable and unknown tool calls, a context that is too small: the run goes on and ends',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      const small = {
        error: 400,
        message: 'maximum context length is 10 tokens',
        code: 'context_length_exceeded',
      }
      const [empty, odd, short] = await Promise.all([
        stage.start('Empty', ...WORK.slice(0, 2), { text: '' }),
        stage.start('Odd', ...work({ malformedTool: true }, unknown, unknown, unknown)),
        stage.start('Short', ...work({ ...small, times: 1 })),
      ])
      await expectDone(stage, empty)
      await expectDone(stage, odd)
      const { status } = await stage.rest(short)
      assert.equal(status, 'succeeded')
    },
  },
  {
    name: 'model-repeats-itself',
    what: 'the model calls an unknown tool over and over until the limit of work: the run asks, and Stop ends it',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      await stage.host.client.settings.update({ totalLimitMinutes: 1 })
      await expectLimit(stage, /has worked for 1 minutes/, ...Array.from({ length: 3_000 }, () => unknown))
    },
  },
]
