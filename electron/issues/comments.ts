import { type CommentStep, mergeComments } from '#shared/comment-merge.ts'
import { isSameText, whyRefused } from '#shared/issue-merge.ts'
import { speaksTo } from '#shared/login-mentions.ts'
import type { Comment } from '#shared/tasks.ts'
import type { Tx } from '../store/store.ts'
import { adopt } from './adopt-comments.ts'
import type { IssueContext } from './context.ts'
import type { IssueComment } from './issue-api.ts'
import type { WriteRow } from './issue-log.ts'
import { failureOf, type LinkRow } from './issue-records.ts'
import { isBy, tie, tieAgain, tieOf } from './known-comments.ts'
import { isOfOne, type Pass, refusedBefore } from './pass.ts'

type Here = Comment & { changedAt: number }
type There = IssueComment & { changedAt: number }
type Tie = ReturnType<typeof tieOf>
type Step = CommentStep<Tie, Here, There>
/** A step that is done at GitHub, with its line of the journal. */
type Asked = Extract<Step, { kind: 'post' | 'edit' | 'erase' }> & { writeId: string }

const SUPERSEDED = 'Something newer took its place before GitHub had answered.'
const NEVER_CAME = 'GitHub did not get it, and it is not here any more.'

/**
 * Makes the comments of a task and its issue the same. They are read whole: nothing else tells of one that was removed.
 *
 * @returns when the newest was changed at GitHub, in milliseconds since 1970; 0 = there is none
 */
export async function syncComments(context: IssueContext, pass: Pass): Promise<number> {
  const { store, onMoment } = context
  const there = (await pass.api.comments(pass.number)).map((one) => ({
    ...one,
    changedAt: Date.parse(one.updatedAt),
  }))
  const asked = await store.write((tx) => planIn(tx, context, pass, there))
  const newest = there.reduce((latest, { changedAt }) => Math.max(latest, changedAt), 0)
  if (asked === null) return newest
  onMoment?.(pass.linkId, 'comments:written')
  for (const step of asked) {
    pass.signal.throwIfAborted()
    onMoment?.(pass.linkId, 'comment:begin')
    await ask(context, pass, step)
  }
  return newest
}

/** Does what is to be done here, and writes down what is to be asked for. @returns null = the link is gone */
async function planIn(
  tx: Tx,
  context: IssueContext,
  pass: Pass,
  there: readonly There[],
): Promise<Asked[] | null> {
  const { records, journal, comments } = context
  const link = await records.find(pass.linkId, tx.db)
  if (link === null) return null
  const begun = (await journal.begun(link.id, tx.db)).filter(({ subject }) => subject === 'comment')
  await adopt(tx, context, pass, begun, there)
  const here = (await comments.ofTask(link.task_id, tx.db)).map((one) => ({
    ...one,
    changedAt: Date.parse(one.updatedAt) + pass.clock.offset,
  }))
  const ties = (await tieAgain(tx, context, link, here, there, pass.api.login)).map(tieOf)
  const isRefused = refusedBefore(pass, link, await journal.refused(link, tx.db))
  const asked: Asked[] = []
  for (const step of mergeComments(here, there, ties, pass.api.login)) {
    if (step.kind !== 'post' && step.kind !== 'edit' && step.kind !== 'erase')
      await doHere(tx, context, link, pass, step)
    else if (pass.isOn) {
      const writeId = await begin(tx, context, pass, link, step, begun, isRefused)
      if (writeId !== null) asked.push({ ...step, writeId })
    }
  }
  if (pass.isOn) await endOthers(tx, context, begun, asked, there)
  await noteTimes(tx, context, link.id, there)
  return asked
}

async function doHere(
  tx: Tx,
  { records, journal, comments }: IssueContext,
  link: LinkRow,
  { api: { login }, clock }: Pass,
  step: Exclude<Step, { kind: 'post' | 'edit' | 'erase' }>,
): Promise<void> {
  const log = (write: { commentId: string; from: string | null; to: string | null; lost?: string | null }) =>
    journal.add(tx, link, {
      direction: 'to_task',
      subject: 'comment',
      status: 'written',
      by: 'there' in step ? step.there.author : null,
      ...write,
    })
  switch (step.kind) {
    case 'bring': {
      const { there } = step
      if (step.tie !== null) await records.removePair(tx, step.tie.id)
      const { id } = await comments.addFromGithub(tx, link.task_id, {
        body: there.body,
        author: isBy(there, login) ? null : there.author,
        url: there.url,
        // What was said before the task followed the issue is its history, and no news.
        isMention:
          !isBy(there, login) &&
          Date.parse(there.createdAt) >= Date.parse(link.created_at) + clock.offset - clock.slack &&
          speaksTo(there.body, login),
        createdAt: there.createdAt,
        updatedAt: there.updatedAt,
      })
      await tie(tx, records, link.id, id, there.body, there)
      await log({ commentId: id, from: null, to: there.body })
      return
    }
    case 'rewrite': {
      const { here, there, lost } = step
      const speaks = !isBy(there, login) && speaksTo(there.body, login)
      await comments.updateFromGithub(tx, here.id, {
        body: there.body,
        // One that has spoken to the user before says nothing new by that.
        ...(speaks && speaksTo(here.body, login) ? {} : { isMention: speaks }),
        updatedAt: there.updatedAt,
      })
      await records.updatePair(tx, step.tie.id, settledAs(there.body, there))
      await log({ commentId: here.id, from: here.body, to: there.body, lost })
      return
    }
    case 'take_away':
      await comments.removeFromGithub(tx, step.here.id)
      await records.removePair(tx, step.tie.id)
      await log({ commentId: step.here.id, from: step.here.body, to: null })
      return
    case 'settle':
      await records.updatePair(tx, step.tie.id, settledAs(step.here.body, step.there))
      return
    case 'forget':
      await records.removePair(tx, step.tie.id)
  }
}

const settledAs = (sent: string, { body, updatedAt }: IssueComment) => ({
  base_local: sent,
  base_remote: body,
  remote_updated_at: updatedAt,
})

/** Writes down what is asked for next. @returns null when it is not to be asked for */
async function begin(
  tx: Tx,
  { journal }: IssueContext,
  pass: Pass,
  link: LinkRow,
  step: Extract<Step, { kind: 'post' | 'edit' | 'erase' }>,
  begun: readonly WriteRow[],
  isRefused: (key: string, value: string) => boolean,
): Promise<string | null> {
  const commentId = step.kind === 'erase' ? (step.tie.commentId ?? step.tie.id) : step.here.id
  const to = step.kind === 'erase' ? null : step.here.body
  const write = {
    direction: 'to_github',
    subject: 'comment',
    commentId,
    from: step.kind === 'post' ? null : step.there.body,
    to,
    lost: step.kind === 'edit' ? step.lost : null,
  } as const
  const why = to === null ? null : whyRefused('body', to)
  if (to !== null && (why !== null || isRefused(commentId, to))) {
    const before = failureOf(link)
    const problem =
      why?.replace('The description', 'A comment') ?? before?.message ?? 'GitHub did not take it.'
    pass.problems.push({ code: why === null ? (before?.code ?? 'invalid') : 'invalid', message: problem })
    if (!isRefused(commentId, to)) await journal.add(tx, link, { ...write, status: 'failed', problem })
    return null
  }
  const before = begun.find((row) => row.comment_id === commentId)
  if (before === undefined) return journal.add(tx, link, { ...write, status: 'begun' })
  await journal.again(tx, before.id, write)
  return before.id
}

/** When each was last changed at GitHub: by that it is known whether there is news, though the words be the same. */
async function noteTimes(
  tx: Tx,
  { records }: IssueContext,
  linkId: string,
  there: readonly There[],
): Promise<void> {
  const times = new Map(there.map(({ id, updatedAt }) => [id, updatedAt]))
  for (const { id, remote_id, remote_updated_at } of await records.pairs(linkId, tx.db)) {
    const now = times.get(remote_id ?? 0)
    if (now !== undefined && now !== remote_updated_at)
      await records.updatePair(tx, id, { remote_updated_at: now })
  }
}

/** What was begun and is not to be done any more: it is done already, or something newer took its place. */
async function endOthers(
  tx: Tx,
  { journal }: IssueContext,
  begun: readonly WriteRow[],
  asked: readonly Asked[],
  there: readonly There[],
): Promise<void> {
  const going = new Set(asked.map(({ writeId }) => writeId))
  for (const { id, to_value, from_value } of begun.filter((row) => !going.has(row.id))) {
    const isDone = to_value === null || there.some(({ body }) => isSameText(body, to_value))
    if (isDone) await journal.end(tx, id, 'written')
    else await journal.end(tx, id, 'failed', from_value === null ? NEVER_CAME : SUPERSEDED)
  }
}

/** @throws GithubError for what stands in the way of everything */
async function ask(context: IssueContext, pass: Pass, step: Asked): Promise<void> {
  const { store, records, journal, comments, onMoment } = context
  let answer: IssueComment | null
  try {
    answer = await askGithub(pass, step)
  } catch (error) {
    // What stands in the way of all, or whose answer was lost: it is looked up next time.
    if (!isOfOne(error)) throw error
    pass.problems.push({ code: error.failure, message: error.message })
    await store.write((tx) => journal.end(tx, step.writeId, 'failed', error.message))
    return
  }
  onMoment?.(pass.linkId, 'comment:worked')
  await store.write(async (tx) => {
    await journal.end(tx, step.writeId, 'written')
    if ((await records.find(pass.linkId, tx.db)) === null) return
    if (step.tie !== null && (answer === null || step.kind === 'post'))
      await records.removePair(tx, step.tie.id)
    if (answer === null || step.kind === 'erase') return
    if (step.kind === 'edit') {
      await records.updatePair(tx, step.tie.id, settledAs(step.here.body, answer))
      return
    }
    await tie(tx, records, pass.linkId, step.here.id, step.here.body, answer)
    const there = await comments.ofTask(step.here.taskId, tx.db)
    if (there.some(({ id }) => id === step.here.id))
      await comments.updateFromGithub(tx, step.here.id, { url: answer.url })
  })
  onMoment?.(pass.linkId, 'comment:written')
}

async function askGithub({ api, number }: Pass, step: Asked): Promise<IssueComment | null> {
  switch (step.kind) {
    case 'post':
      return api.addComment(number, step.here.body)
    case 'edit':
      return api.editComment(step.there.id, step.here.body)
    case 'erase':
      await api.removeComment(step.there.id)
      return null
  }
}
