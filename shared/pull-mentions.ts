// The page loads this file, so nothing of zod may stand in it.
import { speaksTo } from './login-mentions.ts'
import type { PullComment, PullMention, PullRequest } from './publications.ts'

/** So many are told of one pull request, the newest, and so many letters of each. */
const MOST = 20
const MOST_LETTERS = 4000

/**
 * Remarks in which others speak to the account that a pull request is read with, and that have no answer of it, the
 * oldest first.
 *
 * @param addressed ids of remarks that an agent was given
 */
export function pullMentions(
  { comments, readAs }: Pick<PullRequest, 'comments' | 'readAs'>,
  addressed: readonly number[] = [],
): PullMention[] {
  if (readAs === undefined) return []
  const isOwn = ({ author }: PullComment) => author.toLowerCase() === readAs.toLowerCase()
  const own = comments.filter(isOwn)
  return comments
    .filter(
      (comment) =>
        !isOwn(comment) &&
        !addressed.includes(comment.id) &&
        speaksTo(comment.body, readAs) &&
        !own.some((answer) => answers(answer, comment)),
    )
    .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : one.id - other.id))
    .slice(-MOST)
    .map(({ id, author, body, at, url }) => ({
      id,
      author,
      body: body.length > MOST_LETTERS ? `${body.slice(0, MOST_LETTERS)}…` : body,
      at,
      url,
    }))
}

/** What is said at a line answers its thread; what is said of the whole, all that was said so before. */
const answers = (answer: PullComment, to: PullComment): boolean =>
  answer.kind === to.kind &&
  (to.kind === 'issue' || rootOf(answer) === rootOf(to)) &&
  (answer.at > to.at || (answer.at === to.at && answer.id > to.id))

const rootOf = ({ id, inReplyTo }: PullComment): number => inReplyTo ?? id
