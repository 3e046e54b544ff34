import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bare, Files } from './bare.ts'
import {
  ACTIONS,
  type CheckRun,
  type Comment,
  type CommitStatus,
  type Conclusion,
  type Issue,
  isPull,
  type Label,
  type Milestone,
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
export class FakeRepository {
  readonly world: World
  readonly id: number
  readonly owner: User
  readonly name: string
  /** null = it is in lists only, and nothing can be cloned. */
  readonly bare: Bare | null
  description: string | null
  private: boolean
  fork: boolean
  archived: boolean
  hasIssues = true
  defaultBranch: string
  pushedAt: string
  size: number
  readonly access = new Map<string, Access>()
  readonly createdAt = instant()
  methods = { merge: true, squash: true, rebase: true }
  deleteBranchOnMerge = false
  readonly protection = new Map<string, Protection>()
  readonly issues = new Map<number, Issue>()
  readonly labels = new Map<string, Label>()
  readonly milestones: Milestone[] = []
  readonly checks: CheckRun[] = []
  readonly statuses: CommitStatus[] = []
  #lastNumber = 0
  #writing: Promise<unknown> = Promise.resolve()

  constructor(world: World, owner: User, name: string, bare: Bare | null, options: RepositoryOptions = {}) {
    this.world = world
    this.id = world.nextId()
    this.owner = owner
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
    for (const [label, color] of [
      ['bug', 'd73a4a'],
      ['enhancement', 'a2eeef'],
    ])
      this.addLabel(label!, color)
  }

  get fullName() {
    return `${this.owner.login}/${this.name}`
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

  issue(number: number): Issue {
    const issue = this.issues.get(number)
    if (!issue) throw new Error(`${this.fullName} has no issue #${number}`)
    return issue
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

  addLabel(name: string, color = 'ededed', description: string | null = null): Label {
    const label = { id: this.world.nextId(), name, color, description }
    this.labels.set(name.toLowerCase(), label)
    return label
  }

  #makeLabels(names: string[] = []): void {
    for (const name of names) if (!this.labels.has(name.toLowerCase())) this.addLabel(name)
  }

  addMilestone(title: string, options: Partial<Milestone> = {}): Milestone {
    const milestone: Milestone = {
      id: this.world.nextId(),
      number: this.milestones.length + 1,
      title,
      description: null,
      state: 'open',
      creator: this.owner,
      createdAt: instant(),
      dueOn: null,
      ...options,
    }
    this.milestones.push(milestone)
    return milestone
  }

  /** Labels that are not there yet come to be, as they do at GitHub. */
  addIssue(title: string, options: Partial<Omit<Issue, 'author'>> & { by?: string } = {}): Issue {
    const { by, ...given } = options
    const at = instant()
    this.#lastNumber += 1
    const issue: Issue = {
      id: this.world.nextId(),
      number: this.#lastNumber,
      title,
      body: null,
      author: by === undefined ? this.owner : this.world.user(by),
      state: 'open',
      stateReason: null,
      labels: [],
      assignees: [],
      milestone: null,
      comments: [],
      createdAt: at,
      updatedAt: at,
      closedAt: null,
      pull: null,
      ...given,
    }
    this.#makeLabels(issue.labels)
    this.issues.set(issue.number, issue)
    return issue
  }

  /** Somebody edits an issue or a pull request in the browser. */
  editIssue(
    number: number,
    changes: Partial<Pick<Issue, 'title' | 'body' | 'state' | 'labels' | 'assignees' | 'milestone'>>,
  ): Issue {
    const issue = this.issue(number)
    this.#makeLabels(changes.labels)
    Object.assign(issue, changes)
    const at = touch(issue)
    if (changes.state === 'closed') Object.assign(issue, { closedAt: at, stateReason: 'completed' })
    if (changes.state === 'open') Object.assign(issue, { closedAt: null, stateReason: 'reopened' })
    return issue
  }

  /** A remark at the whole of an issue or a pull request. */
  addComment(number: number, body: string, by?: string): Comment {
    const issue = this.issue(number)
    const comment = this.#comment(body, by)
    issue.comments.push(comment)
    touch(issue)
    return comment
  }

  addReview(number: number, state: Review['state'], options: { body?: string; by?: string } = {}): Review {
    const issue = this.pull(number)
    const { createdAt: submittedAt, ...rest } = this.#comment(options.body ?? '', options.by)
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
      ...this.#comment(body, options.by),
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

  #comment(body: string, by?: string): Comment {
    const author = by === undefined ? this.owner : this.world.user(by)
    const at = instant()
    return { id: this.world.nextId(), author, body, createdAt: at, updatedAt: at }
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
