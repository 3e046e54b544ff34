import assert from 'node:assert/strict'
import type { Run } from '#shared/runs.ts'
import { bash } from '../../support/scripted.ts'
import {
  ASKING,
  expectDone,
  proseOf,
  refuse,
  signalServer,
  speaks,
  type Stage,
  stageOn,
  startAsleep,
  until,
  work,
  WORK,
  wordsOf,
} from '../agent.ts'
import { DAY_MS, stageWithClock } from '../clock.ts'
import type { Scenario, World } from '../scenario.ts'

const text = wordsOf(100)
const words = { text, delayMs: 20 }

/**
 * OpenCode cannot go on in a session that lies in the future: it would ask the model again and again. The run
 * ends at once and says so, and Retry begins another session.
 */
async function expectSetBack(stage: Stage, run: Run): Promise<void> {
  const ended = await stage.rest(run)
  assert.equal(ended.status, 'failed')
  assert.match(ended.failure?.message ?? '', /clock was set back by about 24 hours/)
  const tools = (await stage.items(run)).flatMap((item) => (item.kind === 'tool' ? [item.partId] : []))
  assert.ok(new Set(tools).size <= 4, `the agent was asked again and again: ${new Set(tools).size} calls`)
  await expectDone(stage, await stage.host.client.tasks.execute({ id: run.taskId }))
}

/** The clock is set amid a turn that has still to ask, to use tools and to be sent back. */
async function jump(world: World, ms: number): Promise<void> {
  const { stage, clock } = await stageWithClock(world)
  await expectDone(stage, await stage.start('Before', ...WORK))

  const run = await stage.start('Over the jump', ...work(words, bash('sleep 1')))
  await speaks(stage, run)
  await clock.shift(ms)
  if (ms > 0) {
    await expectDone(stage, run)
    assert.equal(proseOf(await stage.items(run)).filter((one) => one === text).length, 1)
    const { worktreePath } = await stage.rest(run)
    assert.ok(worktreePath !== null, 'the sweep has taken the worktree')
  } else await expectSetBack(stage, run)

  // A new session, and one that goes on over the jump.
  await expectDone(stage, await stage.start('After', ...WORK))
  const asking = await stage.start('Ask', ...work(ASKING))
  await refuse(stage, asking)
  await expectDone(stage, asking)
}

export const scenarios: Scenario[] = [
  {
    name: 'clock-day-forward',
    what: 'the wall clock leaps forward a day amid a turn: no limit is reached, nothing is swept, new runs work',
    inCi: false,
    run: (world) => jump(world, DAY_MS),
  },
  {
    name: 'clock-day-back',
    what: 'the wall clock is set back a day amid a turn, before the start of the run: it says so, Retry and new runs work',
    inCi: false,
    run: (world) => jump(world, -DAY_MS),
  },
  {
    name: 'clock-back-in-session',
    what: 'the clock is set back a minute, then a message is said in the same session: one answer, no loop',
    inCi: false,
    async run(world) {
      const { stage, clock } = await stageWithClock(world)
      const run = await stage.start('Talk', ...work(words))
      await speaks(stage, run)
      await clock.shift(-60_000)
      await stage.host.client.runs.message({ id: run.id, text: 'And this.' })
      await expectDone(stage, run)
      const prose = proseOf(await stage.items(run))
      assert.equal(prose.at(-1), 'Understood. Nothing more to do.')
      assert.equal(prose.filter((one) => one.startsWith('Understood')).length, 1)
    },
  },
  {
    name: 'clock-back-in-backoff',
    what: 'OpenCode dies and the clock is set back a day while its next start is waited for: it starts in time, the run says what happened',
    inCi: false,
    async run(world) {
      const { stage, clock } = await stageWithClock(world)
      const run = await startAsleep(stage, 'Die', 2)
      await signalServer(stage.host, 'SIGKILL')
      await until(async () => (await stage.host.client.agents.health()).crashes === 1, 'the crash to be seen')
      await clock.shift(-DAY_MS)
      const asked = performance.now()
      await expectSetBack(stage, run)
      assert.ok(performance.now() - asked < 120_000)
    },
  },
  {
    name: 'clock-back-in-retry-wait',
    what: 'the clock is set back a day while the provider is waited for: no false limit, the run ends',
    inCi: false,
    async run(world) {
      const { stage, clock } = await stageWithClock(world)
      const wait = { error: 429, retryAfter: 13, times: 1 }
      const run = await stage.start('Wait', ...WORK.slice(0, -1), wait, ...WORK.slice(-1))
      await stage.host.logItem(run.id, (item) => item.kind === 'retry')
      await clock.shift(-DAY_MS)
      await expectDone(stage, run)
    },
  },
  {
    name: 'clock-back-over-restart',
    what: 'the host ends, the clock is set back a day, and it starts again: the run says so, Retry works, the order of rows is as it was',
    inCi: false,
    async run(world) {
      const { stage, clock } = await stageWithClock(world)
      const run = await startAsleep(stage, 'Restart', 30)
      const [first] = (await stage.host.client.tasks.list({})).items
      await stage.host.kill()
      await clock.shift(-DAY_MS)
      const host = await world.start(clock.environment)
      const next = stageOn(world, host, stage.project)
      const later = await host.client.tasks.create({ projectId: stage.project.projectId, title: 'Later' })
      assert.ok((first?.id ?? '') < later.id, 'what is made later sorts before')
      await expectSetBack(next, run)
    },
  },
]
