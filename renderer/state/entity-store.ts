import { createStore } from 'zustand/vanilla'

export type Entity = { id: string; updatedSeq: number }

/** One change as the feed tells it. */
export type Change = {
  seq: number
  kind: 'created' | 'updated' | 'deleted'
  data: { id: string } & Record<string, unknown>
}

/** Changes kept for entities that are not here yet (their list is still on its way). */
const MAX_MISSED = 2000

/**
 * All entities of one kind that the page knows, by id.
 *
 * The newer `updatedSeq` wins, whichever way it came: list, answer of a call, or feed. What the user
 * did and the host has not confirmed lies over it and is taken away when the host answers, so that
 * a refusal shows the truth again.
 */
export class EntityStore<T extends Entity> {
  readonly store = createStore<{ byId: ReadonlyMap<string, T> }>(() => ({ byId: new Map() }))
  readonly #base = new Map<string, T>()
  readonly #pending = new Map<string, Partial<T>[]>()
  /** Ids that were deleted, and when: a list that is older must not bring them back. */
  readonly #gone = new Map<string, number>()
  readonly #missed = new Map<string, Change[]>()
  readonly #listeners = new Map<string, Set<() => void>>()
  readonly #fold: (held: T, changed: Partial<T>) => T
  readonly #shown: (entity: T) => T

  /**
   * @param fold how changed fields come into what is held, where they do not simply take its place
   * @param shown what of an entity the page may show, where it is not all of it
   */
  constructor(
    fold: (held: T, changed: Partial<T>) => T = (held, changed) => ({ ...held, ...changed }),
    shown: (entity: T) => T = (entity) => entity,
  ) {
    this.#fold = fold
    this.#shown = shown
  }

  get(id: string): T | undefined {
    return this.store.getState().byId.get(id)
  }

  get all(): ReadonlyMap<string, T> {
    return this.store.getState().byId
  }

  /** Calls `listener` when the entity with this id changes, comes or goes. */
  subscribeKey(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set()
    this.#listeners.set(id, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id)
    }
  }

  /** Whether somebody hears of changes of this one. */
  isFollowed(id: string): boolean {
    return this.#listeners.has(id)
  }

  /** Takes entities from a list or an answer. */
  put(entities: readonly T[]): void {
    const touched = new Set<string>()
    for (const entity of entities) if (this.#take(entity)) touched.add(entity.id)
    this.#publish(touched)
  }

  /** Holds exactly these from now on (after the feed said `reset`). */
  replace(entities: readonly T[]): void {
    const touched = new Set(this.#base.keys())
    this.#base.clear()
    this.#gone.clear()
    this.#missed.clear()
    for (const entity of entities) {
      this.#base.set(entity.id, this.#shown(entity))
      touched.add(entity.id)
    }
    this.#publish(touched)
  }

  /** Takes changes from the feed, in order. */
  apply(changes: readonly Change[]): void {
    const touched = new Set<string>()
    for (const change of changes) if (this.#change(change)) touched.add(change.data.id)
    this.#publish(touched)
  }

  /** Removes what the host says is gone, ahead of its event. */
  remove(id: string, seq = this.#base.get(id)?.updatedSeq ?? 0): void {
    this.#gone.set(id, seq)
    if (this.#base.delete(id)) this.#publish(new Set([id]))
  }

  /** Lets go of what nobody needs any more. @returns the ids */
  drop(isUnneeded: (entity: T) => boolean): Set<string> {
    const dropped = new Set<string>()
    for (const [id, entity] of this.#base) if (isUnneeded(entity)) dropped.add(id)
    for (const id of dropped) this.#base.delete(id)
    this.#publish(dropped)
    return dropped
  }

  /** Lays `patch` over the entity until the answer is called. */
  overlay(id: string, patch: Partial<T>): () => void {
    this.overlayAll([[id, patch]])
    return () => this.liftAll([[id, patch]])
  }

  /** The same for several at once, which costs no more than for one; {@link liftAll} takes them away. */
  overlayAll(patches: readonly (readonly [id: string, patch: Partial<T>])[]): void {
    for (const [id, patch] of patches) this.#pending.set(id, [...(this.#pending.get(id) ?? []), patch])
    this.#publish(new Set(patches.map(([id]) => id)))
  }

  /** @param known what the host has answered about them, taken in the same step */
  liftAll(patches: readonly (readonly [id: string, patch: Partial<T>])[], known: readonly T[] = []): void {
    for (const entity of known) this.#take(entity)
    for (const [id, patch] of patches) {
      const left = (this.#pending.get(id) ?? []).filter((one) => one !== patch)
      if (left.length === 0) this.#pending.delete(id)
      else this.#pending.set(id, left)
    }
    this.#publish(new Set([...patches.map(([id]) => id), ...known.map(({ id }) => id)]))
  }

  #take(entity: T): boolean {
    const gone = this.#gone.get(entity.id)
    if (gone !== undefined && gone >= entity.updatedSeq) return false
    const held = this.#base.get(entity.id)
    if (held !== undefined && held.updatedSeq > entity.updatedSeq) return false
    this.#base.set(entity.id, this.#shown(entity))
    const missed = this.#missed.get(entity.id)
    if (missed !== undefined) {
      this.#missed.delete(entity.id)
      for (const change of missed) this.#change(change)
    }
    return true
  }

  #change({ seq, kind, data }: Change): boolean {
    const { id } = data
    const held = this.#base.get(id)
    if (kind === 'deleted') {
      this.#gone.set(id, seq)
      this.#missed.delete(id)
      return this.#base.delete(id)
    }
    if (held === undefined) {
      const gone = this.#gone.get(id)
      if (gone !== undefined && gone >= seq) return false
      if (kind === 'created') return this.#take({ ...data, updatedSeq: seq } as unknown as T)
      this.#miss(id, { seq, kind, data })
      return false
    }
    if (held.updatedSeq >= seq) return false
    this.#base.set(id, this.#shown({ ...this.#fold(held, data as Partial<T>), updatedSeq: seq }))
    return true
  }

  #miss(id: string, change: Change): void {
    const missed = this.#missed.get(id)
    if (missed !== undefined) {
      missed.push(change)
      return
    }
    if (this.#missed.size >= MAX_MISSED) {
      const oldest = this.#missed.keys().next()
      if (!oldest.done) this.#missed.delete(oldest.value)
    }
    this.#missed.set(id, [change])
  }

  #view(id: string): T | undefined {
    const base = this.#base.get(id)
    const patches = this.#pending.get(id)
    if (base === undefined || patches === undefined) return base
    return Object.assign({}, base, ...patches)
  }

  #publish(touched: ReadonlySet<string>): void {
    if (touched.size === 0) return
    const byId = new Map(this.all)
    for (const id of touched) {
      const entity = this.#view(id)
      if (entity === undefined) byId.delete(id)
      else byId.set(id, entity)
    }
    this.store.setState({ byId })
    for (const id of touched) for (const listener of this.#listeners.get(id) ?? []) listener()
  }
}
