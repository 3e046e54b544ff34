import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { bash } from '../../support/scripted.ts'
import { ASKING, expectDone, once, proseOf, refuse, speaks, toolIs, work, WORK, wordsOf } from '../agent.ts'
import type { Scenario } from '../scenario.ts'
import { stageWithStreams } from '../streams.ts'

const text = wordsOf(150)
const words = { text, delayMs: 10 }

export const scenarios: Scenario[] = [
  {
    name: 'agent-stream-cut',
    what: 'the event stream cut in a text, in a tool, over the end of the turn, five times: the log is whole',
    inCi: false,
    async run(world) {
      const { stage, streams } = await stageWithStreams(world)
      const run = await stage.start(
        'Cut',
        once,
        words,
        bash('echo begun; sleep 2; echo ended'),
        { text: 'Between.' },
        ...WORK.slice(1, 2),
        { text: `The end: ${text}`, delayMs: 10 },
      )
      await speaks(stage, run)
      assert.ok((await streams.down()) > 0, 'no stream was there to be cut')
      await delay(300)
      await streams.up()
      await stage.host.logItem(run.id, (item) => item.kind === 'tool_output' && item.delta.includes('begun'))
      for (let times = 0; times < 3; times++) {
        await streams.down()
        await delay(200)
        await streams.up()
        await delay(700)
      }
      await stage.host.logItem(run.id, (item) => item.kind === 'text' && item.delta.includes('The end'))
      // What ends the turn happens while nobody hears.
      await streams.down()
      await expectDone(stage, run)
      await streams.up()
      const items = await stage.items(run)
      const prose = proseOf(items)
      assert.deepEqual(prose, [text, 'Between.', `The end: ${text}`])
      const ends = items.flatMap((item) =>
        item.kind === 'tool' && item.state === 'completed' ? [item.partId] : [],
      )
      assert.equal(new Set(ends).size, 3)
      const output = items.find((item) => item.kind === 'tool' && item.output?.includes('begun'))
      assert.ok(output?.kind === 'tool' && output.output?.includes('begun\nended'))
    },
  },
  {
    name: 'agent-stream-cut-ask',
    what: 'the event stream is cut while something is asked: the ask is found, answered, and the run ends',
    inCi: false,
    async run(world) {
      const { stage, streams } = await stageWithStreams(world)
      const run = await stage.start('Ask', ...work(words, ASKING))
      await speaks(stage, run)
      await streams.down()
      await delay(3_000)
      await streams.up()
      await stage.host.runWith(run.id, 'waiting')
      await streams.down()
      await refuse(stage, run)
      await delay(1_000)
      await streams.up()
      await expectDone(stage, run)
      await toolIs(stage, run, 'completed', 'write')
      assert.ok(proseOf(await stage.items(run)).includes(text))
    },
  },
  {
    name: 'agent-stream-spoilt',
    what: 'events with cut JSON, wrong types, no session and of unknown kinds: the stream goes on, the log is whole',
    inCi: false,
    async run(world) {
      const { stage, streams } = await stageWithStreams(world)
      await streams.spoil()
      const run = await stage.start(
        'Spoilt',
        once,
        words,
        bash('echo begun; sleep 1; echo ended'),
        ASKING,
        { todo: [['Write it down', 'completed']] },
        ...WORK.slice(1, 2),
        { text: `The end: ${text}` },
      )
      await refuse(stage, run)
      await expectDone(stage, run)
      assert.ok((await streams.up()) > 20, 'hardly an event was spoilt')
      const items = await stage.items(run)
      assert.deepEqual(proseOf(items), [text, `The end: ${text}`])
      const output = items.flatMap((item) => (item.kind === 'tool' ? (item.output ?? '') : ''))
      assert.ok(output.some((one) => one.includes('begun\nended')))
      assert.deepEqual(items.find((item) => item.kind === 'todo')?.items, [
        { content: 'Write it down', status: 'completed' },
      ])
      const { crashes } = await stage.host.client.agents.health()
      assert.equal(crashes, 0)
    },
  },
]
