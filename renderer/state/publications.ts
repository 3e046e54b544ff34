import { useCallback, useEffect, useState } from 'react'
import { isPublicationOver } from '#shared/publication-words.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { CreatePublication, Publication, UpdatePublication } from '#shared/publications.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { wish } from '../publications/words.ts'
import { toast } from '../ui/toast.ts'
import { actOnRun, showProblem } from './actions.ts'
import { type Problem, problemOf } from './errors.ts'
import { sameItems, useEntity, useSelected } from './hooks.ts'
import { goTo } from './navigation.ts'
import { projects, publications, runs, tasks } from './stores.ts'
import { client } from './transport.ts'
import { view } from './view.ts'

type ById = { byId: ReadonlyMap<string, Publication> }

/** Whose work is published. */
export type Subject = { taskId: string } | { batchId: string }

let indexed: { from: ReadonlyMap<string, Publication>; bySubject: Map<string, Publication> } | null = null

/**
 * Of each task and batch the newest publication that was not given up: made once for each state, as every card asks.
 */
function bySubject(from: ReadonlyMap<string, Publication>): ReadonlyMap<string, Publication> {
  if (indexed?.from === from) return indexed.bySubject
  const newest = new Map<string, Publication>()
  for (const publication of from.values()) {
    const subject = publication.taskId ?? publication.batchId
    if (subject === null || publication.status === 'cancelled') continue
    const held = newest.get(subject)
    if (held === undefined || held.id < publication.id) newest.set(subject, publication)
  }
  indexed = { from, bySubject: newest }
  return newest
}

const idOf = (subject: Subject) => ('taskId' in subject ? subject.taskId : subject.batchId)

/** The publication of a task or a batch that is here. `null` = none is asked for. */
export function usePublicationOf(id: string | null): Publication | undefined {
  const select = useCallback(({ byId }: ById) => (id === null ? undefined : bySubject(byId).get(id)), [id])
  return useSelected(publications.store, select)
}

export const publicationOf = (id: string): Publication | undefined => bySubject(publications.all).get(id)

export const usePublication = (id: string | null): Publication | undefined => useEntity(publications, id)

/** The same, fetched when it is not here: those that are over are not loaded at the start. */
export function useLoadedPublicationOf(subject: Subject): Publication | undefined {
  const id = idOf(subject)
  const isTask = 'taskId' in subject
  useEffect(() => {
    const query = isTask ? { taskId: id } : { batchId: id }
    client.publications.list({ ...query, limit: 5 }).then(
      ({ items }) => publications.put(items),
      (error: unknown) => showProblem(error, 'Its pull request could not be read'),
    )
  }, [id, isTask])
  return usePublicationOf(id)
}

/** Brings those that are not over, and the newest of the others, as cards name them. */
export async function loadPublications(): Promise<void> {
  const [open, newest] = await Promise.all([
    client.publications.list({ open: true, limit: 1000 }),
    client.publications.list({ limit: 50 }),
  ])
  publications.put([...newest.items, ...open.items])
}

/** Asks how a task or a batch shall be published, or what its pull request shall say. */
export const openPublish = (publishing: Subject | { publicationId: string }): void =>
  view.setState({ publishing })

type Published = Pick<
  Run,
  'id' | 'purpose' | 'status' | 'headCommit' | 'baseBranch' | 'changes' | 'mergedCommit' | 'discardedAt'
>

/** Whether a run has work that can be published: the host has the last word. */
export const canPublish = (run: Published | null | undefined): boolean =>
  run !== null &&
  run !== undefined &&
  run.purpose === 'task' &&
  run.status === 'succeeded' &&
  run.headCommit !== null &&
  run.baseBranch !== null &&
  run.mergedCommit === null &&
  run.discardedAt === null &&
  run.changes?.files !== 0

/** Whether what is published of a run is what it has done last. */
export const isCurrent = (
  publication: Pick<Publication, 'status' | 'runId' | 'headCommit'>,
  run: Pick<Run, 'id' | 'headCommit'>,
): boolean =>
  publication.status !== 'closed' &&
  (publication.runId === run.id || publication.headCommit === run.headCommit)

/** What publishing a task is called as things stand. */
export function publishWord({ id, projectId }: Pick<Task, 'id' | 'projectId'>): string {
  const publication = publicationOf(id)
  const isOpen = publication !== undefined && !isPublicationOver(publication.status)
  if (isOpen) return publication.prNumber === null ? 'See how it is published' : 'See its pull request'
  return projects.get(projectId)?.github === null ? 'Push branch…' : 'Create pull request…'
}

/** Publishes a task, or opens it where that has begun; says why neither can be. */
export function publishOrOpen(taskId: string): void {
  const task = tasks.get(taskId)
  if (task === undefined) return
  const publication = publicationOf(taskId)
  const isOpen = publication !== undefined && !isPublicationOver(publication.status)
  if (isOpen) goTo({ to: 'task', identifier: task.identifier })
  else if (canPublish(runs.get(task.latestRunId ?? ''))) openPublish({ taskId })
  else toast.info(`${task.identifier} has no work to publish yet`)
}

/** Whether an agent is at work on it. */
const isAtWork = (task: Pick<Task, 'executionStatus'> | undefined): boolean =>
  task !== undefined && task.executionStatus !== null && !isTerminal(task.executionStatus)

/** Whether a publication waits for the user: not while the agent is mending it. */
function waits(publication: Publication, byId: ReadonlyMap<string, Task>): boolean {
  const { taskId, projectId } = publication
  // No event tells of the publications of what is deleted.
  const isThere = taskId === null ? projects.get(projectId) !== undefined : byId.has(taskId)
  return isThere && wish(publication) !== null && !isAtWork(byId.get(taskId ?? ''))
}

const inOrder = (a: Publication, b: Publication) => (a.id < b.id ? -1 : 1)

/** The publications that wait for the user, oldest first. */
export function useWaitingPublications(): Publication[] {
  const byId = useSelected(publications.store, (state) => state.byId)
  const select = useCallback(
    (state: { byId: ReadonlyMap<string, Task> }) =>
      [...bySubject(byId).values()].filter((one) => waits(one, state.byId)).sort(inOrder),
    [byId],
  )
  return useSelected(tasks.store, select, sameItems)
}

export const useWaitingPublicationCount = (): number => useWaitingPublications().length

/** Does something with a publication and takes what it answers; gives what is wrong instead of showing it. */
async function act(work: () => Promise<Publication>): Promise<Problem | null> {
  try {
    publications.put([await work()])
    return null
  } catch (error) {
    return problemOf(error)
  }
}

export const createPublication = (input: CreatePublication) => act(() => client.publications.create(input))
export const updatePublication = (input: UpdatePublication) => act(() => client.publications.update(input))
export const mergePublication = (input: Parameters<typeof client.publications.merge>[0]) =>
  act(() => client.publications.merge(input))
export const replyToComment = (input: Parameters<typeof client.publications.reply>[0]) =>
  act(() => client.publications.reply(input))

/** Brings the open pull request of a task up to date with its work. */
export async function updatePublished(taskId: string): Promise<void> {
  await shown('The pull request was not updated', () => client.publications.create({ taskId }))
}

/** What is done at once by a press; what went wrong is shown. */
export type PublicationAct =
  | 'retry'
  | 'merge_foreign'
  | 'new_branch'
  | 'cancel'
  | 'refresh'
  | 'ready'
  | 'update_branch'
  | 'fix'
  | 'address'

export const CALLS: Record<PublicationAct, (id: string, commentIds?: readonly number[]) => Promise<unknown>> =
  {
    retry: (id) => shown('It was not tried again', () => client.publications.retry({ id })),
    merge_foreign: (id) =>
      shown('Their commits were not merged in', () => client.publications.retry({ id, foreign: 'merge' })),
    new_branch: (id) =>
      shown('It was not published under a new branch', () =>
        client.publications.retry({ id, foreign: 'new_branch' }),
      ),
    cancel: (id) => shown('It was not given up', () => client.publications.cancel({ id })),
    refresh: (id) => shown('It could not be looked at', () => client.publications.refresh({ id })),
    ready: (id) => shown('It is still a draft', () => client.publications.ready({ id })),
    update_branch: (id) =>
      shown('The branch was not updated', () => client.publications.updateBranch({ id })),
    fix: (id) => actOnRun(() => client.publications.fixChecks({ id }), 'The agent does not fix the checks'),
    address: (id, commentIds) =>
      actOnRun(
        () =>
          client.publications.addressReview({
            id,
            ...(commentIds === undefined ? {} : { commentIds: [...commentIds] }),
          }),
        'The agent does not address the review',
      ),
  }

async function shown(about: string, work: () => Promise<Publication>): Promise<void> {
  try {
    publications.put([await work()])
  } catch (error) {
    showProblem(error, about)
  }
}

/** Does such things, one at a time; `busy` says which goes on. */
export function usePublicationActs(id: string): {
  busy: PublicationAct | null
  /** It is looked at: whatever else is wanted need not wait for that. */
  isLooking: boolean
  act: (what: PublicationAct, commentIds?: readonly number[]) => void
} {
  const [busy, setBusy] = useState<PublicationAct | null>(null)
  const [isLooking, setLooking] = useState(false)
  const act = (what: PublicationAct, commentIds?: readonly number[]) => {
    if (busy !== null || (what === 'refresh' && isLooking)) return
    if (what === 'refresh') setLooking(true)
    else setBusy(what)
    void CALLS[what](id, commentIds).finally(() => (what === 'refresh' ? setLooking(false) : setBusy(null)))
  }
  return { busy, isLooking, act }
}
