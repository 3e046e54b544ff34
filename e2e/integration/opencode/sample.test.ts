import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect } from 'vitest'
import { sampleFiles, sampleTasks } from '#electron/practice/sample.ts'
import { buildTaskPrompt } from '#shared/prompt.ts'
import { createBench, makeRepository, PRACTICE, record, type Bench } from './support.ts'
import { slowTest } from '../../support/slow.ts'

const run = promisify(execFile)

let bench: Bench
beforeAll(async () => {
  bench = await createBench()
})
afterAll(() => bench.end())

slowTest('the tasks of the sample pass its check and merge in any order', async () => {
  const repository = join(bench.folder, 'sample')
  await makeRepository(
    repository,
    Object.fromEntries(sampleFiles.map(({ path, content }) => [path, content])),
  )
  const git = (...args: string[]) =>
    run('git', ['-C', repository, '-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args])
  // Node marks what its test runner starts, and a test runner inside does nothing then.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined }
  await run('node', ['--test'], { cwd: repository, env })

  const worktrees = sampleTasks.map((_, index) => join(bench.folder, `worktree-${index}`))
  // One after the other: git reads the other worktrees' files while it adds one, and some may be half made.
  for (const [index, worktree] of worktrees.entries())
    await git('worktree', 'add', '-q', '-b', `task-${index}`, worktree, 'main')
  await Promise.all(
    sampleTasks.map(async (task, index) => {
      const worktree = worktrees[index]!
      const agent = await record(bench.runtime, worktree, {
        model: PRACTICE,
        onAsks: ({ open: [ask] }) => {
          if (ask !== undefined) void agent.session.answer(ask.ref, { answers: [['Fair winds']] })
        },
      })
      const prompt = buildTaskPrompt({
        identifier: `KIT-${index}`,
        title: task.title,
        description: task.description,
        labels: task.labels,
        comments: [],
        instructions: '',
        checkCommand: 'node --test',
        mayAsk: true,
      })
      const outcome = await agent.turn(prompt)
      expect(outcome, task.title).toMatchObject({ kind: 'completed' })
      const failed = agent.of('tool').filter(({ state }) => state === 'error')
      expect(failed, task.title).toEqual([])
      const plan = agent
        .of('todo')
        .at(-1)
        ?.items.map(({ status }) => status)
      expect(new Set(plan), task.title).toEqual(new Set(['completed']))
      await run('node', ['--test'], { cwd: worktree, env })
      if (task.description.includes('farewell'))
        expect(await readFile(join(worktree, 'src/farewell.js'), 'utf8')).toContain('Fair winds, ${name}!')
      const inTree = (...args: string[]) =>
        run('git', ['-C', worktree, '-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args])
      await inTree('add', '-A')
      await inTree('commit', '-qm', task.title)
    }),
  )

  const order = sampleTasks.map((_, index) => `task-${index}`)
  for (const branches of [order, order.toReversed()]) {
    await git('checkout', '-q', '-B', 'merged', 'main')
    for (const branch of branches) await git('merge', '-q', '--no-edit', branch)
    await run('node', ['--test'], { cwd: repository, env })
  }
})
