import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import type { Task } from '#shared/tasks.ts'
import { git } from '../../support/repository.ts'
import { write } from '../../support/scripted.ts'
import type { Figure } from '../figure.ts'
import { interleave } from '../rounds.ts'
import { BareOpenCode, idleSessions, planOf } from './bare-opencode.ts'
import { Bench, promptOf, type Work } from './bench.ts'
import type { ProbedHost } from './probed-host.ts'
import { readyWorktrees } from './repository.ts'
import { resultsOf, type Timed } from './timed.ts'

const SLOTS = 3
const CHUNKS = 100
const SEED = 12

/** A task of a batch, and those of the list that have to be merged before it. */
interface Node extends Work {
  parents: number[]
}

/** Tasks whose turns take 5 to 10 s, the same ones in each round. */
function nodesOf(count: number, parentsOf: (index: number) => number[]): Node[] {
  return Array.from({ length: count }, (_, index) => {
    const ms = 5_000 + ((index * 7) % 11) * 500
    return {
      title: `Write note ${index}`,
      parents: parentsOf(index),
      steps: [
        { text: 'word '.repeat(CHUNKS), chunks: CHUNKS, delayMs: ms / CHUNKS },
        write(`note-${index}.txt`, `note ${index}\n`),
        { text: 'Done.', chunks: 1, delayMs: 0 },
      ],
    }
  })
}

/** Every third task or so waits for one or two of those before it. */
function randomParents(): (index: number) => number[] {
  const random = xoroshiro128plus(SEED)
  return (index) => {
    if (index === 0 || uniformInt(random, 0, 2) !== 0) return []
    const parents = Array.from({ length: uniformInt(random, 1, 2) }, () => uniformInt(random, 0, index - 1))
    return [...new Set(parents)]
  }
}

async function batchOf(host: ProbedHost, tasks: Task[], nodes: readonly Node[]): Promise<string[]> {
  await host.client.settings.update({ maxBatchSize: 100 })
  const ids = tasks.map(({ id }) => id)
  for (const [index, { parents }] of nodes.entries()) {
    const dependsOn = parents.map((parent) => ids[parent] ?? '')
    if (dependsOn.length > 0) await host.client.tasks.update({ id: ids[index] ?? '', dependsOn })
  }
  return ids
}

/** From the batch's beginning until it is over: all tasks worked on, merged, and cleaned up. */
const byHost = (bench: Bench, nodes: Node[]): Promise<Timed> =>
  bench.withHost(nodes, async (host, tasks) => {
    const taskIds = await batchOf(host, tasks, nodes)
    const { over } = await host.batchCompleted()
    host.resetDelay()
    const begun = performance.now()
    await host.client.batches.create({ taskIds, mode: 'parallel', options: { parallelLimit: SLOTS } })
    const ms = (await over).completed - begun
    return { ms, delay: await host.delay() }
  })

/** List scheduling: whenever a slot is free, the first task of the list that may begin, in a ready worktree. */
const byOneServer = (bench: Bench, nodes: Node[]): Promise<number> =>
  bench.fresh(async (folder) => {
    await mkdir(folder)
    const worktrees = await readyWorktrees(bench.repo, folder, nodes.length)
    const plan = await planOf(bench.model, folder)
    const begun = performance.now()
    const server = await BareOpenCode.start(plan)
    try {
      const idle = idleSessions(await server.events())
      const done = new Set<number>()
      const left = new Set(nodes.keys())
      const running = new Map<string, number>()
      while (done.size < nodes.length) {
        const ready = [...left].filter((index) => nodes[index]?.parents.every((parent) => done.has(parent)))
        for (const index of ready.slice(0, SLOTS - running.size)) {
          const [node, worktree] = [nodes[index], worktrees[index] ?? '']
          if (node === undefined) continue
          left.delete(index)
          const id = await server.createSession(worktree, node.title)
          running.set(id, index)
          await server.prompt(id, worktree, bench.model.name, promptOf(node))
        }
        const { value: session } = await idle.next()
        const index = running.get(session ?? '')
        if (index === undefined) continue
        running.delete(session ?? '')
        done.add(index)
      }
      return performance.now() - begun
    } finally {
      await server.stop()
    }
  })

export const batchMakespan: Figure = {
  name: 'batch-makespan',
  target:
    'a batch of 12 tasks of 5 to 10 s, limit 3 ÷ the same turns, list-scheduled on one bare OpenCode server',
  run: (rounds, say) =>
    Bench.use(300, async (bench) => {
      const nodes = nodesOf(12, () => [])
      const measured = await interleave(
        rounds,
        () => byHost(bench, nodes),
        () => byOneServer(bench, nodes),
        say,
      )
      return resultsOf('batch of 12', measured, 1.08)
    }),
}

export const batchGraph: Figure = {
  name: 'batch-graph',
  target: 'the same with a random dependency graph, each task from what its parents made',
  run: (rounds, say) =>
    Bench.use(300, async (bench) => {
      const nodes = nodesOf(12, randomParents())
      const measured = await interleave(
        rounds,
        () => byHost(bench, nodes),
        () => byOneServer(bench, nodes),
        say,
      )
      return resultsOf('batch of 12 with dependencies', measured, 1.12)
    }),
}

const BRANCHES = 50
const MERGED_FILES = 5_000

/** From the moment at which the first task is ready, which all others wait behind, until all are merged. */
const mergesByHost = (bench: Bench, nodes: Node[]): Promise<Timed> =>
  bench.withHost(nodes, async (host, tasks) => {
    const taskIds = await batchOf(host, tasks, nodes)
    await host.client.tasks.update({ id: taskIds[0] ?? '', priority: 'urgent' })
    const { over } = await host.batchCompleted()
    const batch = await host.client.batches.create({ taskIds, mode: 'parallel' })
    await host.batchWith(batch.id, ({ counts }) => counts.completed === nodes.length - 1)
    host.resetDelay()
    const [asked] = (await host.client.requests.list()).items
    await host.client.requests.answer({ id: asked?.id ?? '', answers: [['Yes']] })
    const { firstReady, lastMerged } = await over
    return { ms: lastMerged - firstReady, delay: await host.delay() }
  })

/** The bare commands: one `git merge --no-ff` a branch, in a worktree that is there. */
const mergesByGit = (bench: Bench): Promise<number> =>
  bench.fresh(async (folder) => {
    await mkdir(folder)
    const worktrees = await readyWorktrees(bench.repo, folder, BRANCHES)
    for (const [index, path] of worktrees.entries()) {
      await writeFile(join(path, `note-${index}.txt`), `note ${index}\n`)
      await git(path, 'add', '-A')
      await git(path, 'commit', '--quiet', '-m', `Note ${index}`)
    }
    const integration = join(folder, 'integration')
    await git(bench.repo, 'worktree', 'add', '--quiet', '-b', 'integration', integration, 'main')
    const begun = performance.now()
    for (const index of worktrees.keys())
      await git(integration, 'merge', '--quiet', '--no-ff', '--no-edit', `ready-${index}`)
    return performance.now() - begun
  })

export const batchMerges: Figure = {
  name: 'batch-merges',
  target: `the merges of ${BRANCHES} tasks in a repository of ${MERGED_FILES} files ÷ as many bare git merge --no-ff`,
  run: (rounds, say) =>
    Bench.use(MERGED_FILES, async (bench) => {
      const nodes = Array.from({ length: BRANCHES }, (_, index) => ({
        title: `Write note ${index}`,
        parents: [],
        steps: [
          // It asks, so that it is ready last although it is merged first.
          ...(index === 0 ? [{ question: { text: 'Shall it begin?', options: ['Yes'] } }] : []),
          write(`note-${index}.txt`, `note ${index}\n`),
          { text: 'Done.', chunks: 1, delayMs: 0 },
        ],
      }))
      const measured = await interleave(
        rounds,
        () => mergesByHost(bench, nodes),
        () => mergesByGit(bench),
        say,
      )
      return resultsOf(`merges of ${BRANCHES}`, measured, 1.5)
    }),
}
