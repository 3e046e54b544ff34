import { AppError } from '#shared/errors.ts'
import type { IssueSyncStatus } from '#shared/issues.ts'
import type { Project } from '#shared/projects.ts'
import { idleMs } from '../github/pace.ts'
import { OneByOne } from '../process/one-by-one.ts'
import type { ReconcileLoop } from '../process/reconcile-loop.ts'
import { runDue } from '../process/run-due.ts'
import { lookAtMarks } from './comment-marks.ts'
import type { IssueContext } from './context.ts'
import { type LinkHead, placeOf, repositoryOf, waitingOf } from './issue-records.ts'
import { LocalChanges } from './local-changes.ts'
import { noteLinkFailure, notePollFailure } from './note-failure.ts'
import { pollIssues } from './poll.ts'
import { clockOf, type PollRow, pollOf } from './poll-records.ts'
import { statusOf } from './status.ts'
import { syncLink } from './sync-link.ts'

/** Keeps linked tasks and issues the same, one thing after the other. */
export interface SyncLoop {
  /** Runs `work` while nothing else is done to a link. */
  inTurn<T>(linkId: string, work: () => Promise<T>): Promise<T>
  /** @throws AppError NOT_FOUND, CONFLICT when the project keeps no issues the same */
  sync(projectId: string): Promise<IssueSyncStatus>
  start(): void
  close(): Promise<void>
  /**
   * Does at most one of the things that are due.
   *
   * @param now in milliseconds since 1970
   * @returns when something may be due again; null = when something happens here
   */
  step(now: number): Promise<number | null>
}

/** Removed comments, and issues that are gone, are looked for so often at most, at a hundred issues. */
const MARKS_MS = 5 * 60_000

/** @param loop is woken when something may be due; its signal says that the host closes */
export function createSyncLoop(context: IssueContext, loop: ReconcileLoop): SyncLoop {
  const { store, records, projects, onlookers, log } = context
  const { signal } = loop
  const oneByOne = new OneByOne()
  const changes = new LocalChanges(context)
  /** Accounts that GitHub, or the way there, does not answer: until when. */
  const paused = new Map<string, number>()
  /** Projects that are to be read at once, and links whose next look the user has asked for. */
  const wanted = new Set<string>()
  const forced = new Set<string>()
  /** When comments of a project's issues were last looked at, and after which number that goes on. */
  const marks = new Map<string, { at: number; after: number }>()
  /** Projects whose next look is not before. */
  const restUntil = new Map<string, number>()
  let retrying: Promise<void> = Promise.resolve()
  let isNew = true
  let running: Promise<void> = Promise.resolve()

  const stopListening = store.subscribe((events) => {
    changes.hear(events)
    for (const { event, data } of events) {
      const isAccount =
        event === 'github-account:created' || (event === 'github-account:updated' && data.state === 'ready')
      const isOther = event === 'project:updated' && ('github' in data || 'githubAccountId' in data)
      const isSync = event === 'project:updated' && 'issueSync' in data
      if (isAccount || isOther) retry(isOther ? data.id : null)
      if (isSync) wanted.add(data.id)
      if (isSync || event === 'issue-link:created') loop.wake()
    }
  })
  const stopWatching = onlookers.subscribe(() => loop.wake())

  /** What failed for want of an account, or of the right one, is tried again. */
  function retry(projectId: string | null): void {
    paused.clear()
    retrying = oneByOne
      .run('retry', async () => {
        const rows = (await records.all()).filter(
          ({ project_id, failure, held, state }) =>
            failure !== null &&
            held === 0 &&
            state !== 'gone' &&
            (projectId === null || project_id === projectId),
        )
        await records.updateEach(rows, { due_at: store.now() })
        const { items } = await projects.list()
        for (const { id } of items) if (projectId === null || id === projectId) wanted.add(id)
        loop.wake()
      })
      .catch((error: unknown) => log('error', 'issues could not be looked at', { error: String(error) }))
  }

  async function step(now: number): Promise<number | null> {
    if (isNew) await changes.lookAtAll()
    isNew = false
    await changes.noted()
    const { items } = await projects.list()
    const byId = new Map(items.map((project) => [project.id, project]))
    const due = (await records.due()).filter(({ project_id }) => byId.has(project_id))
    const pausedUntil = (key: string) => paused.get(key) ?? 0
    const ready = due.find((row) => dueAt(row) <= now && pausedUntil(keyOf(byId, row)) <= now)
    if (ready !== undefined) {
      await lookAt(ready, keyOf(byId, ready), now)
      return now
    }
    const times = due.map((row) => Math.max(dueAt(row), pausedUntil(keyOf(byId, row))))
    for (const project of items) {
      if (!project.issueSync.enabled || project.state !== 'ready') continue
      const key = laneOf(project)
      const at = Math.max(pollAt(project, await pollOf(store.db, project.id)), pausedUntil(key))
      if (at <= now) {
        await poll(project, key, now)
        return now
      }
      times.push(at)
    }
    return times.length === 0 ? null : Math.min(...times)
  }

  const dueAt = ({ due_at }: LinkHead) => Date.parse(due_at ?? '') || 0

  function pollAt({ id }: Project, row: PollRow | null): number {
    if (wanted.has(id) || row === null) return 0
    if (row.due_at !== null) return Date.parse(row.due_at)
    if (row.polled_at === null) return 0
    return Math.max(Date.parse(row.polled_at) + idleMs(onlookers.isAnybodyThere), restUntil.get(id) ?? 0)
  }

  async function lookAt(row: LinkHead, key: string, now: number): Promise<void> {
    const isForced = forced.delete(row.id)
    const clock = clockOf(await pollOf(store.db, row.project_id))
    await inTurn(row.id, async () => {
      try {
        await syncLink(context, row.id, { isForced, clock, signal })
        paused.delete(key)
      } catch (error) {
        if (signal.aborted) return
        const until = await noteLinkFailure(context, row.id, error, now)
        if (until !== null) paused.set(key, until)
      }
    })
  }

  async function poll(project: Project, key: string, now: number): Promise<void> {
    const { id } = project
    const isWanted = wanted.delete(id)
    const known = marks.get(id)
    const isDue = known === undefined || known.at <= now - MARKS_MS
    // Each look is one request while nothing changes: where they come often, one of them is for comments alone.
    const isInstead = isDue && known !== undefined && !isWanted && onlookers.isAnybodyThere
    try {
      if (isInstead) restUntil.set(id, now + idleMs(true))
      else if (await pollIssues(context, project)) wanted.add(id)
      if (isDue) {
        marks.set(id, { at: now, after: known?.after ?? 0 })
        marks.set(id, { at: now, after: await lookAtMarks(context, project, known?.after ?? null) })
      }
      paused.delete(key)
    } catch (error) {
      if (signal.aborted) return
      const place = project.github === null ? '' : placeOf(project.github)
      const until = await notePollFailure(context, project.id, place, error, now)
      if (until !== null) paused.set(key, until)
    }
  }

  const inTurn = <T>(linkId: string, work: () => Promise<T>) => oneByOne.run(linkId, work)

  return {
    inTurn,

    async sync(projectId) {
      const project = await projects.get(projectId)
      if (!project.issueSync.enabled)
        throw new AppError(
          'CONFLICT',
          `${project.name} does not keep its issues the same. Turn that on in its settings first.`,
        )
      const rows = await records.ofProject(projectId)
      const behind = rows.filter(
        (row) => row.failure !== null || row.state !== 'linked' || waitingOf(row).length > 0,
      )
      for (const { id } of behind) forced.add(id)
      await records.updateEach(behind, { due_at: store.now(), attempts: 0 })
      paused.delete(laneOf(project))
      marks.delete(projectId)
      wanted.add(projectId)
      loop.wake()
      return statusOf(context, project, await records.ofProject(projectId))
    },

    start() {
      running = runDue(loop, {
        now: () => Date.parse(store.now()),
        step,
        failed: (error) => log('error', 'keeping issues the same failed', { error: String(error) }),
      })
    },

    async close() {
      stopListening()
      stopWatching()
      loop.stop()
      await running
      await retrying
      await changes.close()
    },
    step,
  }
}

/** What stands in the way of one stands in the way of all of the same account. */
const laneOf = ({ github, githubAccountId }: Project) => `${github?.host ?? ''} ${githubAccountId ?? ''}`

const keyOf = (byId: ReadonlyMap<string, Project>, row: LinkHead) =>
  `${repositoryOf(row).host} ${byId.get(row.project_id)?.githubAccountId ?? ''}`
