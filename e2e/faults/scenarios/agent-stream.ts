import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { bash } from '../../support/scripted.ts'
import { expectDone, once, proseOf, setStage, speaks, toolIs, until, WORK } from '../agent.ts'
import type { Scenario } from '../scenario.ts'
import { streamsOf } from '../streams.ts'

const text = Array.from({ length: 150 }, (_, index) => `w${index}`).join(' ')

export const scenarios: Scenario[] = [
  {
    name: 'agent-stream-cut',
    what: 'the event stream cut in a text, in a tool, over the end of the turn, five times: the log is whole',
    inCi: true,
    async run(world) {
      const streams = streamsOf(world)
      const stage = await setStage(world, streams.environment)
      const run = await stage.start(
        'Cut',
        once,
        { text, delayMs: 10 },
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
      const streams = streamsOf(world)
      const stage = await setStage(world, streams.environment)
      const { client } = stage.host
      const run = await stage.start(
        'Ask',
        once,
        { text, delayMs: 10 },
        bash('git push origin x'),
        ...WORK.slice(1),
      )
      await speaks(stage, run)
      await streams.down()
      await delay(3_000)
      await streams.up()
      await stage.host.runWith(run.id, 'waiting')
      const ask = await until(async () => {
        const { items } = await client.requests.list()
        return items.find(({ runId }) => runId === run.id)
      }, 'the ask')
      await streams.down()
      await client.requests.answer({ id: ask.id, reply: 'reject', message: 'No.' })
      await delay(1_000)
      await streams.up()
      await expectDone(stage, run)
      await toolIs(stage, run, 'completed', 'write')
      assert.ok(proseOf(await stage.items(run)).includes(text))
    },
  },
]
