import { type Comment, type Issue, type IssueEvent, type Label, type Milestone, touch } from './records.ts'
import { instant, type User, type World } from './world.ts'

/** What of an issue is changed, by whomever. */
export type IssueChanges = Partial<
  Pick<Issue, 'title' | 'body' | 'state' | 'stateReason' | 'labels' | 'assignees' | 'milestone'>
>

/** A browser sends what is written in it with carriage returns (github.com/actions/runner/issues/1462). */
const typed = (text: string) => text.replaceAll(/\r?\n/g, '\r\n')

/** The issues of a repository, and how tests change them as others would, in the browser. */
export abstract class IssueBook {
  readonly world: World
  readonly owner: User
  abstract readonly name: string
  hasIssues = true
  readonly issues = new Map<number, Issue>()
  readonly labels = new Map<string, Label>()
  readonly milestones: Milestone[] = []
  /** Issues that were deleted, or moved to another repository. */
  readonly gone = new Map<number, { to: IssueBook; number: number } | null>()
  #lastNumber = 0

  constructor(world: World, owner: User) {
    this.world = world
    this.owner = owner
    this.addLabel('bug', 'd73a4a')
    this.addLabel('enhancement', 'a2eeef')
  }

  get fullName() {
    return `${this.owner.login}/${this.name}`
  }

  issue(number: number): Issue {
    const issue = this.issues.get(number)
    if (!issue) throw new Error(`${this.fullName} has no issue #${number}`)
    return issue
  }

  addLabel(name: string, color = 'ededed', description: string | null = null): Label {
    const label = { id: this.world.nextId(), name, color, description }
    this.labels.set(name.toLowerCase(), label)
    return label
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
    const { by, labels = [], ...given } = options
    const at = instant()
    this.#lastNumber += 1
    const issue: Issue = {
      id: this.world.nextId(),
      number: this.#lastNumber,
      title,
      body: null,
      author: this.#person(by),
      state: 'open',
      stateReason: null,
      labels: [],
      assignees: [],
      milestone: null,
      comments: [],
      createdAt: at,
      updatedAt: at,
      closedAt: null,
      locked: false,
      events: [],
      edited: null,
      pull: null,
      ...given,
    }
    this.#label(issue, labels, issue.author, issue.createdAt)
    this.issues.set(issue.number, issue)
    return issue
  }

  /** Somebody, by default the owner, edits an issue or a pull request in the browser. */
  editIssue(number: number, { body, ...changes }: IssueChanges & { by?: string }): Issue {
    const text = body === undefined ? {} : { body: body === null ? null : typed(body) }
    return this.change(number, { ...changes, ...text }, this.#person(changes.by))
  }

  /** Changes what differs, with an event of each. */
  change(number: number, changes: IssueChanges, actor: User): Issue {
    const issue = this.issue(number)
    const { title, body, state, stateReason, labels, assignees, milestone } = changes
    const at = touch(issue)
    if (title !== undefined && title !== issue.title) {
      this.#tell(issue, { event: 'renamed', rename: { from: issue.title, to: title } }, actor, at)
      issue.title = title
    }
    if (body !== undefined && body !== issue.body) {
      issue.edited = { at, by: actor }
      issue.body = body
    }
    if (labels !== undefined) this.#label(issue, labels, actor, at)
    if (assignees !== undefined) issue.assignees = assignees
    if (milestone !== undefined) issue.milestone = milestone
    // Why it is closed is told only by what closes it.
    if (state !== undefined && state !== issue.state) {
      const isClosed = state === 'closed'
      Object.assign(issue, {
        state,
        closedAt: isClosed ? at : null,
        stateReason: isClosed ? (stateReason ?? 'completed') : 'reopened',
      })
      this.#tell(issue, { event: isClosed ? 'closed' : 'reopened' }, actor, at)
    }
    return issue
  }

  /** A remark at the whole of an issue or a pull request. */
  addComment(number: number, body: string, by?: string): Comment {
    const issue = this.issue(number)
    const comment = this.newComment(body, by)
    issue.comments.push(comment)
    touch(issue)
    return comment
  }

  /** Somebody changes a comment in the browser. */
  editComment(id: number, body: string): Comment {
    const { issue, comment } = this.comment(id)
    return Object.assign(comment, { body: typed(body), updatedAt: touch(issue) })
  }

  /** Somebody removes a comment, which leaves `updatedAt` of its issue as it was (neomjs/neo#10092). */
  removeComment(id: number): void {
    const { issue } = this.comment(id)
    issue.comments = issue.comments.filter((each) => each.id !== id)
  }

  comment(id: number): { issue: Issue; comment: Comment } {
    for (const issue of this.issues.values()) {
      const comment = issue.comments.find((each) => each.id === id)
      if (comment) return { issue, comment }
    }
    throw new Error(`${this.fullName} has no comment ${id}`)
  }

  /** Nobody but those who can write may comment any more. */
  lockIssue(number: number): void {
    const issue = this.issue(number)
    issue.locked = true
    this.#tell(issue, { event: 'locked' }, this.owner, touch(issue))
  }

  deleteIssue(number: number): void {
    this.issue(number)
    this.issues.delete(number)
    this.gone.set(number, null)
  }

  /** Moves an issue with all that is in it; GitHub takes labels along only where they are there. */
  transferIssue(number: number, to: IssueBook): Issue {
    const { pull: _pull, author, ...rest } = this.issue(number)
    to.#lastNumber += 1
    const moved: Issue = { ...rest, author, pull: null, number: to.#lastNumber, id: this.world.nextId() }
    moved.labels = moved.labels.filter((name) => to.labels.has(name.toLowerCase()))
    touch(moved)
    to.issues.set(moved.number, moved)
    this.issues.delete(number)
    this.gone.set(number, { to, number: moved.number })
    return moved
  }

  protected newComment(body: string, by?: string): Comment {
    const at = instant()
    return { id: this.world.nextId(), author: this.#person(by), body, createdAt: at, updatedAt: at }
  }

  #person(login: string | undefined): User {
    return login === undefined ? this.owner : this.world.user(login)
  }

  #tell(issue: Issue, event: Pick<IssueEvent, 'event' | 'label' | 'rename'>, actor: User, at: string): void {
    issue.events.push({ id: this.world.nextId(), actor, at, ...event })
  }

  /** Labels by name, whatever their case; those that are not there come to be. */
  #label(issue: Issue, names: readonly string[], actor: User, at: string): void {
    for (const name of names) if (!this.labels.has(name.toLowerCase())) this.addLabel(name)
    const now = [...new Set(names.map((name) => this.labels.get(name.toLowerCase())?.name ?? name))]
    for (const label of issue.labels)
      if (!now.includes(label)) this.#tell(issue, { event: 'unlabeled', label }, actor, at)
    for (const label of now)
      if (!issue.labels.includes(label)) this.#tell(issue, { event: 'labeled', label }, actor, at)
    issue.labels = now
  }
}
