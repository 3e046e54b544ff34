import type { WriteSubject } from '#shared/issue-words.ts'
import type { IssueChange, IssueWrite } from '#shared/issues.ts'
import { t } from '../strings/t.ts'

/** Who did a write, and what it did, to be read after each other. */
export function writeWords({
  direction,
  subject,
  from,
  to,
  by,
  status,
  lost,
}: Pick<IssueWrite, 'direction' | 'subject' | 'from' | 'to' | 'by' | 'status' | 'lost'>): {
  who: string
  did: string
} {
  const isOut = direction === 'to_github'
  // Whose issue it is stands there; who tied it was the user, or the wish for new issues.
  if (subject === 'link')
    return by === null
      ? { who: t('You'), did: t('linked the task and the issue') }
      : { who: by, did: t('wrote the issue that the task was made of') }
  const act = from === null ? 'add' : to === null ? 'remove' : 'change'
  const isFailed = status === 'failed'
  // Who it was is asked only where both sides have changed something.
  const who = by ?? t('You')
  if (!isOut && by === null)
    // Who is asked for where both had changed it: else it was the user who chose what is kept.
    return lost === null
      ? { who: t('At GitHub,'), did: unknownWords(subject, act) }
      : { who, did: keptWords(subject) }
  if (subject === 'issue')
    return { who, did: isFailed ? t('could not make an issue of the task') : t('made an issue of the task') }
  if (subject === 'comment') return { who, did: commentWords(act, isOut, isFailed) }
  return { who, did: changeWords(subject, isOut, isFailed) }
}

type Act = 'add' | 'change' | 'remove'

function commentWords(act: Act, isOut: boolean, isFailed: boolean): string {
  if (isFailed)
    return isOut
      ? t(
          '{act, select, add {could not add a comment at GitHub} remove {could not remove a comment at GitHub} other {could not change a comment at GitHub}}',
          { act },
        )
      : t(
          '{act, select, add {could not add a comment here} remove {could not remove a comment here} other {could not change a comment here}}',
          { act },
        )
  return isOut
    ? t(
        '{act, select, add {added a comment at GitHub} remove {removed a comment at GitHub} other {changed a comment at GitHub}}',
        { act },
      )
    : t(
        '{act, select, add {added a comment here} remove {removed a comment here} other {changed a comment here}}',
        { act },
      )
}

function changeWords(subject: WriteSubject, isOut: boolean, isFailed: boolean): string {
  if (isFailed)
    return isOut
      ? t(
          '{subject, select, title {could not change the title at GitHub} body {could not change the description at GitHub} state {could not change the state at GitHub} other {could not change the labels at GitHub}}',
          { subject },
        )
      : t(
          '{subject, select, title {could not change the title here} body {could not change the description here} state {could not change the state here} other {could not change the labels here}}',
          { subject },
        )
  return isOut
    ? t(
        '{subject, select, title {changed the title at GitHub} body {changed the description at GitHub} state {changed the state at GitHub} other {changed the labels at GitHub}}',
        { subject },
      )
    : t(
        '{subject, select, title {changed the title here} body {changed the description here} state {changed the state here} other {changed the labels here}}',
        { subject },
      )
}

const keptWords = (subject: WriteSubject): string =>
  t(
    '{subject, select, title {kept the title of GitHub} body {kept the description of GitHub} state {kept the state of GitHub} comment {kept the comment of GitHub} other {kept the labels of GitHub}}',
    { subject },
  )

/** Of a change whose author GitHub did not tell. */
const unknownWords = (subject: WriteSubject, act: Act): string =>
  subject === 'comment'
    ? t(
        '{act, select, add {a comment was added} remove {a comment was removed} other {a comment was changed}}',
        { act },
      )
    : t(
        '{subject, select, title {the title was changed} body {the description was changed} state {the state was changed} issue {the issue was changed} other {the labels were changed}}',
        { subject },
      )

/** What getting back what a write has replaced is called. */
export const takeBackLabel = (subject: WriteSubject, value: string): string =>
  t(
    '{subject, select, title {Take back the title: {value}} body {Take back the description: {value}} state {Take back the state: {value}} comment {Take back the comment: {value}} other {Take back the labels: {value}}}',
    { subject, value },
  )

export const hadNoneWords = (subject: WriteSubject): string =>
  t(
    '{subject, select, title {It had no title.} body {It had no description.} state {It had no state.} comment {It had no comment.} other {It had no labels.}}',
    { subject },
  )

/** Why one side's change was kept where both had made one. */
export const laterWords = (direction: IssueChange['direction']): string =>
  direction === 'to_github'
    ? t('Changed on both sides: yours is the later one, GitHub’s is overwritten.')
    : t('Changed on both sides: GitHub’s is the later one, yours is overwritten.')

/** Which side’s change was given up by a write. */
export const overwrittenWords = (direction: IssueChange['direction']): string =>
  direction === 'to_github'
    ? t('They differed: yours is kept, GitHub’s is overwritten.')
    : t('They differed: GitHub’s is kept, yours is overwritten.')
