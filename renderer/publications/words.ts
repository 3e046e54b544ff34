import { type GithubFailure, isPassing, type MergeMethod } from '#shared/publication-words.ts'
import type {
  Publication,
  PublicationFailure,
  PullCheck,
  PullComment,
  PullSummary,
} from '#shared/publications.ts'
import type { Run } from '#shared/runs.ts'
import type { Tone } from '../batches/words.ts'
import { timeOfDay } from '../ui/day.ts'

/** Which mark stands for it. */
export type PublicationMark = 'working' | 'blocked' | 'draft' | 'open' | 'merged' | 'closed' | 'branch'

export type PublicationState = { word: string; tone: Tone; mark: PublicationMark }

type Stated = Pick<Publication, 'status' | 'step' | 'prNumber' | 'failure' | 'pull'>

/** Where a publication stands, in a word or two. */
export function publicationState({ status, step, prNumber, failure, pull }: Stated): PublicationState {
  switch (status) {
    case 'working':
      return { word: stepWord(step, prNumber), tone: 'run', mark: 'working' }
    case 'waiting': {
      const at = failure?.retryAt ?? null
      return { word: at === null ? 'Waits' : `Waits until ${timeOfDay(at)}`, tone: 'wait', mark: 'blocked' }
    }
    case 'blocked':
      return { word: 'Cannot go on', tone: 'bad', mark: 'blocked' }
    case 'open':
      return pull?.draft === true
        ? { word: 'Draft', tone: 'idle', mark: 'draft' }
        : { word: 'Open', tone: 'ok', mark: 'open' }
    case 'pushed':
      return { word: 'Pushed', tone: 'ok', mark: 'branch' }
    case 'merged':
      return { word: 'Merged', tone: 'review', mark: 'merged' }
    case 'closed':
      return { word: 'Closed', tone: 'bad', mark: 'closed' }
    case 'cancelled':
      return { word: 'Given up', tone: 'idle', mark: 'branch' }
  }
}

function stepWord(step: Publication['step'], prNumber: number | null): string {
  switch (step) {
    case 'push':
      return 'Pushing the branch'
    case 'pull_request':
      return prNumber === null ? 'Making the pull request' : 'Updating the pull request'
    case 'details':
      return 'Setting labels and reviewers'
    case 'done':
      return 'Finishing'
  }
}

/** The same where nothing else says what it is about, or after its number. */
export function chipWord(publication: Stated): string {
  const { status, prNumber, failure } = publication
  const { word } = publicationState(publication)
  if (prNumber !== null) return word.toLowerCase()
  if (status === 'blocked') return 'Not published'
  const at = failure?.retryAt ?? null
  return status === 'waiting' && at !== null ? `Publishing at ${timeOfDay(at)}` : word
}

/** What the tab with it is called. */
export const publicationTab = ({ prNumber, status }: Pick<Publication, 'prNumber' | 'status'>): string =>
  prNumber !== null ? `Pull request #${prNumber}` : status === 'pushed' ? 'Pushed branch' : 'Publishing'

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

/** All checks in a few words; null where there are none. */
export function checkSummary({
  failed,
  pending,
  passed,
  neutral,
}: PullSummary['checkCounts']): Summary | null {
  const judged = failed + pending + passed
  if (failed > 0)
    return { word: judged === 1 ? 'Its check failed' : `${failed} of ${judged} checks failed`, tone: 'bad' }
  if (pending > 0) return { word: `${passed} of ${judged} checks passed so far`, tone: 'run' }
  if (passed > 0)
    return { word: passed === 1 ? 'Its check passed' : `All ${passed} checks passed`, tone: 'ok' }
  return neutral === 0 ? null : { word: 'No check had to pass', tone: 'idle' }
}

/** The reviews in a few words; null where nobody has judged. */
export function reviewSummary({
  approved,
  requested,
}: Pick<PullSummary, 'approved' | 'requested'>): Summary | null {
  if (requested.count > 0) return { word: `${names(requested)} requested changes`, tone: 'wait' }
  if (approved.count > 0) return { word: `Approved by ${names(approved)}`, tone: 'ok' }
  return null
}

function names({ count, by: [first = '', second = ''] }: PullSummary['approved']): string {
  if (count < 2) return first
  return count === 2 ? `${first} and ${second}` : `${first} and ${count - 1} others`
}

/** How much was said that no agent was given; null = nothing. */
export const remarkSummary = ({ openRemarks }: Pick<PullSummary, 'openRemarks'>): Summary | null =>
  openRemarks === 0
    ? null
    : {
        word: openRemarks === 1 ? '1 remark is not addressed' : `${openRemarks} remarks are not addressed`,
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
  path === null ? 'The whole pull request' : line === null ? path : `${path}:${line}`

export const METHOD_WORDS: Record<MergeMethod, { name: string; hint: string }> = {
  merge: { name: 'Merge commit', hint: 'Keeps every commit and joins them with one.' },
  squash: { name: 'Squash', hint: 'All commits become one on the base branch.' },
  rebase: { name: 'Rebase', hint: 'The commits are put on top of the base branch, without a merge commit.' },
}

type Mergeable = Pick<Publication, 'status' | 'baseBranch' | 'pull'>

/**
 * Why a pull request cannot be merged now, in words; null = it can.
 *
 * @param isAtWork an agent makes more of it
 */
export function mergeObstacle({ status, baseBranch, pull }: Mergeable, isAtWork = false): string | null {
  if (status !== 'open' || pull === null) return 'There is no open pull request to merge.'
  if (isAtWork) return 'The agent is at work on it: wait until its run is over, or stop it first.'
  // Before all else: a draft can be mended, too.
  if (conflicts({ status, pull }))
    return `It conflicts with ${baseBranch}. The agent can bring both together; the result is pushed.`
  if (pull.draft || pull.mergeState === 'draft')
    return 'It is a draft: say that it is ready for review first.'
  if (pull.mergeState === 'blocked')
    return 'The rules of the branch want more first: an approval, or checks that pass.'
  if (pull.mergeState === 'behind') return `It is behind ${baseBranch}: update the branch first.`
  if (pull.mergeable === null) return 'GitHub is still working out whether it can be merged.'
  if (pull.methods.length === 0) return 'The repository permits no way of merging that this account may use.'
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
      return { word: 'is next to go on with it', tone: 'idle' }
    case 'running':
      return { word: 'is at work on it', tone: 'run' }
    case 'waiting':
      return { word: `waits for you${waiting === null ? '' : `: ${waiting.title}`}`, tone: 'wait' }
    case 'failed':
      return {
        word: `failed, and nothing of it was pushed${failure === null ? '.' : `: ${failure.message}`}`,
        tone: 'bad',
      }
    case 'cancelled':
      return { word: 'was stopped, and nothing of it was pushed', tone: 'idle' }
    case 'succeeded':
      if (changes?.files === 0) return { word: 'went on with it and changed nothing', tone: 'idle' }
      return isSettled
        ? { word: 'went on with it last', tone: 'ok' }
        : { word: 'is done, and its result is being pushed', tone: 'run' }
  }
}

/** Whether it and its base branch have changed the same lines. */
export const conflicts = ({ status, pull }: Pick<Publication, 'status' | 'pull'>): boolean =>
  status === 'open' && (pull?.mergeable === false || pull?.mergeState === 'dirty')

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
    ? 'GitHub takes no more requests of this account for now.'
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
  if (status === 'blocked') return failure?.message ?? 'Publishing cannot go on.'
  if (status === 'closed') return 'It was closed at GitHub and not merged.'
  // It is followed no more until somebody sees to its account.
  if (status === 'open' && failure !== null && !isPassing(failure.code)) return failure.message
  if (status !== 'open' || pull === null) return null
  const wishes: string[] = []
  const checks = checkSummary(pull.checkCounts)
  const reviews = reviewSummary(pull)
  if (checks?.tone === 'bad') wishes.push(`${checks.word}.`)
  if (reviews?.tone === 'wait') wishes.push(`${reviews.word}.`)
  if (conflicts({ status, pull })) wishes.push('It conflicts with its base branch.')
  return wishes.length === 0 ? null : wishes.join(' ')
}

/** A publication as a sentence, for who hovers its chip or has it read out. */
export function publicationSentence(publication: Stated): string {
  const { word } = publicationState(publication)
  const { prNumber, pull, status } = publication
  const name = prNumber === null ? 'Publishing' : `Pull request #${prNumber}`
  const rest =
    pull === null || status !== 'open'
      ? []
      : [
          checkSummary(pull.checkCounts)?.word,
          reviewSummary(pull)?.word,
          conflicts({ status, pull }) ? 'in conflict with its base' : undefined,
        ].filter((part) => part !== undefined)
  return [`${name}: ${word.toLowerCase()}`, ...rest].join(', ')
}
