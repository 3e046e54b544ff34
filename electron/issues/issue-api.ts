import type { IssueField, IssueState } from '#shared/issue-words.ts'
import type { IssueFields, IssueFilter } from '#shared/issues.ts'

/** An issue as GitHub has it. Times are by its clock. */
export interface Issue extends IssueFields {
  number: number
  url: string
  author: string
  milestone: string | null
  assignees: string[]
  /** How many there are. */
  comments: number
  createdAt: string
  updatedAt: string
}

export interface IssueComment {
  id: number
  body: string
  /** Login. */
  author: string
  url: string
  createdAt: string
  updatedAt: string
}

/** The issues of one repository, with the token of one account. All of them throw GithubError. */
export interface IssueApi {
  /** Whose token it is. */
  readonly login: string
  /** Newest first, pull requests left out, so a page may hold fewer than another. @param page from 1 */
  list(filter: IssueFilter, page: number): Promise<{ items: Issue[]; hasNext: boolean }>
  /** By words of title or body. */
  search(words: string, filter: IssueFilter, page: number): Promise<{ items: Issue[]; hasNext: boolean }>
  choices(): Promise<{
    labels: string[]
    milestones: { number: number; title: string }[]
    assignees: string[]
  }>
  /**
   * Issues that were changed at `since` or later, the oldest change first; all pages, at most `most` issues.
   *
   * Not seen by it: an issue that was deleted or moved, and a comment that was removed, see {@link commentMarks}.
   *
   * @param etag of the same question, when nothing came of it
   * @returns null when nothing has changed since `etag`; `until`: the newest change that was read, of pull requests
   *   too, which is the next `since`; not `isWhole`: there are more than `most`; `clockOffset`: so far GitHub's clock is
   *   ahead of ours, in milliseconds
   */
  changedSince(
    since: string | null,
    etag: string | null,
    most: number,
  ): Promise<{
    issues: Issue[]
    until: string | null
    etag: string | null
    isWhole: boolean
    clockOffset: number
  } | null>
  /** @throws GithubError `not_found` when it is gone, was moved to another repository, or is a pull request */
  get(number: number): Promise<Issue>
  /** Labels that are not there are made where the token may. @returns the issue as it is then */
  update(number: number, change: Partial<IssueFields>): Promise<Issue>
  create(fields: Pick<IssueFields, 'title' | 'body' | 'labels'>): Promise<Issue>
  /** Those that the account has made at `since` or later: a lost answer's issue is among them. */
  madeSince(since: string): Promise<Issue[]>
  /**
   * How many comments issues have, and when one of them was last changed, at one request for a hundred: whatever
   * happens to a comment can be seen by it, while removing one leaves `updatedAt` of its issue as it was.
   *
   * @returns without issues that are gone
   */
  commentMarks(numbers: readonly number[]): Promise<Map<number, { count: number; changedAt: string | null }>>
  /** All of an issue, oldest first. */
  comments(number: number): Promise<IssueComment[]>
  addComment(number: number, body: string): Promise<IssueComment>
  editComment(id: number, body: string): Promise<IssueComment>
  /** None there is fine. */
  removeComment(id: number): Promise<void>
  /** When fields were last changed, and by whom, where GitHub tells; `updatedAt` of the issue for what it does not. */
  changeTimes(number: number): Promise<Record<IssueField, { at: string; by: string | null }>>
}

/** GitHub's two fields of a state in one. */
export const stateOf = (state: string, reason: string | null | undefined): IssueState =>
  state !== 'closed'
    ? 'open'
    : reason === 'not_planned' || reason === 'duplicate'
      ? 'not_planned'
      : 'completed'
