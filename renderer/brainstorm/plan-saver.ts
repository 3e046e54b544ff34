import type { Plan } from '#shared/brainstorm-plan.ts'
import type { WholeBrainstorm } from '#shared/brainstorms.ts'
import { problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'
import { titledOnly } from './plan-edits.ts'

/** Milliseconds without a change after which it is saved. */
const REST_MS = 600

export type SaverEvents = {
  /** What the host answered: this plan is saved, or (`moved`) it was changed elsewhere and ours is not in it. */
  saved: (whole: WholeBrainstorm, moved: boolean) => void
  /** It was changed elsewhere while nothing of it was being changed here. */
  changed: (plan: Plan) => void
  /** Why it is not saved; null = it is. */
  problem: (message: string | null) => void
}

/** Saves a plan while it is edited: one change after the other, the last of each moment. */
export class PlanSaver {
  readonly #id: string
  readonly #events: SaverEvents
  /** That the next change is made from. */
  #revision: number
  #next: Plan | null = null
  #running: Promise<boolean> | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(id: string, revision: number, events: SaverEvents) {
    this.#id = id
    this.#revision = revision
    this.#events = events
  }

  /** What the host has now. */
  hear(revision: number, plan: Plan): void {
    if (this.#next !== null || this.#running !== null || revision === this.#revision) return
    this.#revision = revision
    this.#events.changed(plan)
  }

  change(plan: Plan): void {
    this.#next = plan
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), REST_MS)
  }

  /** Saves what is not saved yet. @returns whether that is all */
  flush(): Promise<boolean> {
    clearTimeout(this.#timer)
    this.#running ??= this.#saveAll().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  async #saveAll(): Promise<boolean> {
    while (this.#next !== null) if (!(await this.#save(this.#next))) return false
    return true
  }

  async #save(plan: Plan): Promise<boolean> {
    this.#next = null
    try {
      const input = { id: this.#id, plan: titledOnly(plan), revision: this.#revision }
      const whole = await client.brainstorms.edit(input)
      this.#revision = whole.brainstorm.revision
      this.#events.problem(null)
      this.#events.saved(whole, false)
      return true
    } catch (error) {
      const { code, message } = problemOf(error)
      const now =
        code === 'CONFLICT' ? await client.brainstorms.get({ id: this.#id }).catch(() => null) : null
      if (now === null) {
        // It is tried again with the next change, or by hand.
        this.#next ??= plan
        this.#events.problem(message)
      } else {
        this.#next = null
        this.#revision = now.brainstorm.revision
        this.#events.saved(now, true)
      }
      return false
    }
  }
}
