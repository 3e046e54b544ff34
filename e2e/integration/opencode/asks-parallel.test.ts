import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  answer,
  asked,
  bash,
  blocked,
  calls,
  COMPLETED,
  END,
  push,
  readFrom,
  subAgent,
} from './asks-support.ts'
import { createBench, PATIENT, record, until, type Bench } from './support.ts'

let bench: Bench
/** For tests that leave no trace. */
let directory: string
beforeAll(async () => {
  bench = await createBench()
  directory = await bench.repository({ 'README.md': '# A repository\n', '.env': 'KEY=1\n' })
  // The first start of a server is slow.
  await record(bench.runtime, directory)
})
afterAll(() => bench.end())

test('a command beside an ask keeps the turn going', async () => {
  const agent = await record(bench.runtime, directory)
  const flag = join(bench.folder, 'go')
  const turn = agent.turn(
    [{ parallel: [bash(`until [ -e ${flag} ]; do sleep 0.1; done; echo over`), push('x')] }, END],
    {
      ...PATIENT,
    },
  )
  // The flag lies outside the worktree, which only `cat` and its like are asked for.
  await asked(agent)
  await until(
    () => agent.of('tool').some(({ tool, state }) => tool === 'bash' && state === 'running'),
    'the command',
  )
  // Longer than it takes to call a turn blocked.
  await delay(800)
  expect(agent.asks().blocked).toBe(false)
  await writeFile(flag, '')
  await blocked(agent)
  await answer(agent, agent.asks().open[0], { reply: 'once' })
  expect(await turn).toEqual(COMPLETED)
  expect(calls(agent).map(({ state }) => state)).toEqual(['completed', 'completed'])
})

test('asks side by side: a refusal does not take the others with it', async () => {
  const agent = await record(bench.runtime, directory)
  const turn = agent.turn([{ parallel: [push('one'), readFrom('.env'), push('three')] }, END])
  const [one, two, three] = await asked(agent, 3)
  await answer(agent, one, { reply: 'reject', message: 'Not one.' })
  await asked(agent, 2)
  await blocked(agent)
  await answer(agent, two, { reply: 'once' })
  await answer(agent, three, { reply: 'once' })
  expect(await turn).toEqual(COMPLETED)
  expect(calls(agent).map(({ state }) => state)).toEqual(['error', 'completed', 'completed'])
  expect(calls(agent)[0]?.error).toContain('Not one.')
})

test('two refusals side by side do not fail the run', async () => {
  const agent = await record(bench.runtime, directory)
  const turn = agent.turn([{ parallel: [push('one'), push('two')] }, END])
  const [one, two] = await asked(agent, 2)
  await answer(agent, one, { reply: 'reject', message: 'Not one.' })
  await answer(agent, two, { reply: 'reject', message: 'Nor two.' })
  // OpenCode ends a turn when one of its refusals comes without words; the engine goes on with it.
  expect(['interrupted', 'completed']).toContain((await turn).kind)
  const errors = calls(agent).map(({ error }) => error)
  expect(errors[0]).toContain('Not one.')
  expect(errors[0]).toContain('About “Run git push origin two”: Nor two.')
  expect((await agent.turn('Go on.')).kind).toBe('completed')
})

test('sub-agents ask; the turn waits when none of them is at work', async () => {
  const agent = await record(bench.runtime, directory)
  const flag = join(bench.folder, 'child')
  const turn = agent.turn([
    {
      parallel: [
        subAgent('Push', [push('child'), { text: 'Pushed.' }]),
        subAgent('Wait', [
          bash(`until [ -e ${flag} ]; do sleep 0.1; done`),
          readFrom('.env'),
          { text: 'Read.' },
        ]),
      ],
    },
    END,
  ])
  const [first] = await asked(agent)
  expect(first).toMatchObject({ subAgent: true, title: 'Run git push origin child' })
  await delay(800)
  expect(agent.asks().blocked).toBe(false)
  await writeFile(flag, '')
  const both = await asked(agent, 2)
  expect(both[1]).toMatchObject({ subAgent: true, title: 'Read .env' })
  await blocked(agent)
  // A refusal in one sub-agent is none in the other.
  await answer(agent, both[0], { reply: 'reject', message: null })
  await asked(agent, 1)
  await answer(agent, both[1], { reply: 'once' })
  expect(await turn).toEqual(COMPLETED)
  expect(calls(agent, 'task').map(({ state }) => state)).toEqual(['completed', 'completed'])
})
