import type { Publication } from '#shared/publications.ts'
import type { Subject } from '../state/publications.ts'
import { type PullWords, wordsOf } from './changed-words.ts'

/** What was written and not published yet, by what it is about: a dialog that is closed takes nothing away. */
export const drafts = new Map<string, { base: string; words: PullWords }>()

export const draftKey = (subject: Subject, headCommit: string): string =>
  `${JSON.stringify(subject)} ${headCommit}`

/** Keeps what a publication would have said, to be offered when its work is published after all. */
export function keepDraft(publication: Publication): void {
  const { taskId, batchId, headCommit, baseBranch } = publication
  const subject = taskId === null ? { batchId: batchId ?? '' } : { taskId }
  drafts.set(draftKey(subject, headCommit), { base: baseBranch, words: wordsOf(publication) })
}
