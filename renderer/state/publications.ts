import { useCallback, useEffect, useState } from 'react'
import { isPublicationOver } from '#shared/publication-words.ts'
import type {
  CreatePublication,
  Publication,
  UpdatePublication,
  WholePublication,
} from '#shared/publications.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { actOnRun, showProblem } from './actions.ts'
import { EntityStore } from './entity-store.ts'
import { type Problem, problemOf } from './errors.ts'
import { useEntity, useSelected } from './hooks.ts'
import { goTo } from './navigation.ts'
import { projects, publications, runs, tasks } from './stores.ts'
import { client } from './transport.ts'
import { type Publishing, view } from './view.ts'

/** Those whose pull request somebody looks at, with all of it. */
const wholes = new EntityStore<WholePublication>()

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

/** Whether a run went on with the pull request of a batch: its work is that batch's, and published with it. */
const isForBatch = (byId: ById['byId'], runId: string): boolean =>
  [...byId.values()].some(({ batchId, followUp }) => batchId !== null && followUp?.runId === runId)

/** The same, followed. */
export function useIsForBatch(runId: string | null): boolean {
  const select = useCallback(({ byId }: ById) => runId !== null && isForBatch(byId, runId), [runId])
  return useSelected(publications.store, select)
}

/** That with a pull request at an address: of tasks whose batch is over nothing else tells where their work went. */
export function usePublicationAt(url: string | null): Publication | undefined {
  const select = useCallback(({ byId }: ById) => (url === null ? undefined : byUrl(byId).get(url)), [url])
  return useSelected(publications.store, select)
}

let located: { from: ReadonlyMap<string, Publication>; byUrl: Map<string, Publication> } | null = null

function byUrl(from: ReadonlyMap<string, Publication>): ReadonlyMap<string, Publication> {
  if (located?.from === from) return located.byUrl
  const found = [...from.values()].flatMap((one) => (one.prUrl === null ? [] : [[one.prUrl, one] as const]))
  located = { from, byUrl: new Map(found) }
  return located.byUrl
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
      (error: unknown) => showProblem(error, t('Its pull request could not be read')),
    )
  }, [id, isTask])
  return usePublicationOf(id)
}

/** Takes an answer about one publication: all of its pull request is held only while that is looked at. */
function take(publication: WholePublication): void {
  const { pull } = publication
  if (wholes.get(publication.id) !== undefined) wholes.put([publication])
  if (pull === null) publications.put([{ ...publication, pull }])
  else {
    const { checks: _checks, reviews: _reviews, comments: _comments, ...short } = pull
    publications.put([{ ...publication, pull: short }])
  }
}

/** All that is known of the pull request of a publication; null while it is brought, or where there is none. */
export function usePull({ id, pull, updatedSeq }: Publication): WholePublication['pull'] {
  const whole = useEntity(wholes, id)
  const isOld = pull !== null && (whole === undefined || whole.updatedSeq < updatedSeq)
  useEffect(() => {
    if (!isOld) return
    client.publications.get({ id }).then(
      (publication) => wholes.put([publication]),
      (error: unknown) => showProblem(error, t('Its pull request could not be read')),
    )
  }, [id, isOld, updatedSeq])
  useEffect(() => () => void wholes.drop((one) => one.id === id), [id])
  return whole?.pull ?? null
}

/** Brings those that are not over, and the newest of the others, as cards name them. */
export async function loadPublications(): Promise<void> {
  const [open, newest] = await Promise.all([
    client.publications.list({ open: true, limit: 1000 }),
    client.publications.list({ limit: 50 }),
  ])
  publications.put([...newest.items, ...open.items])
}

/** Asks how a task or a batch shall be published, or what shall be done with its pull request. */
export const openPublish = (publishing: Publishing): void => view.setState({ publishing })

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
  run.changes?.files !== 0 &&
  !isForBatch(publications.all, run.id)

/** Whether what is published of a run is what it has done last. */
export const isCurrent = (
  publication: Pick<Publication, 'status' | 'runId' | 'headCommit'>,
  run: Pick<Run, 'id' | 'headCommit'>,
): boolean =>
  publication.status !== 'closed' &&
  (publication.runId === run.id || publication.headCommit === run.headCommit)

/** Whether a run has work that could be published and is not in what is. */
export const isLeftOut = (
  publication: Pick<Publication, 'status' | 'runId' | 'headCommit'>,
  run: Published,
): boolean => canPublish(run) && !isCurrent(publication, run)

/** Whether it is a pull request that somebody can still do something about. */
export const isPullOpen = (publication: Publication | undefined): boolean =>
  publication !== undefined && publication.prNumber !== null && !isPublicationOver(publication.status)

/** What publishing a task is called as things stand. */
export function publishWord({ id, projectId }: Pick<Task, 'id' | 'projectId'>): string {
  const publication = publicationOf(id)
  const isOpen = publication !== undefined && !isPublicationOver(publication.status)
  if (isOpen) return publication.prNumber === null ? t('See how it is published') : t('See its pull request')
  return projects.get(projectId)?.github === null ? t('Push branch…') : t('Create pull request…')
}

/** Publishes a task, or opens it where that has begun; says why neither can be. */
export function publishOrOpen(taskId: string): void {
  const task = tasks.get(taskId)
  if (task === undefined) return
  const publication = publicationOf(taskId)
  const isOpen = publication !== undefined && !isPublicationOver(publication.status)
  if (isOpen) goTo({ to: 'task', identifier: task.identifier })
  else if (canPublish(runs.get(task.latestRunId ?? ''))) openPublish({ taskId })
  else toast.info(t('{identifier} has no work to publish yet', { identifier: task.identifier }))
}

/** Does something with a publication and takes what it answers; gives what is wrong instead of showing it. */
async function act(work: () => Promise<WholePublication>): Promise<Problem | null> {
  try {
    take(await work())
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

/** Brings the open pull request of a task or a batch up to date with its work. */
export async function updatePublished(subject: Subject): Promise<void> {
  await shown(t('The pull request was not updated'), () => client.publications.create(subject))
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
  | 'resolve'
  | 'address'

export const CALLS: Record<PublicationAct, (id: string, commentIds?: readonly number[]) => Promise<unknown>> =
  {
    retry: (id) => shown(t('It was not tried again'), () => client.publications.retry({ id })),
    merge_foreign: (id) =>
      shown(t('Their commits were not merged in'), () => client.publications.retry({ id, foreign: 'merge' })),
    new_branch: (id) =>
      shown(t('It was not published under a new branch'), () =>
        client.publications.retry({ id, foreign: 'new_branch' }),
      ),
    cancel: (id) => shown(t('It was not given up'), () => client.publications.cancel({ id })),
    refresh: (id) => shown(t('It could not be refreshed'), () => client.publications.refresh({ id })),
    ready: (id) => shown(t('It is still a draft'), () => client.publications.ready({ id })),
    update_branch: (id) =>
      shown(t('The branch was not updated'), () => client.publications.updateBranch({ id })),
    fix: (id) =>
      actOnRun(() => client.publications.fixChecks({ id }), t('The agent does not fix the checks')),
    resolve: (id) =>
      actOnRun(
        () => client.publications.resolveConflict({ id }),
        t('The agent does not resolve the conflict'),
      ),
    address: (id, commentIds) =>
      actOnRun(
        () =>
          client.publications.addressReview({
            id,
            ...(commentIds === undefined ? {} : { commentIds: [...commentIds] }),
          }),
        t('The agent does not address the review'),
      ),
  }

async function shown(about: string, work: () => Promise<WholePublication>): Promise<void> {
  try {
    take(await work())
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
