import { BACKGROUND_PRIORITY, OWN_SESSION, setSessionPriority } from './background.ts'

/**
 * Knows whether anybody has a page open. While somebody has, programs that are followed stand back behind it; while
 * nobody looks, they are as quick as can be.
 */
export class Onlookers {
  readonly #followed = new Set<number>()
  readonly #listeners = new Set<() => void>()
  #count = 0

  get isAnybodyThere(): boolean {
    return this.#count > 0
  }

  /** Calls `listener` when the first one has come and when the last one has gone. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Somebody opens a page. @returns to be called when it is closed, or hidden for long */
  come(): () => void {
    this.#count += 1
    if (this.#count === 1) this.#set()
    let isThere = true
    return () => {
      if (!isThere) return
      isThere = false
      this.#count -= 1
      if (this.#count === 0) this.#set()
    }
  }

  /**
   * Lets a program and all that it starts stand back while somebody looks.
   *
   * @param pid of a program that leads a session of its own where {@link OWN_SESSION} says so; elsewhere nothing can
   *   be raised again, so nothing is lowered
   * @returns to be called when it has ended
   */
  follow(pid: number): () => void {
    this.#followed.add(pid)
    if (this.#count > 0) this.#lower(pid)
    return () => void this.#followed.delete(pid)
  }

  #set(): void {
    for (const pid of this.#followed) this.#lower(pid)
    for (const listener of this.#listeners) listener()
  }

  #lower(pid: number): void {
    if (!OWN_SESSION) return
    const wanted = () => (!this.#followed.has(pid) ? null : this.#count > 0 ? BACKGROUND_PRIORITY : 0)
    void setSessionPriority(pid, wanted)
  }
}
