import { vi } from 'vitest'
import { GithubError } from '#electron/github/github-error.ts'
import { stateOf } from '#electron/issues/issue-api.ts'
import { AppError } from '#shared/errors.ts'
import { labelKey, stateOfStatus } from '#shared/issue-merge.ts'
import type { WriteSubject } from '#shared/issue-words.ts'
import { TASK_STATUSES } from '#shared/tasks.ts'
import { type Random, randomOf } from '../../faults/kills-plan.ts'
import { type Fault, refusals } from '../../support/github/faults.ts'
import type { FakeRepository } from '../../support/github/repository.ts'
import type { SyncRooms } from './sync-rooms.ts'

/** What one side has: comments by their words. */
interface Side {
  title: string
  body: string
  state: string
  labels: string[]
  comments: string[]
}

/** What came of a seed; each line of `troubles` is something that must not be. */
export interface Outcome {
  troubles: string[]
  /** What was done, in order: to play it again by hand. */
  story: string[]
}

const NAMES = ['bug', 'Bug', 'urgent', 'URGENT', 'good, first', 'Übel', 'übel', 'enhancement', 'x'.repeat(50)]
const COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}'
const ISSUE = '/repos/{owner}/{repo}/issues/{issue_number}'
const WRITES = [
  `PATCH ${ISSUE}`,
  `POST ${ISSUE}/comments`,
  `PATCH ${COMMENT}`,
  `DELETE ${COMMENT}`,
  'POST /repos/{owner}/{repo}/issues',
] as const
const READS = [`GET ${ISSUE}`, `GET ${ISSUE}/comments`, `GET ${ISSUE}/events`, 'POST /api/graphql'] as const
const MINUTE = 60_000
/** Polls, and looks at comments that were removed, come every five minutes while nobody looks. */
const CALM_MS = 12 * MINUTE
/** What failed is tried again later and later. */
const PATIENCE_MS = 90 * MINUTE
/** A life that takes more looks than this does not come to rest. */
const MOST_STEPS = 2_000

/**
 * Edits a task and its issue at random on both sides, through bad lines and new starts, and looks at what has become
 * of them when all is quiet. The time is the test's: `Date` must be vitest's.
 */
export async function converge(at: SyncRooms, seed: number, acts: number): Promise<Outcome> {
  return new Life(at, randomOf(seed)).live(acts)
}

class Life {
  readonly #at: SyncRooms
  readonly #random: Random
  readonly #troubles: string[] = []
  readonly #story: string[] = []
  /** The last words that somebody wrote, whichever side it was on. */
  readonly #last: { title: string | null; body: string | null } = { title: null, body: null }
  /** Comments that nobody has ever removed, by their first word, and what they say now. */
  readonly #spoken = new Map<string, string>()
  #repository!: FakeRepository
  #projectId = ''
  #taskId = ''
  #words = 0
  /** Something may happen while a look goes on. */
  #isWild = false

  constructor(at: SyncRooms, random: Random) {
    this.#at = at
    this.#random = random
  }

  async live(acts: number): Promise<Outcome> {
    const { repository, project } = await this.#at.place()
    this.#repository = repository
    this.#projectId = project.id
    await this.#begin()
    this.#isWild = true
    for (let act = 0; act < acts; act += 1) {
      this.#pass(this.#random.from(2, 40) * 1000)
      await this.#act()
    }
    this.#isWild = false
    this.#at.fake.heal()
    await this.#turn(true)
    await this.#calmDown()
    await this.#compare()
    await this.#stayCalm()
    this.#at.fake.heal()
    await this.#at.projects.update({ id: project.id, issueSync: { enabled: false, newIssues: null } })
    return { troubles: this.#troubles, story: this.#story }
  }

  get #issue() {
    const [issue] = this.#repository.issues.values()
    return issue
  }

  #pass(ms: number): void {
    vi.setSystemTime(Date.now() + ms)
  }

  #say(what: string): void {
    this.#story.push(`${new Date().toISOString().slice(11, 19)} ${what}`)
  }

  /** Words that were never there before. */
  #new(kind: string): string {
    this.#words += 1
    return `${kind}${this.#words}`
  }

  async #begin(): Promise<void> {
    const { issues, labels, store, comments } = this.#at
    const how = this.#random.one(['import', 'link', 'make'] as const)
    this.#say(how)
    for (const name of ['Bug', 'urgent', 'Übel', 'good, first', 'x'.repeat(50)])
      await store.write((tx) => labels.ensureIn(tx, name))
    if (how !== 'make') {
      this.#repository.addIssue('The issue', { body: 'Of the issue\r\n', labels: ['bug'], by: 'grace' })
      this.#repository.addComment(1, 'first at GitHub', 'grace')
      this.#spoken.set('first', 'first at GitHub')
    }
    if (how === 'import') {
      const order = { projectId: this.#projectId, numbers: [1], status: 'todo' as const }
      this.#taskId = (await issues.import(order)).taskIds[0] ?? ''
      return
    }
    const task = await this.#at.task(this.#projectId, { title: 'The task', description: 'Of the task' })
    this.#taskId = task.id
    await comments.add(task.id, 'second here')
    this.#spoken.set('second', 'second here')
    if (how === 'link')
      await issues.link({ id: task.id, number: 1, keep: this.#random.one(['task', 'issue']) })
    else {
      if (this.#random.chance(60))
        this.#break(WRITES[4], { cut: this.#random.one(['before', 'after'] as const) })
      await issues.make(task.id)
      await this.#look(6)
    }
  }

  async #act(): Promise<void> {
    const dice = this.#random.from(1, 100)
    if (dice <= 35) await this.#actHere()
    else if (dice <= 65) this.#actThere()
    else if (dice <= 80) await this.#look(this.#random.from(1, 8))
    else if (dice <= 94) this.#breakSomething()
    else if (dice <= 96) await this.#restart()
    else if (dice <= 98) await this.#linkAnew()
    else await this.#turn(this.#random.chance(50))
  }

  /** Turns the sync off, or on again. */
  async #turn(enabled: boolean): Promise<void> {
    this.#say(enabled ? 'turns it on' : 'turns it off')
    await this.#at.projects.update({ id: this.#projectId, issueSync: { enabled, newIssues: null } })
  }

  /** Parts the two, and links them again: what they have said to each other is not said twice. */
  async #linkAnew(): Promise<void> {
    const { issues } = this.#at
    const number = this.#issue?.number
    const [link] = (await issues.links({ taskId: this.#taskId, limit: 1 })).items
    if (number === undefined || link?.number !== number) return
    const keep = this.#random.one(['task', 'issue'] as const)
    this.#say(`links anew, keeps the ${keep}`)
    await issues.unlink(this.#taskId)
    this.#pass(this.#random.from(0, 5) * 1000)
    const linking = issues.link({ id: this.#taskId, number, keep })
    const isLinked = await linking.then(() => true, unlessOffline)
    if (!isLinked) {
      this.#at.fake.heal()
      await issues.link({ id: this.#taskId, number, keep })
    }
    // What the other side had last is given up, as was chosen.
    this.#last.title = null
    this.#last.body = null
  }

  async #actHere(): Promise<void> {
    const { tasks, comments, labels } = this.#at
    const id = this.#taskId
    switch (
      this.#random.one(['title', 'body', 'status', 'labels', 'say', 'say', 'rewrite', 'unsay'] as const)
    ) {
      case 'title': {
        this.#last.title = this.#new('here-title-')
        await tasks.update({ id, title: this.#last.title })
        return this.#say(`here: title ${this.#last.title}`)
      }
      case 'body': {
        this.#last.body = `${this.#new('here-body-')}${this.#random.one(['', '\n', '\r\nmore', '\n\n  - a', '  '])}`
        await tasks.update({ id, description: this.#last.body })
        return this.#say(`here: body ${JSON.stringify(this.#last.body)}`)
      }
      case 'status': {
        const status = this.#random.one(TASK_STATUSES)
        await tasks.update({ id, status })
        return this.#say(`here: status ${status}`)
      }
      case 'labels': {
        const all = (await labels.list()).items
        const some = this.#random.shuffled(all).slice(0, this.#random.from(0, 4))
        await tasks.update({ id, labelIds: some.map((label) => label.id) })
        return this.#say(`here: labels ${some.map(({ name }) => name.slice(0, 12)).join('; ')}`)
      }
      case 'say': {
        const word = this.#new('here-said-')
        // The same words twice are two comments.
        const body = this.#random.chance(20) ? '+1' : `${word} and more`
        if (body !== '+1') this.#spoken.set(word, body)
        await comments.add(id, body)
        return this.#say(`here: says ${body}`)
      }
      case 'rewrite': {
        const own = (await comments.ofTask(id)).filter(({ author }) => author === 'user')
        if (own.length === 0) return
        const one = this.#random.one(own)
        const body = this.#rewritten(one.body)
        await comments.update(one.id, body)
        return this.#say(`here: rewrites ${one.body} as ${body}`)
      }
      case 'unsay': {
        const own = (await comments.ofTask(id)).filter(({ author }) => author === 'user')
        if (own.length === 0) return
        const one = this.#random.one(own)
        this.#spoken.delete(wordOf(one.body))
        await comments.remove(one.id)
        return this.#say(`here: unsays ${one.body}`)
      }
    }
  }

  #actThere(): void {
    const issue = this.#issue
    if (issue === undefined) return
    const by = this.#random.one(['ada', 'grace'])
    const { number, comments } = issue
    switch (
      this.#random.one(['title', 'body', 'state', 'labels', 'say', 'say', 'rewrite', 'unsay'] as const)
    ) {
      case 'title': {
        this.#last.title = this.#new('there-title-')
        this.#repository.editIssue(number, { title: this.#last.title, by })
        return this.#say(`there: title ${this.#last.title}`)
      }
      case 'body': {
        this.#last.body = `${this.#new('there-body-')}${this.#random.one(['', '\n', '\nmore', '\n\n  - a'])}`
        this.#repository.editIssue(number, { body: this.#last.body, by })
        return this.#say(`there: body ${JSON.stringify(this.#last.body)}`)
      }
      case 'state': {
        const state = this.#random.one(['open', 'closed'] as const)
        const stateReason = this.#random.one(['completed', 'not_planned', 'duplicate'] as const)
        this.#repository.editIssue(number, { state, ...(state === 'closed' && { stateReason }), by })
        return this.#say(`there: ${state} ${stateReason}`)
      }
      case 'labels': {
        const some = this.#random.shuffled(NAMES).slice(0, this.#random.from(0, 4))
        this.#repository.editIssue(number, { labels: some, by })
        return this.#say(`there: labels ${some.map((name) => name.slice(0, 12)).join('; ')}`)
      }
      case 'say': {
        const word = this.#new('there-said-')
        const body = this.#random.chance(20) ? '+1' : `${word} and more`
        if (body !== '+1') this.#spoken.set(word, body)
        this.#repository.addComment(number, body, by)
        return this.#say(`there: ${by} says ${body}`)
      }
      case 'rewrite': {
        if (comments.length === 0) return
        const one = this.#random.one(comments)
        const body = this.#rewritten(one.body)
        this.#say(`there: rewrites ${one.author.login}'s ${one.body} as ${body}`)
        this.#repository.editComment(one.id, body)
        return
      }
      case 'unsay': {
        if (comments.length === 0) return
        const one = this.#random.one(comments)
        this.#spoken.delete(wordOf(one.body))
        this.#repository.removeComment(one.id)
        return this.#say(`there: unsays ${one.author.login}'s ${one.body}`)
      }
    }
  }

  #rewritten(body: string): string {
    const word = wordOf(body)
    const next = `${word === '+1' ? this.#new('again-') : word} ${this.#new('v')}`
    if (this.#spoken.has(word)) this.#spoken.set(word, next)
    return next
  }

  #breakSomething(): void {
    const how = this.#random.one([
      'refuse',
      'lose',
      'lose',
      'lose a read',
      'go offline',
      'heal',
      'heal',
    ] as const)
    const times = this.#random.from(1, 3)
    switch (how) {
      case 'refuse':
        return this.#break('rest', refusals.serverError, times)
      case 'lose':
        return this.#break(this.#random.one(WRITES), {
          cut: this.#random.one(['after', 'after', 'middle', 'before']),
        })
      case 'lose a read':
        return this.#break(this.#random.one(READS), { cut: 'middle' }, times)
      case 'go offline':
        return this.#break('*', { cut: 'before' }, 10_000)
      case 'heal':
        this.#say('heals')
        return this.#at.fake.heal()
    }
  }

  #break(target: Parameters<SyncRooms['fake']['fail']>[0], fault: Fault, times = 1): void {
    this.#say(`breaks ${target}: ${JSON.stringify(fault).slice(0, 40)}, ${times} times`)
    this.#at.fake.fail(target, fault, { times })
  }

  async #restart(): Promise<void> {
    this.#say('restarts')
    const isCrash = this.#random.chance(50)
    if (isCrash) await this.#crash()
    await this.#at.restart()
    this.#at.issues.start()
    // Time goes on by our steps alone.
    await this.#at.restart()
  }

  /** The next look ends where a kill -9 would end it. */
  async #crash(): Promise<void> {
    let left = this.#random.from(1, 4)
    this.#isWild = false
    this.#at.onMoment = (moment) => {
      left -= 1
      if (left > 0) return
      this.#say(`dies at ${moment}`)
      throw new Error('killed')
    }
    await this.#look(4)
    this.#at.onMoment = null
    this.#isWild = true
  }

  /** So many looks at what is due. */
  async #look(steps: number): Promise<void> {
    this.#say(`looks ${steps} times`)
    for (let step = 0; step < steps; step += 1) {
      const next = await this.#step()
      if (next === null) return
      if (next > Date.now()) vi.setSystemTime(Math.min(next, Date.now() + 20_000))
    }
  }

  /** One look; what it overwrites must stand in the log. */
  async #step(): Promise<number | null> {
    const acts: Promise<void>[] = []
    if (this.#isWild && this.#at.onMoment === null && this.#random.chance(25))
      this.#at.onMoment = (moment) => {
        if (this.#random.chance(50)) acts.push(this.#meanwhile(moment).catch(unlessGone))
      }
    const [here, there] = [await this.#here(), this.#there()]
    try {
      return await this.#at.issues.step(Date.now())
    } finally {
      if (this.#isWild) this.#at.onMoment = null
      await Promise.all(acts)
      // What the user has overwritten meanwhile is nobody's fault.
      if (acts.length === 0) {
        this.#missing(here, await this.#here(), await this.#logged(), 'here')
        if (there !== null) this.#missing(there, this.#there() ?? there, await this.#logged(), 'there')
      }
    }
  }

  /** Something else is done while a look goes on. What others change at GitHub just then is told nobody. */
  async #meanwhile(moment: string): Promise<void> {
    this.#pass(2_000)
    this.#say(`at ${moment}:`)
    if (this.#random.chance(70)) return this.#actHere()
    const issue = this.#issue
    if (issue === undefined) return
    const word = this.#new('there-said-')
    this.#spoken.set(word, `${word} meanwhile`)
    this.#repository.addComment(issue.number, `${word} meanwhile`, 'grace')
    this.#say(`there: grace says ${word} meanwhile`)
  }

  #missing(before: Side, after: Side, logged: Map<WriteSubject, Set<string>>, where: string): void {
    const isLogged = (subject: WriteSubject, words: string) => logged.get(subject)?.has(plain(words)) ?? false
    for (const field of ['title', 'body', 'state'] as const)
      if (plain(before[field]) !== plain(after[field]) && !isLogged(field, before[field]))
        this.#troubles.push(
          `${field} ${JSON.stringify(before[field])} was lost ${where} without a line in the log`,
        )
    for (const words of before.comments)
      if (!after.comments.includes(words) && !isLogged('comment', words))
        this.#troubles.push(`comment ${JSON.stringify(words)} was lost ${where} without a line in the log`)
  }

  /** All that the log says was there before, or gave way. */
  async #logged(): Promise<Map<WriteSubject, Set<string>>> {
    const rows = await this.#at.store.db
      .selectFrom('issue_writes')
      .select(['subject', 'from_value', 'lost', 'to_value'])
      .where('task_id', '=', this.#taskId)
      .execute()
    const logged = new Map<WriteSubject, Set<string>>()
    for (const { subject, from_value, lost } of rows) {
      const words = logged.get(subject as WriteSubject) ?? new Set()
      for (const one of [from_value, lost]) if (one !== null) words.add(plain(one))
      logged.set(subject as WriteSubject, words)
    }
    return logged
  }

  async #here(): Promise<Side> {
    const { tasks, comments, labels } = this.#at
    const task = await tasks.get(this.#taskId)
    const names = new Map((await labels.list()).items.map(({ id, name }) => [id, name]))
    return {
      title: task.title,
      body: task.description,
      state: stateOfStatus(task.status),
      labels: task.labelIds.map((id) => names.get(id) ?? '?'),
      comments: (await comments.ofTask(task.id)).map(({ body }) => plain(body)),
    }
  }

  #there(): Side | null {
    const issue = this.#issue
    if (issue === undefined) return null
    return {
      title: issue.title,
      body: issue.body ?? '',
      state: stateOf(issue.state, issue.stateReason),
      labels: issue.labels,
      comments: issue.comments.map(({ body }) => plain(body)),
    }
  }

  /** Until nothing comes any more: by itself, or because the user asks. */
  async #calmDown(): Promise<void> {
    const isAsked = this.#random.chance(50)
    if (isAsked) await this.#at.issues.sync(this.#projectId)
    this.#say(isAsked ? 'is synced by hand' : 'is left alone')
    await this.#goOn(isAsked ? CALM_MS : PATIENCE_MS)
  }

  async #goOn(ms: number): Promise<void> {
    const until = Date.now() + ms
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const next = await this.#step()
      if (next === null || next > until) return void vi.setSystemTime(until)
      if (next > Date.now()) vi.setSystemTime(next)
    }
    this.#troubles.push('it never comes to rest')
  }

  async #compare(): Promise<void> {
    const [here, there] = [await this.#here(), this.#there()]
    if (there === null) return void this.#troubles.push('there is no issue')
    if (this.#repository.issues.size > 1)
      this.#troubles.push(`there are ${this.#repository.issues.size} issues`)
    const link = (await this.#at.issues.links({ taskId: this.#taskId, limit: 1 })).items[0]
    if (link?.failure !== null || link.waiting.length > 0)
      this.#troubles.push(`the link is not at rest: ${JSON.stringify(link)}`)
    this.#same('title', plain(here.title), plain(there.title))
    this.#same('body', plain(here.body), plain(there.body))
    // GitHub does not change why a closed issue is closed.
    this.#same('state', here.state === 'open', there.state === 'open')
    this.#same('labels', keys(here.labels), keys(there.labels))
    this.#same('comments', here.comments.toSorted(), there.comments.toSorted())
    const { title, body } = this.#last
    if (title !== null && plain(there.title) !== title)
      this.#troubles.push(`title ${title} came later than ${there.title}`)
    if (body !== null && plain(there.body) !== plain(body))
      this.#troubles.push(`body ${JSON.stringify(body)} came later than ${JSON.stringify(there.body)}`)
    for (const [word, words] of this.#spoken) {
      const found = here.comments.filter((one) => wordOf(one) === word)
      if (found.length !== 1) this.#troubles.push(`comment ${word} is there ${found.length} times`)
      else if (found[0] !== words) this.#troubles.push(`comment ${words} came later than ${found[0]}`)
    }
    const words = here.comments.map(wordOf).filter((word) => word !== '+1')
    if (new Set(words).size !== words.length)
      this.#troubles.push(`a comment is there twice: ${words.join(' ')}`)
  }

  #same(what: string, here: unknown, there: unknown): void {
    const [one, other] = [JSON.stringify(here), JSON.stringify(there)]
    if (one !== other) this.#troubles.push(`${what} differ: ${one} here, ${other} there`)
  }

  /** Nothing is written any more, whatever is asked. */
  async #stayCalm(): Promise<void> {
    const before = this.#at.fake.requests.length
    const seen = JSON.stringify([await this.#here(), this.#there()])
    await this.#at.issues.sync(this.#projectId)
    await this.#goOn(CALM_MS)
    const writes = this.#at.fake.requests
      .slice(before)
      .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/graphql'))
    for (const { method, path } of writes) this.#troubles.push(`written after quiet: ${method} ${path}`)
    if (JSON.stringify([await this.#here(), this.#there()]) !== seen)
      this.#troubles.push('something changed after quiet')
  }
}

/** What the user was about to change may have been removed at GitHub just then. */
function unlessGone(error: unknown): void {
  if (!(error instanceof AppError && error.code === 'NOT_FOUND')) throw error
}

/** GitHub is asked before anything is linked, and may not answer. */
function unlessOffline(error: unknown): false {
  if (!(error instanceof GithubError)) throw error
  return false
}

/** Line ends and blanks at both ends are GitHub's to change. */
const plain = (text: string) => text.replaceAll('\r\n', '\n').trim()
const wordOf = (body: string) => body.split(/\s/)[0] ?? ''
const keys = (labels: readonly string[]) => [...new Set(labels.map(labelKey))].toSorted()
