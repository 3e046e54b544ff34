import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bare, Files } from './bare.ts'
import { IssueBook } from './issue-book.ts'
import {
  ACTIONS,
  type CheckRun,
  type CommitStatus,
  type Conclusion,
  isPull,
  type Protection,
  type PullIssue,
  type Review,
  type ReviewComment,
  touch,
} from './records.ts'
import { type Access, instant, type User, type World } from './world.ts'

export interface RepositoryOptions {
  description?: string
  private?: boolean
  fork?: boolean
  archived?: boolean
  defaultBranch?: string
  /** Logins and what they may do, besides the owner. */
  access?: Record<string, Access>
  pushedAt?: string
  size?: number
}

/** A repository of the stand-in: what its REST routes tell of it, and how tests change it as others would. */
export class FakeRepository extends IssueBook {
  readonly id: number
  name: string
  /** null = it is in lists only, and nothing can be cloned. */
  readonly bare: Bare | null
  description: string | null
  private: boolean
  fork: boolean
  archived: boolean
  defaultBranch: string
  pushedAt: string
  size: number
  readonly access = new Map<string, Access>()
  readonly createdAt = instant()
  methods = { merge: true, squash: true, rebase: true }
  deleteBranchOnMerge = false
  readonly protection = new Map<string, Protection>()
  readonly checks: CheckRun[] = []
  readonly statuses: CommitStatus[] = []
  #writing: Promise<unknown> = Promise.resolve()

  constructor(world: World, owner: User, name: string, bare: Bare | null, options: RepositoryOptions = {}) {
    super(world, owner)
    this.id = world.nextId()
    this.name = name
    this.bare = bare
    this.description = options.description ?? null
    this.private = options.private ?? false
    this.fork = options.fork ?? false
    this.archived = options.archived ?? false
    this.defaultBranch = options.defaultBranch ?? 'main'
    this.pushedAt = options.pushedAt ?? instant()
    this.size = options.size ?? 1
    for (const [login, access] of Object.entries(options.access ?? {})) this.access.set(login, access)
  }

  /** For `git clone`, without credentials. */
  get cloneUrl() {
    return `${this.world.url}/${this.fullName}.git`
  }

  get git(): Bare {
    if (!this.bare) throw new Error(`${this.fullName} is in lists only: it has no git repository`)
    return this.bare
  }

  get pulls(): PullIssue[] {
    return [...this.issues.values()].filter(isPull)
  }

  pull(number: number): PullIssue {
    const issue = this.issue(number)
    if (!isPull(issue)) throw new Error(`${this.fullName} has no pull request #${number}`)
    return issue
  }

  /** Writes one after another, as a transaction would. */
  inOrder<T>(write: () => Promise<T>): Promise<T> {
    const done = this.#writing.then(write, write)
    this.#writing = done
    return done
  }

  /** Somebody, by default the owner, pushes a commit to a branch; a new branch begins at `from`. */
  async commit(
    branch: string,
    files: Files,
    options: { message?: string; by?: string; from?: string } = {},
  ): Promise<string> {
    const by = options.by === undefined ? this.owner : this.world.user(options.by)
    const who = { name: by.name ?? by.login, email: by.email }
    const from = options.from ?? this.defaultBranch
    const sha = await this.git.commit(branch, files, options.message ?? `Change ${branch}`, who, from)
    this.pushedAt = instant()
    return sha
  }

  /** Demands something before a branch may change, and takes pushes to it from nobody. */
  async protect(branch: string, rules: Partial<Protection> = {}): Promise<void> {
    this.protection.set(branch, { approvals: 0, checks: [], strict: false, ...rules })
    const refs = [...this.protection.keys()].map((each) => `refs/heads/${each}\n`)
    await writeFile(join(this.git.folder, 'protected'), refs.join(''))
  }

  addReview(number: number, state: Review['state'], options: { body?: string; by?: string } = {}): Review {
    const issue = this.pull(number)
    const { createdAt: submittedAt, ...rest } = this.newComment(options.body ?? '', options.by)
    const review: Review = { ...rest, state, commit: issue.pull.headCommit, submittedAt }
    issue.pull.reviews.push(review)
    touch(issue)
    return review
  }

  /** A remark at a line of the diff. */
  addReviewComment(
    number: number,
    body: string,
    options: {
      by?: string
      path: string
      line?: number | null
      inReplyTo?: number
      reviewId?: number
      diffHunk?: string
    },
  ): ReviewComment {
    const issue = this.pull(number)
    const comment: ReviewComment = {
      ...this.newComment(body, options.by),
      reviewId: options.reviewId ?? null,
      commit: issue.pull.headCommit,
      path: options.path,
      line: options.line === undefined ? 1 : options.line,
      diffHunk: options.diffHunk ?? '@@ -0,0 +1 @@\n+',
      inReplyTo: options.inReplyTo ?? null,
    }
    issue.pull.comments.push(comment)
    touch(issue)
    return comment
  }

  /** A check of a commit: it goes on without a conclusion, and is over with one. Change what is answered. */
  addCheck(
    commit: string,
    name: string,
    options: Partial<
      Pick<CheckRun, 'app' | 'conclusion' | 'title' | 'summary' | 'text' | 'log' | 'annotations'>
    > = {},
  ): CheckRun {
    const check: CheckRun = {
      id: this.world.nextId(),
      commit,
      name,
      app: ACTIONS,
      status: options.conclusion ? 'completed' : 'in_progress',
      conclusion: null,
      title: null,
      summary: null,
      text: null,
      annotations: [],
      log: null,
      startedAt: instant(),
      completedAt: options.conclusion ? instant() : null,
      ...options,
    }
    this.checks.push(check)
    return check
  }

  /** Ends a check. */
  conclude(check: CheckRun, conclusion: Conclusion, log?: string): void {
    Object.assign(check, { status: 'completed', conclusion, completedAt: instant(), log: log ?? check.log })
  }

  addStatus(
    commit: string,
    context: string,
    state: CommitStatus['state'],
    options: Partial<Pick<CommitStatus, 'description' | 'targetUrl'>> = {},
  ): CommitStatus {
    const status: CommitStatus = {
      id: this.world.nextId(),
      commit,
      context,
      state,
      description: null,
      targetUrl: null,
      createdAt: instant(),
      ...options,
    }
    this.statuses.push(status)
    return status
  }
}
