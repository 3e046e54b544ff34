import { vi } from 'vitest'
import { GithubError } from '#electron/github/github-error.ts'
import { AppError } from '#shared/errors.ts'
import { randomOf } from '../../faults/kills-plan.ts'
import { type Fault, refusals } from '../../support/github/faults.ts'
import { actHere, actThere } from './converge-acts.ts'
import { compare, findMissing, sideHere, sideThere } from './converge-sides.ts'
import { Story } from './converge-story.ts'
import type { SyncRooms } from './sync-rooms.ts'

/** What came of a seed; each line of `troubles` is something that must not be. */
export interface Outcome {
  troubles: string[]
  /** What was done, in order: to play it again by hand. */
  story: string[]
}

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
  const { repository, project } = await at.place()
  return new Life(new Story(at, randomOf(seed), repository, project.id)).live(acts)
}

class Life {
  readonly #story: Story
  /** Something may happen while a look goes on. */
  #isWild = false

  constructor(story: Story) {
    this.#story = story
  }

  async live(acts: number): Promise<Outcome> {
    const story = this.#story
    await this.#begin()
    this.#isWild = true
    for (let act = 0; act < acts; act += 1) {
      story.pass(story.random.from(2, 40) * 1000)
      await this.#act()
    }
    this.#isWild = false
    story.at.fake.heal()
    await this.#turn(true)
    await this.#calmDown()
    await compare(story)
    await this.#stayCalm()
    story.at.fake.heal()
    await story.at.projects.update({ id: story.projectId, issueSync: { enabled: false, newIssues: null } })
    return { troubles: story.troubles, story: story.lines }
  }

  async #begin(): Promise<void> {
    const { issues, labels, store, comments } = this.#story.at
    const how = this.#story.random.one(['import', 'link', 'make'] as const)
    this.#story.say(how)
    for (const name of ['Bug', 'urgent', 'Übel', 'good, first', 'x'.repeat(50)])
      await store.write((tx) => labels.ensureIn(tx, name))
    if (how !== 'make') {
      this.#story.repository.addIssue('The issue', { body: 'Of the issue\r\n', labels: ['bug'], by: 'grace' })
      this.#story.repository.addComment(1, 'first at GitHub', 'grace')
      this.#story.spoken.set('first', 'first at GitHub')
    }
    if (how === 'import') {
      const order = { projectId: this.#story.projectId, numbers: [1], status: 'todo' as const }
      this.#story.taskId = (await issues.import(order)).taskIds[0] ?? ''
      return
    }
    const task = await this.#story.at.task(this.#story.projectId, {
      title: 'The task',
      description: 'Of the task',
    })
    this.#story.taskId = task.id
    await comments.add(task.id, 'second here')
    this.#story.spoken.set('second', 'second here')
    if (how === 'link')
      await issues.link({ id: task.id, number: 1, keep: this.#story.random.one(['task', 'issue']) })
    else {
      if (this.#story.random.chance(60))
        this.#break(WRITES[4], { cut: this.#story.random.one(['before', 'after'] as const) })
      await issues.make(task.id)
      await this.#look(6)
    }
  }

  async #act(): Promise<void> {
    const dice = this.#story.random.from(1, 100)
    if (dice <= 35) await actHere(this.#story)
    else if (dice <= 65) actThere(this.#story)
    else if (dice <= 80) await this.#look(this.#story.random.from(1, 8))
    else if (dice <= 94) this.#breakSomething()
    else if (dice <= 96) await this.#restart()
    else if (dice <= 98) await this.#linkAnew()
    else await this.#turn(this.#story.random.chance(50))
  }

  /** Turns the sync off, or on again. */
  async #turn(enabled: boolean): Promise<void> {
    this.#story.say(enabled ? 'turns it on' : 'turns it off')
    await this.#story.at.projects.update({
      id: this.#story.projectId,
      issueSync: { enabled, newIssues: null },
    })
  }

  /** Parts the two, and links them again: what they have said to each other is not said twice. */
  async #linkAnew(): Promise<void> {
    const { issues } = this.#story.at
    const number = this.#story.issue?.number
    const [link] = (await issues.links({ taskId: this.#story.taskId, limit: 1 })).items
    if (number === undefined || link?.number !== number) return
    const keep = this.#story.random.one(['task', 'issue'] as const)
    this.#story.say(`links anew, keeps the ${keep}`)
    await issues.unlink(this.#story.taskId)
    this.#story.pass(this.#story.random.from(0, 5) * 1000)
    const linking = issues.link({ id: this.#story.taskId, number, keep })
    const isLinked = await linking.then(() => true, unlessOffline)
    if (!isLinked) {
      this.#story.at.fake.heal()
      await issues.link({ id: this.#story.taskId, number, keep })
    }
    // What the other side had last is given up, as was chosen.
    this.#story.last.title = null
    this.#story.last.body = null
  }

  #breakSomething(): void {
    const how = this.#story.random.one([
      'refuse',
      'lose',
      'lose',
      'lose a read',
      'go offline',
      'heal',
      'heal',
    ] as const)
    const times = this.#story.random.from(1, 3)
    switch (how) {
      case 'refuse':
        return this.#break('rest', refusals.serverError, times)
      case 'lose':
        return this.#break(this.#story.random.one(WRITES), {
          cut: this.#story.random.one(['after', 'after', 'middle', 'before']),
        })
      case 'lose a read':
        return this.#break(this.#story.random.one(READS), { cut: 'middle' }, times)
      case 'go offline':
        return this.#break('*', { cut: 'before' }, 10_000)
      case 'heal':
        this.#story.say('heals')
        return this.#story.at.fake.heal()
    }
  }

  #break(target: Parameters<SyncRooms['fake']['fail']>[0], fault: Fault, times = 1): void {
    this.#story.say(`breaks ${target}: ${JSON.stringify(fault).slice(0, 40)}, ${times} times`)
    this.#story.at.fake.fail(target, fault, { times })
  }

  async #restart(): Promise<void> {
    this.#story.say('restarts')
    const isCrash = this.#story.random.chance(50)
    if (isCrash) await this.#crash()
    await this.#story.at.restart()
    this.#story.at.issues.start()
    // Time goes on by our steps alone.
    await this.#story.at.restart()
  }

  /** The next look ends where a kill -9 would end it. */
  async #crash(): Promise<void> {
    let left = this.#story.random.from(1, 4)
    this.#isWild = false
    this.#story.at.onMoment = (moment) => {
      left -= 1
      if (left > 0) return
      this.#story.say(`dies at ${moment}`)
      throw new Error('killed')
    }
    await this.#look(4)
    this.#story.at.onMoment = null
    this.#isWild = true
  }

  /** So many looks at what is due. */
  async #look(steps: number): Promise<void> {
    this.#story.say(`looks ${steps} times`)
    for (let step = 0; step < steps; step += 1) {
      const next = await this.#step()
      if (next === null) return
      if (next > Date.now()) vi.setSystemTime(Math.min(next, Date.now() + 20_000))
    }
  }

  /** One look; what it overwrites must stand in the log. */
  async #step(): Promise<number | null> {
    const acts: Promise<void>[] = []
    if (this.#isWild && this.#story.at.onMoment === null && this.#story.random.chance(25))
      this.#story.at.onMoment = (moment) => {
        if (this.#story.random.chance(50)) acts.push(this.#meanwhile(moment).catch(unlessGone))
      }
    const [here, there] = [await sideHere(this.#story), sideThere(this.#story)]
    try {
      return await this.#story.at.issues.step(Date.now())
    } finally {
      if (this.#isWild) this.#story.at.onMoment = null
      await Promise.all(acts)
      // What the user has overwritten meanwhile is nobody's fault.
      if (acts.length === 0) {
        await findMissing(this.#story, here, await sideHere(this.#story), 'here')
        if (there !== null) await findMissing(this.#story, there, sideThere(this.#story) ?? there, 'there')
      }
    }
  }

  /** Something else is done while a look goes on. What others change at GitHub just then is told nobody. */
  async #meanwhile(moment: string): Promise<void> {
    this.#story.pass(2_000)
    this.#story.say(`at ${moment}:`)
    if (this.#story.random.chance(70)) return actHere(this.#story)
    const issue = this.#story.issue
    if (issue === undefined) return
    const word = this.#story.new('there-said-')
    this.#story.spoken.set(word, `${word} meanwhile`)
    this.#story.repository.addComment(issue.number, `${word} meanwhile`, 'grace')
    this.#story.say(`there: grace says ${word} meanwhile`)
  }

  /** Until nothing comes any more: by itself, or because the user asks. */
  async #calmDown(): Promise<void> {
    const isAsked = this.#story.random.chance(50)
    if (isAsked) await this.#story.at.issues.sync(this.#story.projectId)
    this.#story.say(isAsked ? 'is synced by hand' : 'is left alone')
    await this.#goOn(isAsked ? CALM_MS : PATIENCE_MS)
  }

  async #goOn(ms: number): Promise<void> {
    const until = Date.now() + ms
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const next = await this.#step()
      if (next === null || next > until) return void vi.setSystemTime(until)
      if (next > Date.now()) vi.setSystemTime(next)
    }
    this.#story.troubles.push('it never comes to rest')
  }

  /** Nothing is written any more, whatever is asked. */
  async #stayCalm(): Promise<void> {
    const before = this.#story.at.fake.requests.length
    const seen = JSON.stringify([await sideHere(this.#story), sideThere(this.#story)])
    await this.#story.at.issues.sync(this.#story.projectId)
    await this.#goOn(CALM_MS)
    const writes = this.#story.at.fake.requests
      .slice(before)
      .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/graphql'))
    for (const { method, path } of writes) this.#story.troubles.push(`written after quiet: ${method} ${path}`)
    if (JSON.stringify([await sideHere(this.#story), sideThere(this.#story)]) !== seen)
      this.#story.troubles.push('something changed after quiet')
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
