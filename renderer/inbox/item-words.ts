import { batchName, mergedWords } from '#shared/batch-news.ts'
import type { Batch } from '#shared/batches.ts'
import { chooseWords } from '#shared/contest-news.ts'
import type { Contest } from '#shared/contests.ts'
import type { Publication } from '#shared/publications.ts'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { FAILURE_NAMES } from '../board/card-state.ts'
import { wish } from '../publications/words.ts'
import { headline, objectOf, plainText } from '../requests/request-words.ts'
import type { InboxItem } from '../state/inbox.ts'
import { batches, contests, publications, requests, runs, tasks } from '../state/stores.ts'
import { visible } from '../ui/visible-text.ts'

/** What an item is about, as far as it is here. */
export type About = {
  task?: Task | undefined
  request?: Request | undefined
  batch?: Batch | undefined
  contest?: Contest | undefined
  run?: Run | undefined
  publication?: Publication | undefined
}

/** An item in words. */
export type ItemWords = {
  /** `APP-12`, or `Batch`. */
  name: string
  title: string
  /** What it wants, in one line. */
  wants: string
  /** What is told of it outside of the page, after the name: `waits for you`. */
  news: string
}

/** What stands in the stores about an item. */
export function aboutOf({ kind, of, taskId }: InboxItem): About {
  const publication = kind === 'pull' ? publications.get(of) : undefined
  return {
    task: tasks.get(taskId ?? ''),
    request: kind === 'request' ? requests.get(of) : undefined,
    batch: batches.get(publication?.batchId ?? (isOfBatch(kind) ? of : '')),
    contest: kind === 'contest' ? contests.get(of) : undefined,
    run: isOfRun(kind) ? runs.get(of) : undefined,
    publication,
  }
}

export const isOfRun = (kind: InboxItem['kind']): boolean =>
  kind === 'review' || kind === 'failed' || kind === 'plan'
export const isOfBatch = (kind: InboxItem['kind']): boolean => kind === 'batch' || kind === 'merge'

/** @returns null while what it is about is not here */
export function itemWords(kind: InboxItem['kind'], about: About): ItemWords | null {
  const { task, request, batch, contest, run, publication } = about
  const ofTask = { name: task?.identifier ?? 'Task', title: task?.title ?? '' }
  const ofBatch = { name: 'Batch', title: batch === undefined ? '' : batchName(batch) }
  switch (kind) {
    case 'request':
      return request === undefined ? null : { ...ofTask, wants: asked(request), news: 'waits for you' }
    case 'contest':
      return contest === undefined
        ? null
        : {
            ...ofTask,
            wants: `All candidates are done. ${chooseWords(contest)}.`,
            news: 'waits for your choice',
          }
    case 'plan':
      if (run === undefined) return null
      return run.status === 'failed'
        ? { ...ofTask, wants: failedWords(run), news: 'has no plan' }
        : {
            ...ofTask,
            wants: 'Its plan is ready: edit it, accept it, or ask for changes.',
            news: 'has a plan',
          }
    case 'review':
      return run === undefined ? null : { ...ofTask, wants: reviewWords(run), news: 'is ready for review' }
    case 'failed':
      return run === undefined ? null : { ...ofTask, wants: failedWords(run), news: 'failed' }
    case 'batch': {
      if (batch === undefined) return null
      const approval = batch.tasks.find(({ awaitsApproval }) => awaitsApproval)
      return approval === undefined
        ? { ...ofBatch, wants: batch.failure ?? 'Paused.', news: `${ofBatch.title} is paused` }
        : {
            ...ofBatch,
            wants: `${approval.identifier} waits for your approval, ${mergedWords(batch.counts)}.`,
            news: `${ofBatch.title}: ${approval.identifier} waits for your approval`,
          }
    }
    case 'merge':
      return batch === undefined
        ? null
        : {
            ...ofBatch,
            wants: `Over, ${mergedWords(batch.counts)} and not yet in ${batch.baseBranch}.`,
            news: `${ofBatch.title} is ready for review`,
          }
    case 'pull':
      return publication === undefined
        ? null
        : {
            ...(publication.batchId === null ? ofTask : ofBatch),
            wants: wish(publication) ?? pullName(publication),
            news:
              publication.prNumber === null ? 'is not published' : `pull request #${publication.prNumber}`,
          }
  }
}

const pullName = ({ prNumber }: Publication): string =>
  prNumber === null ? 'Not published yet.' : `Pull request #${prNumber}.`

/** What a run asks, in one line. */
function asked(request: Request): string {
  if (request.kind === 'permission') {
    const object = objectOf(request).split('\n', 1)[0] ?? ''
    return object === '' ? headline(request) : `${headline(request)}: ${object}`
  }
  const [question] = request.questions ?? []
  return question === undefined ? request.title : visible(plainText(question.question))
}

function reviewWords({ changes, checkPassed }: Run): string {
  if (changes?.files === 0) return 'Done, nothing was changed.'
  const files = changes === null ? null : `${changes.files} ${changes.files === 1 ? 'file' : 'files'} changed`
  const check = checkPassed === null ? null : checkPassed ? 'checks passed' : 'checks failed'
  return [files ?? 'Ready for review', check].filter((part) => part !== null).join(', ')
}

function failedWords({ failure }: Run): string {
  return failure === null ? 'It has failed.' : `${FAILURE_NAMES[failure.code]}. ${failure.message}`
}
