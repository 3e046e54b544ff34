import { AppError } from '#shared/errors.ts'
import { repositoryOf as githubAt } from '#shared/github-remote.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { CreatePublication, PublicationPreview, UpdatePublication } from '#shared/publications.ts'
import type { GithubAccount, GithubRepository } from '#shared/github.ts'
import { linkedIssues } from '../issues/linked-issues.ts'
import type { Tx } from '../store/store.ts'
import { closingLine } from './closing-words.ts'
import { compareUrl } from './compare-url.ts'
import type { PublicationContext } from './context.ts'
import { type PublicationChange, type PublicationRow, type Said, saidOf } from './publication-records.ts'
import { type Source, wordsOf } from './work.ts'

type Words = Omit<UpdatePublication, 'id'>

/** What publishing some work would do, and why not all of it. */
export interface Plan {
  source: Source
  accountId: string | null
  repository: GithubRepository | null
  remote: { name: string; url: string } | null
  /** The one that goes on at it, or the last one. */
  latest: PublicationRow | null
  branch: string
  baseBranch: string
  /** As we would write them. */
  title: string
  body: string
  draft: boolean
  hint: string | null
}

/** Looks at all that publishing needs; nothing is written. @throws AppError BAD_REQUEST for a base that is no branch’s name */
export async function planOf(context: PublicationContext, source: Source, base?: string): Promise<Plan> {
  const { store, git, github, records, settings } = context
  const { project, subject } = source
  if (base !== undefined && !BRANCH.test(base))
    throw new AppError('BAD_REQUEST', `base: “${base}” cannot be the name of a branch.`, { field: 'base' })
  const remote = await git.remoteUrl({ repo: project.repoPath })
  // Where it is pushed to now, whatever the remote named when it was looked at.
  const repository = remote === null ? null : githubAt(remote.pushUrl, await github.hosts())
  const { githubAccountId } = project
  const account =
    repository === null ? null : await github.accountFor({ github: repository, githubAccountId })
  const open = await records.openOf(subject)
  const latest = open ?? (await records.latestOf(subject))
  const taskIds = source.tasks.map(({ id }) => id)
  const closing = repository && closingLine(await linkedIssues(store.db, taskIds), repository)
  return {
    source,
    accountId: account?.id ?? null,
    repository,
    remote: remote && { name: remote.remote, url: remote.pushUrl },
    latest,
    branch: open?.branch ?? source.branch,
    baseBranch: base ?? open?.base_branch ?? source.baseBranch,
    ...(await wordsOf(context, source, closing)),
    draft: settingsFor(settings.stored(), project).draftPullRequests,
    hint:
      remote === null || repository === null
        ? hintOf(source, remote?.remote ?? null)
        : account === null
          ? accountHint(source, repository, await github.accounts())
          : null,
  }
}

/** Why there is no pull request where the remote is no GitHub, or is none at all. */
const hintOf = ({ branch, project }: Source, remote: string | null): string =>
  remote === null
    ? `${project.name} has no remote, so the work stays on the branch ${branch} here. Add one (git remote add origin URL), then publish it.`
    : `${remote} is no GitHub that OpenLinear knows: the branch is pushed, and the pull request is yours to make. A GitHub server of your own is added in Settings › GitHub.`

/** Why there is none where it is one: nobody speaks for the project there. */
function accountHint(
  { project }: Source,
  { host }: GithubRepository,
  accounts: readonly Pick<GithubAccount, 'host' | 'login' | 'state'>[],
): string {
  const there = accounts.filter((account) => account.host === host)
  const ready = there.filter(({ state }) => state === 'ready')
  const otherwise = 'Till then the branch is pushed, and a link to make the pull request is given.'
  if (ready.length > 1)
    return `${listed(ready)} are signed in at ${host}, and none of them is chosen for ${project.name}. ${otherwise}`
  if (there.length > 0)
    return `${host} does not let ${listed(there)} in any more. Sign in again in Settings › GitHub. ${otherwise}`
  return `No account at ${host} is signed in: the branch is pushed, and a link to make the pull request is given. Sign in in Settings › GitHub to have it made.`
}

const listed = (accounts: readonly { login: string }[]): string =>
  new Intl.ListFormat('en-GB').format(accounts.map(({ login }) => login))

/** Near enough to what git takes; whether it is there GitHub says. */
const BRANCH = /^(?![-./])(?!.*(?:\.\.|\/\/|@\{|\/\.))[^\s\p{C}~^:?*[\\]+(?<![./]|\.lock)$/u

/** What would be published: of a pull request that is open, the words that the user has changed there stay. */
export function previewOf(plan: Plan): PublicationPreview {
  const { source, latest, remote } = plan
  const open = isOpen(latest) ? latest : null
  const own = open === null ? [] : (JSON.parse(open.own_words) as string[])
  return {
    accountId: plan.accountId,
    repository: plan.repository,
    remote: remote?.name ?? null,
    branch: plan.branch,
    baseBranch: plan.baseBranch,
    headCommit: source.head,
    title: open !== null && own.includes('title') ? open.title : plan.title,
    body: open !== null && own.includes('body') ? open.body : plan.body,
    draft: open === null ? plan.draft : open.draft === 1,
    labels: open === null ? [] : (JSON.parse(open.labels) as string[]),
    reviewers: open === null ? [] : (JSON.parse(open.reviewers) as string[]),
    hint: plan.hint,
  }
}

export const isOpen = (row: PublicationRow | null): row is PublicationRow =>
  row !== null && row.ended_at === null

/** So long somebody who publishes waits for that. */
const BASE_PATIENCE_MS = 10_000

/**
 * That a base branch which somebody has written is at the remote: GitHub says so only when the work is pushed.
 *
 * @throws AppError BAD_REQUEST when it is not
 */
export async function requireBase({ git }: PublicationContext, plan: Plan): Promise<void> {
  const { source, remote, baseBranch: branch } = plan
  if (remote === null || branch === source.baseBranch) return
  const repo = source.project.repoPath
  // Whatever else stands in the way there is told by the push.
  const { reason } = await git.fetchBranch({ repo, branch, patienceMs: BASE_PATIENCE_MS })
  if (reason !== 'no_branch') return
  const message = `base: There is no branch ${branch} at ${remote.name} to go into.`
  throw new AppError('BAD_REQUEST', message, { field: 'base' })
}

/** @throws AppError GITHUB_ERROR when there is nowhere to publish it */
export function requireRemote({ remote, hint }: Plan): void {
  if (remote !== null) return
  throw new AppError('GITHUB_ERROR', hint ?? 'There is no remote.', { failure: 'no_remote' })
}

/**
 * Writes that some work is to be published: onto its open pull request, or as a new one.
 *
 * @param pushed the commit that is at the remote already
 * @returns the publication's id
 */
export async function writePlan(
  { store, records }: PublicationContext,
  tx: Tx,
  plan: Plan,
  input: Omit<CreatePublication, 'taskId' | 'batchId'> = {},
  pushed?: string,
): Promise<string> {
  const { source, accountId, repository } = plan
  const open = await records.openOf(source.subject, tx.db)
  const branch = open?.branch ?? plan.branch
  const base = plan.baseBranch
  // Who agreed to a branch being pushed has not agreed to a pull request, and has written none.
  const isBranchAlone = open !== null && open.account_id === null && Object.keys(input).length === 0
  const place = {
    run_id: source.runId,
    account_id: isBranchAlone ? null : accountId,
    repository: repository && JSON.stringify(repository),
    local_branch: source.branch,
    base_branch: base,
    head_commit: source.head,
    compare_url: compareUrl(repository, plan.remote?.url ?? null, { base, branch }),
    failure: null,
    foreign_choice: null,
    attempts: 0,
    due_at: null,
    notes: '[]',
  }
  if (open !== null) {
    const ours = { title: plan.title, body: plan.body }
    const own = input.base === undefined || input.base === open.base_branch ? [] : (['base'] as const)
    const words = wordsChange(open, ours, input, own)
    const at = pushed === undefined ? {} : { pushed_commit: pushed }
    await records.update(tx, open.id, { ...place, ...words, ...at }, 'republish')
    return open.id
  }
  const id = store.newId()
  const isSamePlace = plan.latest?.branch === branch && plan.latest.repository === place.repository
  const own = (['title', 'body'] as const).filter(
    (field) => input[field] !== undefined && input[field] !== plan[field],
  )
  await records.insert(tx, {
    id,
    project_id: source.project.id,
    task_id: 'taskId' in source.subject ? source.subject.taskId : null,
    batch_id: 'batchId' in source.subject ? source.subject.batchId : null,
    ...place,
    status: 'working',
    step: 'push',
    branch,
    // What an earlier one has pushed there is ours.
    pushed_commit: pushed ?? (isSamePlace ? (plan.latest?.pushed_commit ?? null) : null),
    title: input.title ?? plan.title,
    body: input.body ?? plan.body,
    own_words: JSON.stringify(own),
    draft: Number(input.draft ?? plan.draft),
    labels: JSON.stringify(input.labels ?? []),
    reviewers: JSON.stringify(input.reviewers ?? []),
    created_at: store.now(),
  })
  return id
}

/**
 * What a publication says from now on: words of the user stay, ours are written anew.
 *
 * @param ours null = as they are
 * @param insist what else counts more than what is at GitHub
 */
export function wordsChange(
  row: PublicationRow,
  ours: { title: string; body: string } | null,
  { title, body, labels, reviewers, draft }: Words,
  insist: readonly 'base'[] = [],
): PublicationChange {
  const own = new Set(JSON.parse(row.own_words) as ('title' | 'body')[])
  const said: Said = { ...saidOf(row), insist: [...saidOf(row).insist, ...insist] }
  const next = { title: row.title, body: row.body }
  for (const field of ['title', 'body'] as const) {
    const given = field === 'title' ? title : body
    if (given !== undefined && given !== row[field] && given !== ours?.[field]) {
      own.add(field)
      said.insist.push(field)
    }
    if (given !== undefined) next[field] = given
    else if (ours !== null && !own.has(field)) next[field] = ours[field]
  }
  return {
    ...next,
    own_words: JSON.stringify([...own]),
    said: JSON.stringify(said),
    ...(labels === undefined ? {} : { labels: JSON.stringify(labels) }),
    ...(reviewers === undefined ? {} : { reviewers: JSON.stringify(reviewers) }),
    // Whether it is a draft is decided at GitHub once it is there.
    ...(draft === undefined || row.pr_number !== null ? {} : { draft: Number(draft) }),
  }
}
