import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { LogItem } from '#shared/run-log.ts'
import type { Run } from '#shared/runs.ts'
import { leftovers, type TestHost } from '../support/host.ts'
import { git } from '../support/repository.ts'
import { bash, type Fixture, practiceProject, scripted, write } from '../support/scripted.ts'
import type { World } from './scenario.ts'

/** A host with a project on the practice model: where most scenarios of the agent begin. */
export interface Stage {
  world: World
  host: TestHost
  project: Fixture
  /** Makes a task and starts its run. */
  start(title: string, ...steps: unknown[]): Promise<Run>
  /** Waits until a run is over or asks something. */
  rest(run: Run): Promise<Run>
  items(run: Run): Promise<LogItem[]>
}

/** Waits until `look` gives something other than undefined and false. */
export async function until<T>(
  look: () => T | Promise<T>,
  what: string,
  timeoutMs = 60_000,
): Promise<Exclude<T, undefined | false>> {
  const end = performance.now() + timeoutMs
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}.`)
    await delay(50)
  }
}

export async function setStage(
  world: World,
  environment: Record<string, string> = {},
  options: Parameters<typeof practiceProject>[2] = {},
): Promise<Stage> {
  const host = await world.start(environment)
  return stageOn(world, host, await practiceProject(host.client, world.repo, options))
}

/** The same after a restart: the project is there already. */
export function stageOn(world: World, host: TestHost, project: Fixture): Stage {
  const task: Fixture['task'] = (title, ...steps) =>
    host.client.tasks.create({ projectId: project.projectId, title, description: scripted(...steps) })
  return {
    world,
    host,
    project: { ...project, task },
    async start(title, ...steps) {
      return host.client.tasks.execute({ id: (await task(title, ...steps)).id })
    },
    rest: (run) => host.runWith(run.id, 'succeeded', 'failed', 'cancelled', 'waiting'),
    items: async (run) => {
      const all: LogItem[] = []
      for (;;) {
        const page = await host.client.runs.logs({ id: run.id, after: all.at(-1)?.seq ?? 0, limit: 5000 })
        all.push(...page.items)
        if (page.items.length === 0) return all
      }
    },
  }
}

/** Appends one line to `count.txt` of the worktree: what is done twice shows there. */
export const once = bash('echo once >> count.txt')
/** Work that is done once, something amid it, and an end. */
export const work = (...amid: unknown[]): unknown[] => [
  once,
  ...amid,
  write('done.txt', 'done\n'),
  { text: 'All is done.' },
]
export const WORK = work()
/** What the agent has to ask for. */
export const ASKING = bash('git push origin nowhere')
/** So many words, no two of them the same: what is lost or doubled shows. */
export const wordsOf = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`).join(' ')

/** What an undisturbed run of {@link work} comes to; the rest is for the invariants. */
export async function expectDone(stage: Stage, run: Run): Promise<void> {
  const { status, failure, waiting, branch, baseCommit } = await stage.rest(run)
  assert.deepEqual({ status, failure, waiting }, { status: 'succeeded', failure: null, waiting: null })
  const { repo } = stage.world
  assert.equal(await git(repo, 'show', `${branch}:count.txt`), 'once', 'the work was not done once')
  assert.equal(await git(repo, 'rev-list', '--count', `${baseCommit}..${branch}`), '1')
}

/** Process id of the OpenCode server of the practice model, if one runs. */
export async function serverPid(host: TestHost): Promise<number | undefined> {
  const { servers } = await host.client.agents.health()
  return servers.find(({ name }) => name.includes('practice'))?.pid
}

/** Sends a signal to the server. */
export async function signalServer(host: TestHost, signal: NodeJS.Signals): Promise<number> {
  const pid = await until(() => serverPid(host), 'an OpenCode server')
  process.kill(pid, signal)
  return pid
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** Text of the agent in the log, by part, as a reader of the log puts it together. */
export function proseOf(items: readonly LogItem[]): string[] {
  const parts = new Map<string, string>()
  for (const item of items) {
    if (item.kind !== 'text') continue
    parts.set(item.partId, item.replace === true ? item.delta : (parts.get(item.partId) ?? '') + item.delta)
  }
  return [...parts.values()]
}

/** Waits until the agent's tool runs, or has got so far. */
export const toolIs = (
  stage: Stage,
  run: Run,
  state: 'running' | 'completed',
  tool = 'bash',
): Promise<LogItem> =>
  stage.host.logItem(run.id, (item) => item.kind === 'tool' && item.tool === tool && item.state === state)

/** Waits until a command of the agent is at work: what it did before is done and written down. */
export const commandRuns = (stage: Stage, run: Run, command: string): Promise<LogItem> =>
  stage.host.logItem(
    run.id,
    (item) => item.kind === 'tool' && item.state === 'running' && item.input?.command === command,
  )

/** Starts a run and waits until a command of it sleeps. */
export async function startAsleep(stage: Stage, title: string, seconds: number): Promise<Run> {
  const command = `sleep ${seconds}`
  const run = await stage.start(title, ...work(bash(command)))
  await commandRuns(stage, run, command)
  return run
}

/** Waits until the run asks for leave, and gives none. */
export async function refuse(stage: Stage, run: Run): Promise<void> {
  const { waiting } = await stage.host.runWith(run.id, 'waiting')
  const id = waiting?.requestId ?? ''
  await stage.host.client.requests.answer({ id, reply: 'reject', message: 'No.' })
}

/** Waits until the agent has said something. */
export const speaks = (stage: Stage, run: Run): Promise<LogItem> =>
  stage.host.logItem(run.id, (item) => item.kind === 'text')

/** Puts processes of the world to sleep, and gives what wakes them; the host is among them if it shall be. */
export async function sleepAll(world: World, host: TestHost): Promise<() => void> {
  const own = host.process.pid
  if (own === undefined) throw new Error('the host has no process')
  // The host first: it must not see the others stop.
  process.kill(own, 'SIGSTOP')
  const others = (await leftovers(world.dataFolder)).filter((pid) => pid !== own)
  for (const pid of others) process.kill(pid, 'SIGSTOP')
  return () => {
    for (const pid of [...others, own]) if (isAlive(pid)) process.kill(pid, 'SIGCONT')
  }
}
