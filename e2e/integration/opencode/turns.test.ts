import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBench, PRACTICE, record, type Bench } from './support.ts'

let bench: Bench
beforeAll(async () => {
  bench = await createBench()
})
afterAll(() => bench.end())

test('a whole turn: plan, file, command, prose', async () => {
  const directory = await bench.repository()
  const agent = await record(bench.runtime, directory)
  const outcome = await agent.turn([
    { reasoning: 'A greeting is missing.' },
    { text: 'I will write it.' },
    {
      todo: [
        ['Write', 'in_progress'],
        ['Show', 'pending'],
      ],
    },
    { tool: 'write', input: { filePath: 'hello.txt', content: 'hi there\n' } },
    { tool: 'bash', input: { command: 'cat hello.txt', description: 'Show it' } },
    {
      todo: [
        ['Write', 'completed'],
        ['Show', 'completed'],
      ],
    },
    { text: 'All done.' },
  ])
  expect(outcome).toEqual({ kind: 'completed', text: 'All done.' })
  expect(await readFile(join(directory, 'hello.txt'), 'utf8')).toBe('hi there\n')
  expect(agent.prose()).toBe('I will write it.\nAll done.')
  expect(agent.prose('reasoning')).toBe('A greeting is missing.')
  expect(agent.of('todo').map(({ items }) => items.map(({ status }) => status))).toEqual([
    ['in_progress', 'pending'],
    ['completed', 'completed'],
  ])
  const bash = agent.of('tool').filter(({ tool }) => tool === 'bash')
  expect(bash.at(-1)).toMatchObject({ state: 'completed', output: 'hi there\n' })
  expect(bash.find(({ input }) => input !== undefined)?.input).toMatchObject({ command: 'cat hello.txt' })
  expect(agent.of('usage')).toHaveLength(5)
  expect(agent.of('notice')).toEqual([])
  await agent.session.close()
})

test('the practice model without a script does its small honest thing', async () => {
  const directory = await bench.repository()
  const agent = await record(bench.runtime, directory, { model: PRACTICE })
  const outcome = await agent.turn('# Make it faster\n\nIt is slow.')
  expect(outcome).toMatchObject({ kind: 'completed' })
  expect(await readFile(join(directory, 'PRACTICE-make-it-faster.md'), 'utf8')).toContain('# Make it faster')
  expect(await agent.turn('Looks good, but why?')).toEqual({
    kind: 'completed',
    text: 'Understood. Nothing more to do.',
  })
})
