import type { Bare } from './bare.ts'
import { type Protection, type Pull, type PullIssue, touch } from './records.ts'
import type { FakeRepository } from './repository.ts'
import { instant, type User } from './world.ts'

/** What git says about merging a head into a base; worked out once for each two commits. */
interface Comparison {
  behind: number
  commits: number
  additions: number
  deletions: number
  files: number
  /** The commit that a merge would make; null = they conflict. */
  testMerge: string | null
}

const known = new WeakMap<Bare, Map<string, Promise<Comparison>>>()

async function compare(git: Bare, base: string, head: string): Promise<Comparison> {
  const from = (await git.mergeBase(base, head)) ?? base
  const [behind, commits, stat, tree] = await Promise.all([
    git.count(`${head}..${base}`),
    git.count(`${base}..${head}`),
    git.git(['diff', '--numstat', from, head]),
    git.mergedTree(base, head),
  ])
  const lines = stat.split('\n').filter(Boolean)
  const sum = (column: number) =>
    lines.reduce((all, line) => all + (Number(line.split('\t')[column]) || 0), 0)
  const github = { name: 'GitHub', email: 'noreply@github.com' }
  return {
    behind,
    commits,
    additions: sum(0),
    deletions: sum(1),
    files: lines.length,
    testMerge: tree && (await git.commitTree(tree, [base, head], `Merge ${head} into ${base}`, github)),
  }
}

function comparison(git: Bare, base: string, head: string): Promise<Comparison> {
  const all = known.get(git) ?? new Map<string, Promise<Comparison>>()
  known.set(git, all)
  const found = all.get(`${base}..${head}`) ?? compare(git, base, head)
  all.set(`${base}..${head}`, found)
  return found
}

const closed = (issue: PullIssue, merged?: { by: User | null; commit: string }) => {
  const at = touch(issue)
  Object.assign(issue, { state: 'closed', closedAt: at })
  if (merged)
    Object.assign(issue.pull, {
      mergedAt: at,
      mergedBy: merged.by,
      mergeCommit: merged.commit,
    } satisfies Partial<Pull>)
}

/** Brings open pull requests up to what has been pushed since. */
export async function settle(repository: FakeRepository): Promise<void> {
  const open = repository.pulls.filter((issue) => issue.state === 'open')
  if (open.length === 0 || repository.bare === null) return
  const { git } = repository
  const heads = await git.heads()
  for (const issue of open) {
    const { pull } = issue
    const head = heads.get(pull.head)
    const base = heads.get(pull.base)
    if (head === undefined || base === undefined) {
      closed(issue)
      continue
    }
    const pushed = head !== pull.headCommit
    if (pushed) {
      Object.assign(pull, { headCommit: head, baseCommit: base } satisfies Partial<Pull>)
      touch(issue)
      await git.move(`refs/pull/${issue.number}/head`, head)
    }
    if ((pushed || base !== pull.baseCommit) && (await comparison(git, base, head)).commits === 0)
      closed(issue, pushed ? undefined : { by: null, commit: base })
  }
}

/** Whether a check or status of this name has passed for a commit. */
const hasPassed = (repository: FakeRepository, commit: string, name: string) => {
  const check = repository.checks.findLast((each) => each.commit === commit && each.name === name)
  const status = repository.statuses.findLast((each) => each.commit === commit && each.context === name)
  const passed = ['success', 'neutral', 'skipped'].includes(check?.conclusion ?? '')
  return passed || status?.state === 'success'
}

const approvals = (pull: Pull) => {
  const last = new Map(
    pull.reviews.filter((each) => each.state !== 'COMMENTED').map((each) => [each.author, each.state]),
  )
  const states = [...last.values()]
  return states.includes('CHANGES_REQUESTED') ? -1 : states.filter((state) => state === 'APPROVED').length
}

/** In GitHub's words, why a protected branch does not take it; null = it does. */
function objection(repository: FakeRepository, pull: Pull, rules: Protection | undefined): string | null {
  if (!rules) return null
  if (approvals(pull) < rules.approvals)
    return 'At least 1 approving review is required by reviewers with write access.'
  const missing = rules.checks.find((name) => !hasPassed(repository, pull.headCommit, name))
  return missing === undefined ? null : `Required status check "${missing}" is expected.`
}

export interface Mergeability extends Comparison {
  mergeable: boolean | null
  state: 'clean' | 'dirty' | 'draft' | 'blocked' | 'behind' | 'unstable' | 'unknown'
  objection: string | null
}

/** Whether it can be merged, as GitHub tells it. */
export async function mergeability(repository: FakeRepository, issue: PullIssue): Promise<Mergeability> {
  const { pull } = issue
  const base = issue.state === 'open' ? await repository.git.commitOf(`refs/heads/${pull.base}`) : null
  const found = await comparison(repository.git, base ?? pull.baseCommit, pull.headCommit)
  const rules = repository.protection.get(pull.base)
  const why = objection(repository, pull, rules)
  const results = [
    ...repository.checks
      .filter((each) => each.commit === pull.headCommit)
      .map((each) => each.conclusion ?? 'pending'),
    ...repository.statuses.filter((each) => each.commit === pull.headCommit).map((each) => each.state),
  ]
  const unstable = results.some((each) => !['success', 'neutral', 'skipped'].includes(each))
  const answer = (state: Mergeability['state'], mergeable: boolean | null) =>
    ({ ...found, objection: why, state, mergeable }) satisfies Mergeability
  if (issue.state === 'closed') return answer('unknown', null)
  if (pull.undecided > 0) {
    pull.undecided -= 1
    return answer('unknown', null)
  }
  if (found.testMerge === null) return answer('dirty', false)
  if (pull.draft) return answer('draft', true)
  if (why !== null) return answer('blocked', true)
  if (rules?.strict && found.behind > 0) return answer('behind', true)
  return answer(unstable ? 'unstable' : 'clean', true)
}

/** Merges it in the repository. @returns the commit that the base stands at then */
export async function merge(
  repository: FakeRepository,
  issue: PullIssue,
  by: User,
  { method, title, message }: { method: 'merge' | 'squash' | 'rebase'; title?: string; message?: string },
): Promise<string | null> {
  const { git } = repository
  const { pull } = issue
  const ref = `refs/heads/${pull.base}`
  const base = await git.git(['rev-parse', ref])
  const who = { name: by.name ?? by.login, email: by.email }
  const written = async (parents: string[], subject: string, body: string) => {
    const tree = await git.mergedTree(base, pull.headCommit)
    return tree && git.commitTree(tree, parents, `${title ?? subject}\n\n${message ?? body}\n`, who)
  }
  const source = `${repository.owner.login}/${pull.head}`
  const commit = await {
    merge: () =>
      written([base, pull.headCommit], `Merge pull request #${issue.number} from ${source}`, issue.title),
    squash: () => written([base], `${issue.title} (#${issue.number})`, issue.body ?? ''),
    rebase: () => git.rebased(base, pull.headCommit),
  }[method]()
  if (commit === null) return null
  await git.move(ref, commit, base)
  pull.baseCommit = base
  closed(issue, { by, commit })
  if (pull.base === repository.defaultBranch) closeNamed(repository, issue, by)
  if (repository.deleteBranchOnMerge) await git.git(['update-ref', '-d', `refs/heads/${pull.head}`])
  repository.pushedAt = instant()
  return commit
}

const KEYWORD = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? +(?:([\w.-]+\/[\w.-]+))?#(\d+)/gi

/** Issues that its body names behind a keyword (docs.github.com, “Linking a pull request to an issue”). */
function closeNamed(repository: FakeRepository, { body }: PullIssue, by: User): void {
  for (const [, place = repository.fullName, number] of (body ?? '').matchAll(KEYWORD)) {
    const there = repository.world.repository(place)
    const issue = there?.issues.get(Number(number))
    if (there && issue?.pull === null)
      there.change(issue.number, { state: 'closed', stateReason: 'completed' }, by)
  }
}

/** Merges the base into the head. @returns false when they conflict */
export async function updateBranch(repository: FakeRepository, issue: PullIssue, by: User): Promise<boolean> {
  const { git } = repository
  const { pull } = issue
  const base = await git.git(['rev-parse', `refs/heads/${pull.base}`])
  const tree = await git.mergedTree(pull.headCommit, base)
  if (tree === null) return false
  const message = `Merge branch '${pull.base}' into ${pull.head}`
  const who = { name: by.name ?? by.login, email: by.email }
  const commit = await git.commitTree(tree, [pull.headCommit, base], message, who)
  await git.move(`refs/heads/${pull.head}`, commit, pull.headCommit)
  await settle(repository)
  return true
}
