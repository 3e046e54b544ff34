import { batchName } from '#shared/batch-news.ts'
import type { Batch } from '#shared/batches.ts'
import type { Contest } from '#shared/contests.ts'
import type { Publication } from '#shared/publications.ts'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import type { Comment, Task } from '#shared/tasks.ts'
import { FAILURE_NAMES } from '../board/card-state.ts'
import { wish } from '../publications/words.ts'
import { headline, objectOf, plainText } from '../requests/request-words.ts'
import type { InboxItem } from '#shared/inbox-items.ts'
import { batches, contests, mentions, publications, requests, runs, tasks } from '../state/stores.ts'
import { t } from '../strings/t.ts'
import { withoutMarks } from '../ui/with-code.tsx'
import { visible } from '../ui/visible-text.ts'

/** What an item is about, as far as it is here. */
export type About = {
  task?: Task | undefined
  request?: Request | undefined
  batch?: Batch | undefined
  contest?: Contest | undefined
  run?: Run | undefined
  publication?: Publication | undefined
  mention?: Mention | undefined
}

/** What somebody has said to the user: in a task, or of its pull request. */
export type Mention = Pick<Comment, 'author' | 'body' | 'url'> & { at: string }

/** An item in words. */
export type ItemWords = {
  /** `APP-12`, or `Batch`. */
  name: string
  title: string
  /** What it wants, in one line. */
  wants: string
  /** What is told of it outside of the page: `APP-12 waits for you`. */
  news: string
}

/** What stands in the stores about an item. */
export function aboutOf({ id, kind, of, taskId }: InboxItem): About {
  const publication = isOfPull(kind) ? publications.get(of) : undefined
  return {
    task: tasks.get(taskId ?? ''),
    request: kind === 'request' ? requests.get(of) : undefined,
    batch: batches.get(publication?.batchId ?? (isOfBatch(kind) ? of : '')),
    contest: kind === 'contest' ? contests.get(of) : undefined,
    run: isOfRun(kind) ? runs.get(of) : undefined,
    publication,
    mention: kind === 'mention' ? mentionOf(id, mentions.get(of), publication) : undefined,
  }
}

/** The one that an item is about: a comment, or a remark on a pull request. */
export function mentionOf(
  item: string,
  comment: Comment | undefined,
  publication: Publication | undefined,
): Mention | undefined {
  if (comment !== undefined) return { ...comment, at: comment.createdAt }
  const remark = remarkOf(item)
  return publication?.pull?.mentions?.find(({ id }) => id === remark)
}

/** Which remark of a pull request an item is about; null = it is about something else. */
export function remarkOf(item: string): number | null {
  const [kind, , remark] = item.split(':')
  return kind === 'mention' && remark !== undefined ? Number(remark) : null
}

export const isOfRun = (kind: InboxItem['kind']): boolean =>
  kind === 'review' || kind === 'failed' || kind === 'plan'
/** A mention may be of a pull request. */
export const isOfPull = (kind: InboxItem['kind']): boolean => kind === 'pull' || kind === 'mention'
export const isOfBatch = (kind: InboxItem['kind']): boolean => kind === 'batch' || kind === 'merge'

/** @returns null while what it is about is not here */
export function itemWords(kind: InboxItem['kind'], about: About): ItemWords | null {
  const { task, request, batch, contest, run, publication, mention } = about
  const ofTask = { name: task?.identifier ?? t('Task'), title: task?.title ?? '' }
  const ofBatch = { name: t('Batch'), title: batch === undefined ? '' : batchName(batch) }
  const isOnBatch = (publication?.batchId ?? null) !== null
  switch (kind) {
    case 'request':
      return request === undefined
        ? null
        : { ...ofTask, wants: asked(request), news: t('{name} waits for you', ofTask) }
    case 'contest':
      return contest === undefined
        ? null
        : {
            ...ofTask,
            wants: t('All candidates are done. Choose one of {count}.', { count: contest.runIds.length }),
            news: t('{name} waits for your choice', ofTask),
          }
    case 'plan':
      if (run === undefined) return null
      return run.status === 'failed'
        ? { ...ofTask, wants: failedWords(run), news: t('{name} has no plan', ofTask) }
        : {
            ...ofTask,
            wants: t('Its plan is ready: edit it, accept it, or ask for changes.'),
            news: t('{name} has a plan', ofTask),
          }
    case 'review':
      return run === undefined
        ? null
        : { ...ofTask, wants: reviewWords(run), news: t('{name} is ready for review', ofTask) }
    case 'failed':
      return run === undefined
        ? null
        : { ...ofTask, wants: failedWords(run), news: t('{name} failed', ofTask) }
    case 'batch': {
      if (batch === undefined) return null
      const approval = batch.tasks.find(({ awaitsApproval }) => awaitsApproval)
      return approval === undefined
        ? {
            ...ofBatch,
            wants: batch.failure ?? t('Paused.'),
            news: t('{name} is paused', { name: ofBatch.title }),
          }
        : {
            ...ofBatch,
            wants: t('{identifier} waits for your approval, {merged} of {total} merged.', {
              identifier: approval.identifier,
              merged: batch.counts.merged,
              total: batch.counts.total,
            }),
            news: t('{batch}: {identifier} waits for your approval', {
              batch: ofBatch.title,
              identifier: approval.identifier,
            }),
          }
    }
    case 'merge':
      return batch === undefined
        ? null
        : {
            ...ofBatch,
            wants: t('Over, {merged} of {total} merged and not yet in {branch}.', {
              merged: batch.counts.merged,
              total: batch.counts.total,
              branch: batch.baseBranch,
            }),
            news: t('{name} is ready for review', { name: ofBatch.title }),
          }
    case 'pull':
      return publication === undefined
        ? null
        : {
            ...(publication.batchId === null ? ofTask : ofBatch),
            wants: wish(publication) ?? pullName(publication),
            news: pullNews(publication, ofTask.name),
          }
    case 'mention':
      return mention === undefined
        ? null
        : {
            ...(isOnBatch ? ofBatch : ofTask),
            wants: t('{author}: {words}', { author: mention.author, words: firstWords(mention.body) }),
            news: mentionNews(mention.author, isOnBatch ? ofBatch.title : ofTask.name),
          }
  }
}

/** That somebody has spoken to the user, outside of the page. */
export const mentionNews = (author: string, task: string): string =>
  t('{author} mentioned you in {task}', { author, task })

/** What a comment begins with, in one line. */
export const firstWords = (body: string): string =>
  visible(plainText(body).replaceAll(/\s+/g, ' ').trim()).slice(0, MOST_WORDS)

/** More letters stand in no line. */
const MOST_WORDS = 300

const pullName = ({ prNumber }: Publication): string =>
  prNumber === null ? t('Not published yet.') : t('Pull request #{number}.', { number: prNumber })

function pullNews({ prNumber, batchId }: Publication, name: string): string {
  if (prNumber === null)
    return batchId === null ? t('{name} is not published', { name }) : t('is not published')
  return batchId === null
    ? t('{name} pull request #{number}', { name, number: prNumber })
    : t('pull request #{number}', { number: prNumber })
}

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
  if (changes?.files === 0) return t('Done, nothing was changed.')
  const files =
    changes === null
      ? null
      : t('{files, plural, one {# file} other {# files}} changed', { files: changes.files })
  const check = checkPassed === null ? null : checkPassed ? t('checks passed') : t('checks failed')
  return [files ?? t('Ready for review'), check].filter((part) => part !== null).join(', ')
}

function failedWords({ failure }: Run): string {
  return failure === null
    ? t('It has failed.')
    : `${FAILURE_NAMES[failure.code]}. ${withoutMarks(failure.message)}`
}
