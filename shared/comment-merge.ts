import { isSameText, keepsOurs } from './issue-merge.ts'

/** A comment of the task. Times are in milliseconds since 1970, by GitHub's clock. */
export interface HereComment {
  id: string
  body: string
  /** `user`, or a login. */
  author: string
  changedAt: number
}

/** A comment of the issue. */
export interface ThereComment {
  id: number
  body: string
  /** Login. */
  author: string
  changedAt: number
}

/** Two that are one, with what each side had when they were last the same. */
export interface CommentTie {
  commentId: string | null
  remoteId: number | null
  /** Login of who wrote it at GitHub. */
  author: string | null
  baseLocal: string | null
  baseRemote: string | null
}

/** What is to be done for one comment to be the same on both sides. `lost`: what the earlier change had. */
export type CommentStep<T extends CommentTie, H extends HereComment, R extends ThereComment> =
  /** Here: it is added, changed or removed. `tie` of `bring`: one that was removed here comes back. */
  | { kind: 'bring'; tie: T | null; there: R }
  | { kind: 'rewrite'; tie: T; here: H; there: R; lost: string | null }
  | { kind: 'take_away'; tie: T; here: H }
  /** At GitHub. `tie` of `post`: one that was removed there comes back. */
  | { kind: 'post'; tie: T | null; here: H }
  | { kind: 'edit'; tie: T; here: H; there: R; lost: string | null }
  | { kind: 'erase'; tie: T; there: R }
  /** Nowhere: both are the same, or both are gone. */
  | { kind: 'settle'; tie: T; here: H; there: R }
  | { kind: 'forget'; tie: T }

/**
 * What has to be done for the comments of a task and its issue to be the same. One that only one side has changed
 * becomes so on the other; where both have, the later one stays, and a change outlives a removal. What somebody else
 * wrote at GitHub stays as it is there.
 *
 * @param login whose comments `user` writes
 */
export function mergeComments<T extends CommentTie, H extends HereComment, R extends ThereComment>(
  here: readonly H[],
  there: readonly R[],
  ties: readonly T[],
  login: string,
): CommentStep<T, H, R>[] {
  const byId = new Map(here.map((one) => [one.id, one]))
  const byRemoteId = new Map(there.map((one) => [one.id, one]))
  const steps: CommentStep<T, H, R>[] = []
  for (const tie of ties) {
    const ours = byId.get(tie.commentId ?? '')
    const theirs = byRemoteId.get(tie.remoteId ?? Number.NaN)
    byId.delete(tie.commentId ?? '')
    byRemoteId.delete(tie.remoteId ?? Number.NaN)
    const isOwn = ours === undefined ? isSameLogin(tie.author, login) : ours.author === 'user'
    const step = mergeOne(tie, ours, theirs, isOwn)
    if (step !== null) steps.push(step)
  }
  for (const theirs of byRemoteId.values()) steps.push({ kind: 'bring', tie: null, there: theirs })
  for (const ours of byId.values())
    if (ours.author === 'user') steps.push({ kind: 'post', tie: null, here: ours })
  return steps
}

/** What tells one comment from others of the same words. Times are in milliseconds since 1970. */
interface Known {
  here: HereComment & { url: string | null; madeAt: number }
  there: ThereComment & { url: string }
}

/**
 * Comments that are one though no tie says so, since task and issue were parted and are linked again: by the address
 * of the one at GitHub; else by author and words, of those that were here before the link. One that has an address of
 * this issue, and is not there any more, was removed there.
 *
 * @param place begins the address of each comment of the issue
 * @param linkedAt when they were linked
 */
export function knownTies(
  here: readonly Known['here'][],
  there: readonly Known['there'][],
  ties: readonly CommentTie[],
  { login, place, linkedAt }: { login: string; place: string; linkedAt: number },
): CommentTie[] {
  const tiedHere = new Set(ties.map(({ commentId }) => commentId))
  const tiedThere = new Set(ties.map(({ remoteId }) => remoteId))
  const freeThere = new Map(there.filter(({ id }) => !tiedThere.has(id)).map((one) => [one.id, one]))
  const found: CommentTie[] = []
  const tie = (ours: Known['here'], theirs: Known['there'] | undefined) => {
    tiedHere.add(ours.id)
    if (theirs !== undefined) freeThere.delete(theirs.id)
    const isSettled = theirs === undefined || isSameText(ours.body, theirs.body)
    found.push({
      commentId: ours.id,
      remoteId: theirs?.id ?? null,
      author: theirs?.author ?? null,
      // Where they differ, nobody knows any more what both had: the later one stays.
      baseLocal: isSettled ? ours.body : null,
      baseRemote: isSettled ? (theirs?.body ?? null) : null,
    })
  }
  const free = () => here.filter(({ id, madeAt }) => madeAt <= linkedAt && !tiedHere.has(id))
  const byUrl = new Map([...freeThere.values()].map((one) => [one.url, one]))
  for (const ours of free()) {
    const theirs = byUrl.get(ours.url ?? '')
    if (theirs !== undefined) tie(ours, theirs)
  }
  for (const ours of free()) {
    const author = ours.author === 'user' ? login : ours.author
    const theirs = [...freeThere.values()].find(
      (one) => isSameLogin(author, one.author) && isSameText(ours.body, one.body),
    )
    if (theirs !== undefined) tie(ours, theirs)
    else if (ours.url?.startsWith(`${place}#`) === true) tie(ours, undefined)
  }
  return found
}

const isSameLogin = (one: string | null, other: string) => one?.toLowerCase() === other.toLowerCase()

function mergeOne<T extends CommentTie, H extends HereComment, R extends ThereComment>(
  tie: T,
  here: H | undefined,
  there: R | undefined,
  isOwn: boolean,
): CommentStep<T, H, R> | null {
  const isOurs = isOwn && here?.body !== tie.baseLocal
  const isTheirs = there?.body !== tie.baseRemote
  if (here === undefined && there === undefined) return { kind: 'forget', tie }
  if (here === undefined) {
    if (there === undefined) return null
    return isTheirs || !isOwn ? { kind: 'bring', tie, there } : { kind: 'erase', tie, there }
  }
  if (there === undefined) return isOurs ? { kind: 'post', tie, here } : { kind: 'take_away', tie, here }
  if (!isOurs && !isTheirs) return null
  if (isSameText(here.body, there.body)) return { kind: 'settle', tie, here, there }
  const oursStays = isOurs && (!isTheirs || keepsOurs({ local: here.changedAt, remote: there.changedAt }))
  const isBoth = isOurs && isTheirs
  return oursStays
    ? { kind: 'edit', tie, here, there, lost: isBoth ? there.body : null }
    : { kind: 'rewrite', tie, here, there, lost: isBoth ? here.body : null }
}
