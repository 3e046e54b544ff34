import { isSameText } from '#shared/issue-merge.ts'
import type { Tx } from '../store/store.ts'
import type { IssueContext } from './context.ts'
import type { IssueComment } from './issue-api.ts'
import type { WriteRow } from './issue-log.ts'
import { isBy, tie } from './known-comments.ts'
import { type Clock, mayBeOf, type Pass } from './pass.ts'

/** So long a comment is on its way at most, with what clocks are off. */
const ON_ITS_WAY_MS = 60_000

/** Comments whose answer was lost: each is tied to what GitHub made of it, though somebody has edited that since. */
export async function adopt(
  tx: Tx,
  { records, journal, comments }: IssueContext,
  { linkId, api, clock }: Pass,
  begun: WriteRow[],
  there: readonly IssueComment[],
): Promise<void> {
  const pairs = await records.pairs(linkId, tx.db)
  const known = new Set(pairs.map(({ remote_id }) => remote_id))
  const candidates = (row: WriteRow) =>
    there.filter((one) => !known.has(one.id) && isBy(one, api.login) && mayBeOf(row, one.createdAt, clock))
  const take = async (row: WriteRow, commentId: string, words: string, made: IssueComment) => {
    known.add(made.id)
    begun.splice(begun.indexOf(row), 1)
    // It was tied to one that was removed at GitHub, and was posted anew.
    const before = pairs.find(({ comment_id }) => comment_id === commentId)
    if (before !== undefined) await records.removePair(tx, before.id)
    const isEdited = !isSameText(made.body, words)
    await tie(tx, records, linkId, commentId, words, isEdited ? { ...made, body: words } : made)
    const isHere = (await comments.ofTask(row.task_id, tx.db)).some(({ id }) => id === commentId)
    if (isHere) await comments.updateFromGithub(tx, commentId, { url: made.url })
    await journal.end(tx, row.id, 'written')
  }
  const lost = begun.flatMap((row) => {
    const { from_value, to_value: words, comment_id: commentId } = row
    return from_value !== null || words === null || commentId === null ? [] : [{ row, words, commentId }]
  })
  for (const { row, words, commentId } of lost) {
    const made = candidates(row).find(({ body }) => isSameText(body, words))
    if (made !== undefined) await take(row, commentId, words, made)
  }
  const rest = lost.filter(({ row }) => begun.includes(row))
  const [first] = rest
  if (first === undefined || rest.length > 1) return
  const [made, ...others] = candidates(first.row).filter((one) => wasSentAs(first.row, one, clock))
  if (made !== undefined && others.length === 0) await take(first.row, first.commentId, first.words, made)
}

/** A comment with other words than were sent was edited since: it came when they were sent. */
const wasSentAs = ({ at }: WriteRow, { createdAt, updatedAt }: IssueComment, { offset }: Clock) =>
  updatedAt > createdAt && Math.abs(Date.parse(createdAt) - Date.parse(at) - offset) <= ON_ITS_WAY_MS
