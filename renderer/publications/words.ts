import { conflicts } from '#shared/inbox-pulls.ts'
import { type GithubFailure, isPassing, type MergeMethod } from '#shared/publication-words.ts'
import type {
  Publication,
  PublicationFailure,
  PullCheck,
  PullComment,
  PullSummary,
} from '#shared/publications.ts'
import type { Run } from '#shared/runs.ts'
import type { Tone } from '../ui/tones.ts'
import { t } from '../strings/t.ts'

/** What is merged where: `owner/name`, or the remote alone where it is no GitHub. */
export const repositoryName = ({ repository }: Pick<Publication, 'repository'>): string | null =>
  repository === null ? null : `${repository.owner}/${repository.name}`

export type CheckState = PullCheck['state']
const CHECK_ORDER: readonly CheckState[] = ['failed', 'pending', 'passed', 'neutral']

/** Checks by what became of them, what failed first; groups without any are left out. */
export function checkGroups(checks: readonly PullCheck[]): { state: CheckState; checks: PullCheck[] }[] {
  const byState = Map.groupBy(checks, ({ state }) => state)
  return CHECK_ORDER.flatMap((state) => {
    const group = byState.get(state)
    return group === undefined ? [] : [{ state, checks: group.sort((a, b) => a.name.localeCompare(b.name)) }]
  })
}

export type Summary = { word: string; tone: Tone }

/** A summary that stands among sentences. */
export const asSentence = (summary: string): string => t('{summary}.', { summary })

/** All checks in a few words; null where there are none. */
export function checkSummary({
  failed,
  pending,
  passed,
  neutral,
}: PullSummary['checkCounts']): Summary | null {
  const judged = failed + pending + passed
  if (failed > 0)
    return {
      word: t('{judged, plural, one {Its check failed} other {{failed} of # checks failed}}', {
        judged,
        failed,
      }),
      tone: 'bad',
    }
  if (pending > 0)
    return { word: t('{passed} of {judged} checks passed so far', { passed, judged }), tone: 'run' }
  if (passed > 0)
    return {
      word: t('{passed, plural, one {Its check passed} other {All # checks passed}}', { passed }),
      tone: 'ok',
    }
  return neutral === 0 ? null : { word: t('No check had to pass'), tone: 'idle' }
}

/** The reviews in a few words; null where nobody has judged. */
export function reviewSummary({
  approved,
  requested,
}: Pick<PullSummary, 'approved' | 'requested'>): Summary | null {
  if (requested.count > 0)
    return { word: t('{names} requested changes', { names: names(requested) }), tone: 'wait' }
  if (approved.count > 0) return { word: t('Approved by {names}', { names: names(approved) }), tone: 'ok' }
  return null
}

function names({ count, by: [first = '', second = ''] }: PullSummary['approved']): string {
  if (count < 2) return first
  return count === 2
    ? t('{first} and {second}', { first, second })
    : t('{count, plural, one {{first} and # other} other {{first} and # others}}', {
        first,
        count: count - 1,
      })
}

/** How much was said that no agent was given; null = nothing. */
export const remarkSummary = ({ openRemarks }: Pick<PullSummary, 'openRemarks'>): Summary | null =>
  openRemarks === 0
    ? null
    : {
        word: t(
          '{openRemarks, plural, one {# remark is not addressed} other {# remarks are not addressed}}',
          { openRemarks },
        ),
        tone: 'idle',
      }

/** A remark and what was answered to it. */
export type Thread = { root: PullComment; replies: PullComment[]; isOpen: boolean }

/**
 * The remarks as threads: those on lines by file and line, then those on the whole. `isOpen`: something of it was not
 * given to the agent yet.
 */
export function threadsOf(comments: readonly PullComment[]): Thread[] {
  const byId = new Map(comments.map((comment) => [comment.id, comment]))
  const rootOf = (comment: PullComment): PullComment => {
    const seen = new Set<number>()
    let at = comment
    while (at.inReplyTo !== null && !seen.has(at.id)) {
      seen.add(at.id)
      const before = byId.get(at.inReplyTo)
      if (before === undefined) break
      at = before
    }
    return at
  }
  const threads = new Map<number, Thread>()
  for (const comment of [...comments].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id - b.id))) {
    const root = rootOf(comment)
    const thread = threads.get(root.id) ?? { root, replies: [], isOpen: false }
    if (comment !== root) thread.replies.push(comment)
    thread.isOpen ||= !comment.addressed
    threads.set(root.id, thread)
  }
  return [...threads.values()].sort((a, b) => byPlace(a.root, b.root))
}

function byPlace(a: PullComment, b: PullComment): number {
  if (a.path === null || b.path === null)
    return Number(a.path === null) - Number(b.path === null) || a.id - b.id
  return a.path.localeCompare(b.path) || (a.line ?? 0) - (b.line ?? 0) || a.id - b.id
}

/** Where a remark stands. */
export const placeOf = ({ path, line }: Pick<PullComment, 'path' | 'line'>): string =>
  path === null ? t('The whole pull request') : line === null ? path : `${path}:${line}`

export const METHOD_WORDS: Record<MergeMethod, { name: string; hint: string }> = {
  merge: { name: t('Merge commit'), hint: t('Keeps every commit and joins them with one.') },
  squash: { name: t('Squash'), hint: t('All commits become one on the base branch.') },
  rebase: {
    name: t('Rebase'),
    hint: t('The commits are put on top of the base branch, without a merge commit.'),
  },
}

type Mergeable = Pick<Publication, 'status' | 'baseBranch' | 'pull'>

/**
 * Why a pull request cannot be merged now, in words; null = it can.
 *
 * @param isAtWork an agent makes more of it
 */
export function mergeObstacle({ status, baseBranch, pull }: Mergeable, isAtWork = false): string | null {
  if (status !== 'open' || pull === null) return t('There is no open pull request to merge.')
  if (isAtWork) return t('The agent is at work on it: wait until its run is over, or stop it first.')
  // Before all else: a draft can be mended, too.
  if (conflicts({ status, pull }))
    return t('It conflicts with {baseBranch}. The agent can bring both together; the result is pushed.', {
      baseBranch,
    })
  if (pull.draft || pull.mergeState === 'draft')
    return t('It is a draft: say that it is ready for review first.')
  if (pull.mergeState === 'blocked')
    return t('The rules of the branch want more first: an approval, or checks that pass.')
  if (pull.mergeState === 'behind')
    return t('It is behind {baseBranch}: update the branch first.', { baseBranch })
  if (pull.mergeable === null) return t('GitHub is still working out whether it can be merged.')
  if (pull.methods.length === 0)
    return t('The repository permits no way of merging that this account may use.')
  return null
}

/**
 * How the run stands that goes on with a pull request, to be read after its name.
 *
 * @param isSettled its result was seen to
 */
export function followUpWords(
  { status, waiting, failure, changes }: Pick<Run, 'status' | 'waiting' | 'failure' | 'changes'>,
  isSettled: boolean,
): Summary {
  switch (status) {
    case 'queued':
      return { word: t('is next to go on with it'), tone: 'idle' }
    case 'running':
      return { word: t('is at work on it'), tone: 'run' }
    case 'waiting':
      return {
        word: waiting === null ? t('waits for you') : t('waits for you: {what}', { what: waiting.title }),
        tone: 'wait',
      }
    case 'failed':
      return {
        word:
          failure === null
            ? t('failed, and nothing of it was pushed.')
            : t('failed, and nothing of it was pushed: {why}', { why: failure.message }),
        tone: 'bad',
      }
    case 'cancelled':
      return { word: t('was stopped, and nothing of it was pushed'), tone: 'idle' }
    case 'succeeded':
      if (changes?.files === 0) return { word: t('went on with it and changed nothing'), tone: 'idle' }
      return isSettled
        ? { word: t('went on with it last'), tone: 'ok' }
        : { word: t('is done, and its result is being pushed'), tone: 'run' }
  }
}

/** Whether commits have come to the base branch since. */
export const isBehind = ({ status, pull }: Pick<Publication, 'status' | 'pull'>): boolean =>
  status === 'open' && pull?.mergeState === 'behind'

/** What happened, to be read beside when it is tried again by the user's own clock. */
export const failureWords = ({
  code,
  message,
  retryAt,
}: Pick<PublicationFailure, 'code' | 'message' | 'retryAt'>): string =>
  code === 'rate_limited' && retryAt !== null
    ? t('GitHub takes no more requests of this account for now.')
    : message

export type Way = 'retry' | 'foreign' | 'settings' | 'link' | 'edit'

/** What the user can do about a failure, the likeliest first. Its message says what happened. */
export function waysOn({ code, url }: Pick<PublicationFailure, 'code' | 'url'>): Way[] {
  if (code === 'foreign_commits') return ['foreign']
  if (url !== null && url !== undefined) return ['link', 'retry']
  // Its base branch, a label or a name is not as GitHub wants it: the same again would be refused again.
  if (code === 'invalid') return ['edit', 'retry']
  return NEEDS_ACCOUNT.includes(code) ? ['settings', 'retry'] : ['retry']
}

const NEEDS_ACCOUNT: readonly GithubFailure[] = ['unauthorized', 'no_account']

/** What the pull request wants from the user, in a few words; null = nothing. */
export function wish({
  status,
  pull,
  failure,
}: Pick<Publication, 'status' | 'pull' | 'failure'>): string | null {
  if (status === 'blocked') return failure?.message ?? t('Publishing cannot go on.')
  if (status === 'closed') return t('It was closed at GitHub and not merged.')
  // It is followed no more until somebody sees to its account.
  if (status === 'open' && failure !== null && !isPassing(failure.code)) return failure.message
  if (status !== 'open' || pull === null) return null
  const wishes: string[] = []
  const checks = checkSummary(pull.checkCounts)
  const reviews = reviewSummary(pull)
  if (checks?.tone === 'bad') wishes.push(asSentence(checks.word))
  if (reviews?.tone === 'wait') wishes.push(asSentence(reviews.word))
  if (conflicts({ status, pull })) wishes.push(t('It conflicts with its base branch.'))
  return wishes.length === 0 ? null : wishes.join(' ')
}
