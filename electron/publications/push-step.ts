import { join } from 'node:path'
import type { PublicationFailure, PublicationNote } from '#shared/publications.ts'
import type { Project } from '#shared/projects.ts'
import type { PublicationContext } from './context.ts'
import { branchUpdate } from './branch-update.ts'
import { compareUrl } from './compare-url.ts'
import { followOf } from './follow-state.ts'
import { type PublicationRow, repositoryOf, withNotes } from './publication-records.ts'
import { isEnded } from './pull-step.ts'
import { showOnSubject } from './subject.ts'
import { blocked, isStill } from './write-step.ts'

/** Brings the commit of a publication to its branch at the remote, never over commits of somebody else. */
export async function push(
  context: PublicationContext,
  row: PublicationRow,
  signal: AbortSignal,
): Promise<void> {
  const { store, records, projects, git, settings, onMoment } = context
  onMoment?.(row.id, 'push:begin')
  if (await isEnded(context, row)) return
  const project = await projects.get(row.project_id)
  const repo = project.repoPath
  const continued = await goOnFromPushed(context, row, project, signal)
  if (typeof continued !== 'string') return settleForeign(context, row, project, continued, signal)
  if (continued !== row.head_commit) return writeHead(context, row, continued)
  const pushed = await git.publishBranch({
    repo,
    commit: row.head_commit,
    branch: row.branch,
    ours: row.pushed_commit,
    runHooks: settings.stored().runGitHooks,
    signal,
  })
  if (pushed.kind === 'foreign') return settleForeign(context, row, project, pushed, signal)
  onMoment?.(row.id, 'push:worked')
  await store.write(async (tx) => {
    const now = await records.row(row.id, tx.db)
    if (now.branch !== row.branch) return
    const facts = { pushed_commit: row.head_commit, foreign_choice: null }
    if (!isStill(now, row)) {
      await records.update(tx, row.id, facts)
      return
    }
    const isAlone = row.account_id === null || row.repository === null
    const limits = pushed.limits.map((text) => ({ text, url: null, again: false }))
    const done = { ...facts, failure: null, attempts: 0, notes: withNotes(now, limits) }
    await records.update(tx, row.id, done, isAlone ? 'push_alone' : 'push')
    if (isAlone) await showOnSubject(context, tx, row, project, null)
  })
  onMoment?.(row.id, 'push:written')
}

/**
 * What is to be pushed so that nothing has to be forced: the work itself where it has all that we pushed before. Work
 * that went on from it is merged with what came to it at the remote. An attempt from scratch takes the place of the one
 * before: it goes on from it with its own content, unless the work of others was taken in there.
 */
async function goOnFromPushed(
  context: PublicationContext,
  row: PublicationRow,
  project: Project,
  signal: AbortSignal,
): Promise<string | Foreign> {
  const { git, settings } = context
  const repo = project.repoPath
  const head = row.head_commit
  const pushed = row.pushed_commit
  if (pushed === null || pushed === head) return head
  if ((await git.commitOf({ repo, ref: pushed })) === null) {
    await git.remoteBranch({ repo, branch: row.branch, signal })
    // Whatever the branch has now, it is not ours.
    if ((await git.commitOf({ repo, ref: pushed })) === null) return head
  }
  const contains = (descendant: string, ancestor: string) => git.isAncestor({ repo, ancestor, descendant })
  if (await contains(head, pushed)) return head
  if (await contains(pushed, head)) return pushed
  const since = await baseOf(context, row)
  const base = await git.mergeBase({ repo, commit: pushed, since, branch: row.base_branch, merged: null })
  // What they share beside the base branch is work: it is gone on with, and with what others have added to it.
  let isAnew = true
  for (const shared of await git.commonCommits({ repo, one: pushed, other: head }))
    if (!(await contains(base, shared)) && !(await contains(since, shared))) isAnew = false
  if (!isAnew) return mergeInto(context, row, project, pushed, 'what came to its pull request', signal)
  const known = [base, since, ...(await headsOf(context, row))]
  const commits = row.task_id === null ? [] : await git.workBeside({ repo, commit: pushed, known })
  if (commits.length > 0) return { remote: 'the remote', theirs: pushed, commits }
  // Else its content would take back what the base branch has brought to the pull request.
  const whole = await mergeInto(context, row, project, base, row.base_branch, signal)
  return git.successor({
    repo,
    onto: pushed,
    commit: whole,
    message: `Replace the attempt before by ${row.local_branch}`,
    date: dateOf(row),
    sign: settings.stored().signCommits,
  })
}

/** The commit of the base branch that the work began from. */
async function baseOf({ runs, batches }: PublicationContext, row: PublicationRow): Promise<string> {
  if (row.batch_id !== null) return (await batches.get(row.batch_id)).baseCommit
  const run = row.run_id === null ? null : await runs.get(row.run_id)
  return run?.baseCommit ?? row.head_commit
}

/** What our own runs have made of it, attempts of before among them. */
async function headsOf({ runs }: PublicationContext, row: PublicationRow): Promise<string[]> {
  if (row.task_id === null) return []
  const { items } = await runs.listForTask(row.task_id)
  return items.flatMap(({ headCommit }) => headCommit ?? [])
}

const dateOf = (row: PublicationRow) => Math.floor(Date.parse(row.created_at) / 1000)

/** The work with another commit merged into it. @throws Overlap when they conflict */
async function mergeInto(
  { git, settings, dataFolder }: PublicationContext,
  row: PublicationRow,
  project: Project,
  commit: string,
  what: string,
  signal: AbortSignal,
): Promise<string> {
  const repo = project.repoPath
  const onto = row.head_commit
  if (await git.isAncestor({ repo, ancestor: commit, descendant: onto })) return onto
  const path = join(dataFolder, 'integration', row.id)
  const { runGitHooks, signCommits } = settings.stored()
  try {
    const made = await git.integrate({
      repo,
      path,
      onto,
      commit,
      message: `Merge ${what} into ${row.local_branch}`,
      date: dateOf(row),
      runHooks: runGitHooks,
      sign: signCommits,
      alone: true,
      signal,
    })
    if (made.kind === 'merged') return made.commit
    throw new Overlap(made.files, what)
  } finally {
    await git.removeWorktree({ repo, path })
  }
}

/** What is to be pushed conflicts with what is there. */
export class Overlap extends Error {
  readonly files: readonly string[]

  constructor(files: readonly string[], what: string) {
    super(
      `It changes the same lines as ${what}: ${files.slice(0, 5).join(', ')}. Publish it on a new branch, or merge by hand and publish again.`,
    )
    this.name = 'Overlap'
    this.files = files
  }
}

/** What is pushed is another commit from now on. */
async function writeHead(
  { store, records }: PublicationContext,
  row: PublicationRow,
  head: string,
): Promise<void> {
  await store.write(async (tx) => {
    if (!isStill(await records.row(row.id, tx.db), row)) return
    await records.update(tx, row.id, { head_commit: head, foreign_choice: null })
  })
}

interface Foreign {
  remote: string
  theirs: string
  commits: NonNullable<PublicationFailure['commits']>
}

/** The branch has commits at the remote that we did not make: what becomes of them is the user's to say. */
async function settleForeign(
  context: PublicationContext,
  row: PublicationRow,
  project: Project,
  { remote, theirs, commits }: Foreign,
  signal: AbortSignal,
): Promise<void> {
  const { store, records } = context
  if (await takeUpdate(context, row, project, theirs)) return
  if (row.foreign_choice === 'new_branch') return takeNewBranch(context, row)
  const block = (message: string) =>
    store.write(async (tx) => {
      if (!isStill(await records.row(row.id, tx.db), row)) return
      const failure: PublicationFailure = { code: 'foreign_commits', message, retryAt: null, commits }
      await blocked(context, tx, row, failure)
    })
  if (row.foreign_choice === 'merge') {
    try {
      const what = `${remote}/${row.branch}`
      return await writeHead(context, row, await mergeInto(context, row, project, theirs, what, signal))
    } catch (error) {
      if (!(error instanceof Overlap)) throw error
      return block(error.message)
    }
  }
  const who = [...new Set(commits.map(({ author }) => author))]
  const count = commits.length === 1 ? 'a commit' : `${commits.length} commits`
  return block(
    `${row.branch} has ${count} at ${remote} that did not come from here, by ${who.slice(0, 3).join(', ')}${who.length > 3 ? ' and others' : ''}. Nothing was pushed over them: merge them in, or publish on a new branch.`,
  )
}

/** What GitHub has made of the branch when it was asked to bring it up to date is ours: newer work goes on from it. */
async function takeUpdate(
  context: PublicationContext,
  row: PublicationRow,
  project: Project,
  theirs: string,
): Promise<boolean> {
  const { store, records } = context
  const { updating } = followOf(row)
  if (updating === null || updating !== row.pushed_commit || theirs === updating) return false
  const commits = { ours: updating, head: theirs }
  if ((await branchUpdate(context, project.repoPath, row, commits)) !== 'ours') return false
  await store.write(async (tx) => {
    const now = await records.row(row.id, tx.db)
    if (!isStill(now, row)) return
    const follow = JSON.stringify({ ...followOf(now), updating: null })
    await records.update(tx, row.id, { pushed_commit: theirs, follow })
  })
  return true
}

/** Another branch, and with it another pull request. Whether that name is free at the remote is found out by pushing. */
async function takeNewBranch(
  { store, records, git, projects }: PublicationContext,
  row: PublicationRow,
): Promise<void> {
  const stem =
    row.branch.startsWith(`${row.local_branch}-`) || row.branch === row.local_branch
      ? row.local_branch
      : row.branch
  const number = /^-(\d+)$/.exec(row.branch.slice(stem.length))?.[1]
  const branch = `${stem}-${number === undefined ? 2 : Number(number) + 1}`
  const { repoPath } = await projects.get(row.project_id)
  const remote = await git.remoteUrl({ repo: repoPath })
  const branches = { base: row.base_branch, branch }
  await store.write(async (tx) => {
    if (!isStill(await records.row(row.id, tx.db), row)) return
    const change = {
      branch,
      compare_url: compareUrl(repositoryOf(row), remote?.pushUrl ?? null, branches),
      pushed_commit: null,
      said: null,
      pr_number: null,
      pr_url: null,
      follow: null,
      notes: withNotes(row, leftBehind(row)),
    }
    await records.update(tx, row.id, change, undefined, null)
  })
}

/** Its pull request has commits of others, so it is not ours to close. */
const leftBehind = ({ pr_number, pr_url, branch }: PublicationRow): PublicationNote[] =>
  pr_number === null
    ? []
    : [
        {
          text: `Pull request #${pr_number} stays open at GitHub, on the branch ${branch} with the commits of others. Close it there if it is not wanted any more.`,
          url: pr_url,
          again: false,
        },
      ]
