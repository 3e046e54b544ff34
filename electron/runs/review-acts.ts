import type { ListedCommit } from '../git/git.ts'

/** By which a commit of a review is known. */
const MARK = 'Taken back in the review of '

/** The message of a commit that takes something back, or brings it again. */
export const reviewMessage = (subject: string, identifier: string): string =>
  `${subject}\n\n${MARK}${identifier}.\n\nTask: ${identifier}`

export const takeBackSubject = (what: string): string => `Revert ${what}`
export const restoreSubject = (commit: string): string => `Restore the files of ${commit.slice(0, 7)}`

/** Something that a reviewer has taken back, by the commits before and after it. */
export interface ReviewAct {
  before: string
  after: string
  what: string
}

type Known = ReviewAct & { treeBefore: string | null; treeAfter: string }

/**
 * What can be undone, and done again, of what a reviewer has taken back: the history of the branch says it. What stands
 * before a commit of somebody else is theirs to change.
 *
 * @param commits oldest first
 */
export function reviewActs(commits: readonly ListedCommit[]): {
  undo: ReviewAct | null
  redo: ReviewAct | null
} {
  let acts: Known[] = []
  let done = 0
  let last: ListedCommit | null = null
  for (const one of commits) {
    const what = takenBackBy(one)
    if (what !== null && last !== null) {
      const act = { before: last.commit, after: one.commit, what, treeBefore: last.tree, treeAfter: one.tree }
      acts = [...acts.slice(0, done), act]
      done += 1
    } else if (isRestore(one) && acts[done - 1]?.treeBefore === one.tree) done -= 1
    else if (isRestore(one) && acts[done]?.treeAfter === one.tree) done += 1
    else {
      acts = []
      done = 0
    }
    last = one
  }
  return { undo: plain(acts[done - 1]), redo: plain(acts[done]) }
}

const plain = (act: Known | undefined): ReviewAct | null =>
  act === undefined ? null : { before: act.before, after: act.after, what: act.what }

const subjectOf = (message: string) => message.split('\n', 1)[0] ?? ''
const isOfReview = (message: string) => message.includes(`\n\n${MARK}`)

function takenBackBy({ message }: ListedCommit): string | null {
  const [, what] = /^Revert (.+)$/.exec(subjectOf(message)) ?? []
  return what === undefined || !isOfReview(message) ? null : what
}

const isRestore = ({ message }: ListedCommit): boolean =>
  isOfReview(message) && /^Restore the files of [0-9a-f]{7}$/.test(subjectOf(message))
