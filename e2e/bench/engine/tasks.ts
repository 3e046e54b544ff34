import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { write } from '../../support/scripted.ts'
import { cleanUpLater } from '../clean-up.ts'
import type { Figure } from '../figure.ts'
import { interleave } from '../rounds.ts'
import { allIdle, BareOpenCode, planOf } from './bare-opencode.ts'
import { Bench, promptOf, type Work } from './bench.ts'
import { readyWorktrees } from './repository.ts'
import { resultsOf, type Timed } from './timed.ts'

const FILES = 300
const CHUNKS = 100

/** Tasks whose turn is text streamed for so long, then one file, then a last word. */
const turnsOf = (count: number, ms: number): Work[] =>
  Array.from({ length: count }, (_, index) => ({
    title: `Write note ${index}`,
    steps: [
      { text: 'word '.repeat(CHUNKS), chunks: CHUNKS, delayMs: ms / CHUNKS },
      write(`note-${index}.txt`, `note ${index}\n`),
      { text: 'Done.', chunks: 1, delayMs: 0 },
    ],
  }))

/** From the first Execute until the last of the tasks is `succeeded`: worktree, turn and commit. */
const byHost = (bench: Bench, work: Work[]): Promise<Timed> =>
  bench.withHost(work, async (host, tasks) => {
    const { over } = await host.allSucceeded(tasks.length)
    host.resetDelay()
    const begun = performance.now()
    await Promise.all(tasks.map(({ id }) => host.client.tasks.execute({ id })))
    const ms = (await over) - begun
    return { ms, delay: await host.delay() }
  })

/** From the start of `opencode serve` until the last session in ready worktrees is idle. */
const byOneServer = (bench: Bench, work: Work[]): Promise<number> =>
  bench.fresh(async (folder) => {
    await mkdir(folder)
    const worktrees = await readyWorktrees(bench.repo, folder, work.length)
    const plan = await planOf(bench.model, folder)
    const begun = performance.now()
    const server = await BareOpenCode.start(plan)
    try {
      const events = await server.events()
      const sessions = await Promise.all(
        work.map(async (one, index) => {
          const worktree = worktrees[index] ?? ''
          const id = await server.createSession(worktree, one.title)
          await server.prompt(id, worktree, bench.model.name, promptOf(one))
          return id
        }),
      )
      return (await allIdle(events, sessions)) - begun
    } finally {
      await server.stop()
    }
  })

const LOCKED = 'database is locked'
/** Processes of OpenCode that start at once on one data folder sometimes lock each other out. */
class Lockout extends Error {}
const MAX_LOCKOUTS = 5

/** A round in which OpenCode fails by itself says nothing of its speed. */
async function byXargsAtLast(bench: Bench, work: Work[], say: (line: string) => void): Promise<number> {
  for (let lockouts = 1; ; lockouts += 1) {
    try {
      return await byXargs(bench, work)
    } catch (error) {
      if (!(error instanceof Lockout) || lockouts === MAX_LOCKOUTS) throw error
      say(`“opencode run” failed by itself (${LOCKED}): measured anew`)
    }
  }
}

/** `opencode run` in each of the ready worktrees, three at once. */
const byXargs = (bench: Bench, work: Work[]): Promise<number> =>
  bench.fresh(async (folder) => {
    await mkdir(folder)
    const worktrees = await readyWorktrees(bench.repo, folder, work.length)
    for (const [index, one] of work.entries()) await writeFile(`${worktrees[index]}.prompt`, promptOf(one))
    const { binary, env } = await planOf(bench.model, folder)
    // It would escape the quotes of a prompt on its command line.
    const one = 'cd "$1" && exec "$BENCH_OPENCODE" run --model "$BENCH_MODEL" --title Bench <"$1.prompt"'
    const all = `printf '%s\\0' "$@" | xargs -0 -n1 -P3 sh -c '${one}' sh`
    const begun = performance.now()
    const child = spawn('sh', ['-c', all, 'sh', ...worktrees], {
      env: { ...env, BENCH_OPENCODE: binary, BENCH_MODEL: bench.model.name },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    })
    cleanUpLater(() => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
    })
    const said: string[] = []
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
    const [code] = (await once(child, 'exit')) as [number | null]
    const ms = performance.now() - begun
    if (code !== 0) {
      const words = said.join('')
      throw words.includes(LOCKED) ? new Lockout() : new Error(`xargs ended with ${code}:\n${words}`)
    }
    for (const [index, worktree] of worktrees.entries()) await access(join(worktree, `note-${index}.txt`))
    return ms
  })

export const threeTasks: Figure = {
  name: 'three-tasks',
  target: 'three tasks of 5 s, limit 3 ÷ the same prompts to one bare OpenCode server in ready worktrees',
  run: (rounds, say) =>
    Bench.use(FILES, async (bench) => {
      const work = turnsOf(3, 5_000)
      const measured = await interleave(
        rounds,
        () => byHost(bench, work),
        () => byOneServer(bench, work),
        say,
      )
      return resultsOf('three tasks of 5 s', measured, 1.1)
    }),
}

export const tenTasks: Figure = {
  name: 'ten-tasks',
  target: 'ten tasks of 1 s, limit 3 ÷ xargs -P3 opencode run in ready worktrees',
  run: (rounds, say) =>
    Bench.use(FILES, async (bench) => {
      const work = turnsOf(10, 1_000)
      const measured = await interleave(
        rounds,
        () => byHost(bench, work),
        () => byXargsAtLast(bench, work, say),
        say,
      )
      return resultsOf('ten tasks of 1 s', measured, 0.75)
    }),
}
