import { type CommentTie, knownTies } from '#shared/comment-merge.ts'
import type { Comment } from '#shared/tasks.ts'
import type { Tx } from '../store/store.ts'
import type { IssueContext } from './context.ts'
import type { IssueComment } from './issue-api.ts'
import type { CommentPair, LinkRow } from './issue-records.ts'

type Here = Comment & { changedAt: number }
type There = IssueComment & { changedAt: number }

/** Ties that are known though the link is another one than before: see {@link knownTies}. */
export const tiesOfBefore = (
  { url, created_at }: Pick<LinkRow, 'url' | 'created_at'>,
  here: readonly Here[],
  there: readonly There[],
  ties: readonly CommentTie[],
  login: string,
): CommentTie[] =>
  knownTies(
    here.map((one) => ({ ...one, madeAt: Date.parse(one.createdAt) })),
    there,
    ties,
    { login, place: url ?? '', linkedAt: Date.parse(created_at) },
  )

/** Ties again what was tied before the two were parted. @returns all that is tied */
export async function tieAgain(
  tx: Tx,
  { records, comments }: Pick<IssueContext, 'records' | 'comments'>,
  link: LinkRow,
  here: readonly Here[],
  there: readonly There[],
  login: string,
): Promise<CommentPair[]> {
  const pairs = await records.pairs(link.id, tx.db)
  const byId = new Map(there.map((one) => [one.id, one]))
  const ties = tiesOfBefore(link, here, there, pairs.map(tieOf), login)
  for (const { commentId, remoteId, author, baseLocal, baseRemote } of ties) {
    const made = byId.get(remoteId ?? Number.NaN)
    await records.insertPair(tx, {
      link_id: link.id,
      comment_id: commentId,
      remote_id: remoteId,
      author,
      base_local: baseLocal,
      base_remote: baseRemote,
      remote_updated_at: made?.updatedAt ?? null,
    })
    if (made !== undefined && commentId !== null)
      await comments.updateFromGithub(tx, commentId, { url: made.url })
  }
  return ties.length === 0 ? pairs : records.pairs(link.id, tx.db)
}

/** Whether a login has written it. */
export const isBy = ({ author }: IssueComment, login: string) => author.toLowerCase() === login.toLowerCase()

/** Ties a comment to what GitHub made of it. @param sent the words that it got */
export async function tie(
  tx: Tx,
  records: IssueContext['records'],
  linkId: string,
  commentId: string,
  sent: string,
  made: IssueComment,
): Promise<void> {
  await records.insertPair(tx, {
    link_id: linkId,
    comment_id: commentId,
    remote_id: made.id,
    author: made.author,
    base_local: sent,
    base_remote: made.body,
    remote_updated_at: made.updatedAt,
  })
}

export const tieOf = (pair: CommentPair) => ({
  id: pair.id,
  commentId: pair.comment_id,
  remoteId: pair.remote_id,
  author: pair.author,
  baseLocal: pair.base_local,
  baseRemote: pair.base_remote,
})
