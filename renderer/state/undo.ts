import type { UpdateTask } from '#shared/tasks.ts'

/** Fields of a task that are changed. */
export type TaskPatch = Omit<UpdateTask, 'id'>

/** What a task was before a change and is after it, in the fields that were changed. */
export type Change = { id: string; before: TaskPatch; after: TaskPatch }

/** Something that was done by one key or press, perhaps to many tasks. Its changes come as the host takes them. */
export type Act = {
  /** What was done, such as `APP-12: status Done`. */
  name: string
  readonly changes: Change[]
  /** Settled when the host has answered about all of it. */
  settled: Promise<unknown>
  /** Turns round an act that is about something else than fields of tasks. */
  turn?: (to: 'before' | 'after') => Promise<Turned>
}

/** `refused` = it has been said why; `offline` = it may be tried again. */
export type Turned = 'done' | 'refused' | 'offline'

/** Takes a change into an act; what it changes again of a task is one change with what was changed before. */
export function addChange(act: Act, { id, before, after }: Change): void {
  const held = act.changes.find((change) => change.id === id)
  if (held === undefined) act.changes.push({ id, before, after })
  else {
    held.before = { ...before, ...held.before }
    held.after = { ...held.after, ...after }
  }
}

/** What came of an undo or a redo. */
export type Outcome = {
  name: string
  /** Tasks that are again as they were. */
  done: readonly string[]
  /** Tasks that somebody has changed since: they are left as they are. */
  left: readonly string[]
  /** How many tasks are not here any more. */
  gone: number
  /** Tasks that the host has refused to change; it has been said why. */
  refused: readonly string[]
}

export type UndoParts = {
  /** What the task is now; undefined = it is gone. */
  read: (id: string) => TaskPatch | undefined
  /** Changes the task. `offline` = it may be tried again; nothing else will help where it is refused. */
  write: (id: string, patch: TaskPatch) => Promise<TaskPatch | 'refused' | 'offline'>
}

/** Acts that are remembered. */
const MAX_ACTS = 100

/**
 * What was done and can be taken back, the last act first; what was taken back can be done again until something else
 * is done. A task that is not as the act has left it is never overwritten.
 */
export class UndoStack {
  readonly #parts: UndoParts
  readonly #done: Act[] = []
  #undone: Act[] = []
  /** One at a time, in the order in which they are asked for. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: UndoParts) {
    this.#parts = parts
  }

  /** What would be taken back next. */
  get last(): Act | undefined {
    return this.#done.at(-1)
  }

  /** What would be done again next. */
  get lastUndone(): Act | undefined {
    return this.#undone.at(-1)
  }

  /** Whether something that was done to this task can be taken back or done again. */
  knows(taskId: string): boolean {
    return [...this.#done, ...this.#undone].some(({ changes }) => changes.some(({ id }) => id === taskId))
  }

  /** Takes up an act that has just been done. */
  add(act: Act): void {
    this.#done.push(act)
    if (this.#done.length > MAX_ACTS) this.#done.shift()
    this.#undone = []
  }

  /** Forgets an act that has come to nothing. */
  drop(act: Act): void {
    take(this.#done, act)
  }

  /**
   * @param act this one, if it can still be taken back; else the last one
   * @returns null where there is nothing to take back
   */
  undo(act?: Act): Promise<Outcome | null> {
    return this.#inTurn(() => this.#turnRound(this.#done, this.#undone, 'before', act))
  }

  redo(): Promise<Outcome | null> {
    return this.#inTurn(() => this.#turnRound(this.#undone, this.#done, 'after'))
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined)
    return result
  }

  /** Takes an act from one stack, brings its tasks to its other side, and puts it onto the other stack. */
  async #turnRound(from: Act[], onto: Act[], to: 'before' | 'after', wanted?: Act): Promise<Outcome | null> {
    for (;;) {
      const act = wanted === undefined ? from.pop() : take(from, wanted)
      if (act === undefined) return null
      await act.settled
      // The host has refused all of it.
      if (act.changes.length === 0 && act.turn === undefined && wanted === undefined) continue
      if (act.turn !== undefined) return this.#turnOther(act, act.turn, to, from, onto)
      const { outcome, turned, again } = await this.#change(act, to)
      const settled = Promise.resolve()
      if (turned.length > 0) onto.push({ name: act.name, changes: turned, settled })
      if (again.length > 0) from.push({ name: act.name, changes: again, settled })
      return outcome
    }
  }

  async #turnOther(
    act: Act,
    turn: NonNullable<Act['turn']>,
    to: 'before' | 'after',
    from: Act[],
    onto: Act[],
  ): Promise<Outcome> {
    const came = await turn(to)
    if (came === 'done') onto.push(act)
    else if (came === 'offline') from.push(act)
    const { name } = act
    return {
      name,
      done: came === 'done' ? [name] : [],
      left: [],
      gone: 0,
      refused: came === 'done' ? [] : [name],
    }
  }

  async #change({ name, changes }: Act, to: 'before' | 'after') {
    const from = to === 'before' ? 'after' : 'before'
    const asLeft = (change: Change) => {
      const now = this.#parts.read(change.id)
      return now !== undefined && holds(now, change[from])
    }
    const ours = changes.filter(asLeft)
    const others = changes.filter((change) => !ours.includes(change)).map(({ id }) => id)
    const left = others.filter((id) => this.#parts.read(id) !== undefined)
    const turned: Change[] = []
    const again: Change[] = []
    const refused: string[] = []
    await Promise.all(
      ours.map(async (change) => {
        const now = await this.#parts.write(change.id, change[to])
        if (now === 'refused') refused.push(change.id)
        else if (now === 'offline') again.push(change)
        // As the host has it: what it made of the change is what may be taken back.
        else turned.push({ ...change, [to]: pick(now, change[to]) })
      }),
    )
    const outcome: Outcome = {
      name,
      done: turned.map(({ id }) => id),
      left,
      gone: others.length - left.length,
      refused: [...refused, ...again.map(({ id }) => id)],
    }
    return { outcome, turned, again }
  }
}

function take(acts: Act[], act: Act): Act | undefined {
  const at = acts.indexOf(act)
  return at === -1 ? undefined : acts.splice(at, 1)[0]
}

/** The fields of `task` that `like` has. */
export function pick(task: TaskPatch, like: TaskPatch): TaskPatch {
  return Object.fromEntries(Object.keys(like).map((field) => [field, task[field as keyof TaskPatch]]))
}

/** Whether the task has all these values. */
export function holds(task: TaskPatch, values: TaskPatch): boolean {
  return Object.entries(values).every(([field, value]) => same(task[field as keyof TaskPatch], value))
}

/** Labels and dependencies are sets: their order says nothing. */
function same(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other
  return one.length === other.length && one.every((item) => other.includes(item))
}
