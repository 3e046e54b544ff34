import { setImmediate } from 'node:timers/promises'
import { unlessGone } from '#shared/errors.ts'
import type { FeedEvent } from '#shared/events.ts'
import type { IssueContext } from './context.ts'
import { failureOf, type LinkHead } from './issue-records.ts'
import { pollOf, writePoll } from './poll-records.ts'
import { followsState, waitingOfTask } from './project-issue.ts'

/** Before a change of a task is written to GitHub: more may come with it. */
const GATHER_MS = 3_000

/** Changes of a task that GitHub is told, and those that may let its status follow again. */
const TOLD = ['title', 'description', 'status', 'labelIds', 'executionStatus', 'contestId'] as const

/**
 * Notes what was changed here: what of a linked task waits for GitHub, and when it goes there. It is worked out from
 * the rows, so that a start finds what a crash has kept from being noted.
 */
export class LocalChanges {
  readonly #context: IssueContext
  #working: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(context: IssueContext) {
    this.#context = context
  }

  hear(events: readonly FeedEvent[]): void {
    const taskIds = new Set<string>()
    for (const { event, data } of events) {
      if (event === 'task:updated' && TOLD.some((field) => field in data)) taskIds.add(data.id)
      if (event.startsWith('comment:') && typeof data.taskId === 'string') taskIds.add(data.taskId)
      if (event === 'label:updated' && 'name' in data) this.#later(() => this.#lookAtAll())
      if (event === 'task:deleted') this.#later(() => this.#freeDeleted())
      if (event === 'project:updated' && 'issueSync' in data) this.#later(() => this.#lookAtProject(data.id))
    }
    if (taskIds.size > 0) this.#later(() => this.#lookAtTasks(taskIds))
  }

  /** Looks at everything, as after a start. */
  async lookAtAll(): Promise<void> {
    await this.#freeDeleted()
    const { items } = await this.#context.projects.list()
    for (const { id, issueSync } of items) if (!issueSync.enabled) await this.#turnOff(id)
    await this.#lookAtAll()
  }

  /** Waits until what was heard is written down. */
  async noted(): Promise<void> {
    await this.#working
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#working
  }

  #later(work: () => Promise<void>): void {
    this.#working = this.#working.then(async () => {
      if (this.#isClosed) return
      await work().catch((error: unknown) => {
        this.#context.log('error', 'changes for GitHub could not be noted', { error: String(error) })
      })
    })
  }

  async #lookAtAll(): Promise<void> {
    const { items } = await this.#context.projects.list()
    for (const { id, issueSync } of items) if (issueSync.enabled) await this.#lookAtLinks(id)
  }

  async #lookAtLinks(projectId: string): Promise<void> {
    for (const link of await this.#context.records.ofProject(projectId)) {
      if (this.#isClosed) return
      await this.#note(link)
      await setImmediate()
    }
  }

  async #lookAtTasks(taskIds: ReadonlySet<string>): Promise<void> {
    const { records, projects } = this.#context
    for (const taskId of taskIds) {
      const link = await records.ofTask(taskId)
      const project = link && (await projects.get(link.project_id).catch(unlessGone))
      if (link !== null && project?.issueSync.enabled === true) await this.#note(link)
    }
  }

  async #freeDeleted(): Promise<void> {
    await this.#context.records.removeDeleted()
  }

  async #lookAtProject(projectId: string): Promise<void> {
    const project = await this.#context.projects.get(projectId).catch(unlessGone)
    if (project === null) return
    if (!project.issueSync.enabled) return this.#turnOff(projectId)
    await this.#lookAtLinks(projectId)
    this.#context.wake()
  }

  /** Nothing waits any more, and what comes while it is off is not new when it is turned on again. */
  async #turnOff(projectId: string): Promise<void> {
    const { store, records } = this.#context
    const poll = await pollOf(store.db, projectId)
    const links = (await records.ofProject(projectId)).filter(
      ({ waiting, state, synced_at }) => waiting !== '[]' && state === 'linked' && synced_at !== null,
    )
    await records.updateEach(links, { waiting: '[]', due_at: null, failure: null, attempts: 0 })
    if (poll === null || poll.since === null) return
    const change = { since: null, failure: null, attempts: 0, due_at: null }
    await store.write((tx) => writePoll(tx, projectId, poll.place, change))
  }

  /** Writes down what of a link's task waits, and when it is written. */
  async #note({ id }: Pick<LinkHead, 'id'>): Promise<void> {
    const { store, records, tasks } = this.#context
    await store.write(async (tx) => {
      const link = await records.find(id, tx.db)
      const task = link && (await tasks.get(link.task_id, tx.db).catch(unlessGone))
      if (link === null || task === null) return
      const waiting = await waitingOfTask(this.#context, tx.db, link, task)
      const isHeldByTask = link.held === 0 && failureOf(link)?.code === 'conflict'
      const isDue = link.held === 0 && (waiting.length > 0 || (isHeldByTask && followsState(task)))
      const change = {
        ...(JSON.stringify(waiting) === link.waiting ? {} : { waiting: JSON.stringify(waiting) }),
        // One that is tried again later keeps to that; one that is being looked at is due once more.
        ...(isDue && (link.due_at ?? '') <= store.now() ? { due_at: soon(store.now()) } : {}),
      }
      if (Object.keys(change).length === 0) return
      await records.update(tx, id, change)
      tx.afterCommit(() => this.#context.wake())
    })
  }
}

const soon = (now: string) => new Date(Date.parse(now) + GATHER_MS).toISOString()
