import { vi } from 'vitest'
import type { Random } from '../../faults/kills-plan.ts'
import type { FakeRepository } from '../../support/github/repository.ts'
import type { Issue } from '../../support/github/records.ts'
import type { SyncRooms } from './sync-rooms.ts'

/** A task and its issue, what has been done to them, and what must have become of it. */
export class Story {
  readonly at: SyncRooms
  readonly random: Random
  /** What must not be. */
  readonly troubles: string[] = []
  /** What was done, in order. */
  readonly lines: string[] = []
  /** The last words that somebody wrote, whichever side it was on. */
  readonly last: { title: string | null; body: string | null } = { title: null, body: null }
  /** Comments that nobody has ever removed, by their first word, and what they say now. */
  readonly spoken = new Map<string, string>()
  readonly repository: FakeRepository
  readonly projectId: string
  taskId = ''
  #words = 0

  constructor(at: SyncRooms, random: Random, repository: FakeRepository, projectId: string) {
    this.at = at
    this.random = random
    this.repository = repository
    this.projectId = projectId
  }

  get issue(): Issue | undefined {
    const [issue] = this.repository.issues.values()
    return issue
  }

  pass(ms: number): void {
    vi.setSystemTime(Date.now() + ms)
  }

  say(what: string): void {
    this.lines.push(`${new Date().toISOString().slice(11, 19)} ${what}`)
  }

  /** Words that were never there before. */
  new(kind: string): string {
    this.#words += 1
    return `${kind}${this.#words}`
  }

  /** Other words for a comment, by which it is known again. */
  rewritten(body: string): string {
    const word = wordOf(body)
    const next = `${word === '+1' ? this.new('again-') : word} ${this.new('v')}`
    if (this.spoken.has(word)) this.spoken.set(word, next)
    return next
  }
}

/** The first word, by which a comment is known. */
export const wordOf = (body: string) => body.split(/\s/)[0] ?? ''
