import { setTimeout as delay } from 'node:timers/promises'
import { git } from '../support/repository.ts'
import type { TestHost } from '../support/host.ts'
import { scripted } from '../support/scripted.ts'
import type { Act, TaskKind } from './kills-plan.ts'
import { isOver, isSettled, latestRuns, readState, type State } from './kills-state.ts'
import { labelsOf, scriptOf } from './kills-tasks.ts'
import type { World } from './scenario.ts'

const LOOK_MS = 60

/** What the user was told and will hold the host to. `after` looks at the rows when all is over. */
interface Promised {
  what: string
  holds: (state: State) => boolean | Promise<boolean>
}

/** Errors that only say that somebody else, or the run itself, was quicker. */
const RACES = new Set(['CONFLICT', 'NOT_FOUND', 'ILLEGAL_TRANSITION', 'NOTHING_TO_MERGE', 'UNAVAILABLE'])

/** A user of one world, who makes tasks, answers, and remembers what was said to be done. */
export class User {
  readonly #world: World
  readonly #projectId: string
  readonly #kinds = new Map<string, TaskKind>()
  /** Cancels that were asked for, whether or not the answer came. */
  readonly #cancels = new Set<string>()
  readonly #promised: Promised[] = []
  readonly #troubles: string[] = []
  #made = 0

  constructor(world: World, projectId: string) {
    this.#world = world
    this.#projectId = projectId
  }

  /**
   * Does what there is to do until nothing goes on any more, `signal` aborts or the host is gone.
   *
   * @param beforeAct called right before the act
   * @returns whether all came to rest
   */
  async live(
    host: TestHost,
    life: { tasks: TaskKind[]; act: Act | null; answers: boolean },
    beforeAct: () => void,
    signal: AbortSignal,
  ): Promise<boolean> {
    const left = [...life.tasks]
    let act = life.act
    let seen = -1
    let since = performance.now()
    while (!signal.aborted && host.isAlive) {
      const state = readState(this.#world.dataFolder)
      if (state.written !== seen) since = performance.now()
      seen = state.written
      const kind = left.shift()
      if (kind !== undefined) await this.#make(host, kind)
      await this.#execute(host, state)
      if (life.answers) await this.#answer(host, state)
      if (act !== null && left.length === 0 && (await this.#act(host, act, state, beforeAct))) act = null
      const isQuiet = performance.now() - since > QUIET_MS
      const isDone = life.answers ? state.requests.length === 0 : true
      if (left.length === 0 && isDone && isSettled(state) && isQuiet) return true
      if (performance.now() - since > STUCK_MS) {
        this.#troubles.push(`nothing went on for ${STUCK_MS / 1000} s: ${standsAt(state)}`)
        return false
      }
      await delay(LOOK_MS)
    }
    return false
  }

  /** Asks the host; its death and mere races are no trouble. */
  async #ask<T>(host: TestHost, what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      // The answer may be cut off a moment before the death is known.
      await delay(host.isAlive ? 30 : 0)
      const { code, message } = error as { code?: string; message?: string }
      if (host.isAlive && code !== undefined && !RACES.has(code))
        this.#troubles.push(`${what}: ${code} ${message}`)
      return undefined
    }
  }

  #promise(what: string, holds: Promised['holds']): void {
    this.#promised.push({ what, holds })
  }

  async #make(host: TestHost, kind: TaskKind): Promise<void> {
    const name = `t${++this.#made}-${kind}`
    this.#kinds.set(name, kind)
    const description = scripted(...scriptOf(kind, name))
    const { client } = host
    const made = await this.#ask(host, 'create', () =>
      client.tasks.create({ projectId: this.#projectId, title: name, description }),
    )
    if (made !== undefined)
      this.#promise(`task ${name} was made`, ({ tasks }) => tasks.some(({ id }) => id === made.id))
  }

  async #execute(host: TestHost, { tasks, runs }: State): Promise<void> {
    for (const { id } of tasks) {
      if (runs.some(({ task_id }) => task_id === id)) continue
      const run = await this.#ask(host, 'execute', () => host.client.tasks.execute({ id }))
      if (run !== undefined)
        this.#promise('a run was queued', (state) => state.runs.some((one) => one.id === run.id))
    }
  }

  async #answer(host: TestHost, { requests }: State): Promise<void> {
    for (const { id, kind, subject } of requests) {
      const answer =
        subject !== 'agent'
          ? { choice: 'continue' }
          : kind === 'question'
            ? { answers: [['Yes']] }
            : ({ reply: 'once' } as const)
      const taken = await this.#ask(host, `answer to ${subject} ${kind}`, () =>
        host.client.requests.answer({ id, ...answer }),
      )
      if (taken !== undefined)
        this.#promise(`an answer to a ${kind} was taken`, (state) =>
          state.requests.every((one) => one.id !== id),
        )
    }
  }

  /** @returns whether there was a run for it */
  async #act(host: TestHost, act: Act, state: State, before: () => void): Promise<boolean> {
    const latest = latestRuns(state)
    const live = latest.find(({ status }) => status === 'running')
    const isFree = (run: State['runs'][number]) =>
      isOver(run) && run.merged_commit === null && run.discarded_at === null && run.worktree_path !== null
    const done = latest.find((run) => isFree(run) && run.status === 'succeeded')
    const { runs, trash } = host.client
    if (act === 'restore') {
      const [id] = state.trash
      if (id === undefined) {
        // There has to be something in the trash first.
        if (done !== undefined) await this.#ask(host, 'discard', () => runs.discard({ id: done.id }))
        return false
      }
      before()
      const restored = await this.#ask(host, act, () => trash.restore({ id }))
      if (restored !== undefined) {
        const ref = `refs/heads/${restored.branch}`
        this.#promise('work was restored', () =>
          git(this.#world.repo, 'rev-parse', ref).then(
            (commit) => commit === restored.commit,
            () => false,
          ),
        )
      }
      return true
    }
    const target =
      act === 'cancel' || act === 'pause' || act === 'message' || act === 'interrupt' ? live : done
    if (target === undefined) return false
    const { id } = target
    const find = ({ runs: rows }: State) => rows.find((row) => row.id === id)
    before()
    switch (act) {
      case 'cancel': {
        this.#cancels.add(id)
        const run = await this.#ask(host, act, () => runs.cancel({ id }))
        if (run !== undefined) this.#promise('a run was cancelled', (now) => find(now)?.status === run.status)
        break
      }
      case 'pause':
        await this.#ask(host, act, () => runs.pause({ id }))
        break
      case 'message':
      case 'interrupt': {
        const words = { id, text: 'Thank you, go on.', interrupt: act === 'interrupt' }
        const said = await this.#ask(host, act, () => runs.message(words))
        if (said !== undefined) {
          const isSaid = ({ messages }: State) =>
            messages.some((one) => one.id === said.id && one.state === 'sent')
          this.#promise('a message was taken', (now) => find(now)?.status !== 'succeeded' || isSaid(now))
        }
        break
      }
      case 'merge': {
        const merged = await this.#ask(host, act, () => runs.merge({ id }))
        if (merged !== undefined)
          this.#promise('a run was merged', (now) => find(now)?.merged_commit === merged.commit)
        break
      }
      case 'discard': {
        const run = await this.#ask(host, act, () => runs.discard({ id }))
        if (run !== undefined) this.#promise('a run was discarded', (now) => find(now)?.discarded_at !== null)
        break
      }
      case 'sendBack':
      case 'retry': {
        const comments = scripted(
          {
            tool: 'bash',
            input: { command: `echo back-${target.attempt} >> back.log`, description: 'Back' },
          },
          { text: 'Done again.' },
        )
        const run = await this.#ask(host, act, () =>
          act === 'retry' ? runs.retry({ id }) : runs.sendBack({ id, comments }),
        )
        if (run !== undefined)
          this.#promise(`a run was asked for by ${act}`, (now) => now.runs.some((one) => one.id === run.id))
      }
    }
    return true
  }

  /** What did not come out as the user was told, or as it would have undisturbed. To be asked when all is over. */
  async complaints(labels: (runId: string) => { labels: Set<string>; unknown: number }): Promise<string[]> {
    const state = readState(this.#world.dataFolder)
    const found = [...this.#troubles]
    for (const { what, holds } of this.#promised)
      if (!(await holds(state))) found.push(`the user was told that ${what}, and it is not so`)
    for (const run of state.runs) {
      const title = state.tasks.find(({ id }) => id === run.task_id)?.title ?? ''
      const kind = this.#kinds.get(title)
      if (run.status === 'cancelled' && this.#cancels.has(run.id)) continue
      if (run.status !== 'succeeded')
        found.push(`the run of ${title} (attempt ${run.attempt}) is ${run.status} at ${run.step}`)
      else if (kind !== undefined && run.attempt === 1) {
        const done = labels(run.id)
        const missing = labelsOf(kind, title).filter((label) => !done.labels.has(label))
        if (missing.length > done.unknown) found.push(`the agent of ${title} never did ${missing.join(', ')}`)
      }
    }
    return found
  }
}

/** So long nothing is written before all is taken to be at rest. */
const QUIET_MS = 700
/** Longest that nothing is written although something should go on. */
const STUCK_MS = 120_000

const standsAt = ({ runs, requests }: State) =>
  [
    ...runs
      .filter((run) => !isOver(run))
      .map(({ id, status, step }) => `${id.slice(-8)} ${status} at ${step}`),
    ...requests.map(({ run_id, kind }) => `${run_id.slice(-8)} asks ${kind}`),
  ].join(', ')
