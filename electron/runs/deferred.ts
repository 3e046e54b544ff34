/** A run whose provider wants no requests until `until`. */
export interface Deferred {
  id: string
  until: string
}

/**
 * Knows when deferred runs may go on. The provider says it in time of the day, which a clock that is set makes
 * wrong and a machine that sleeps does not stop; so either of that time and the time that has passed will do.
 */
export class Deferrals {
  /** By run and time: when it is due at the latest, in {@link performance.now}. */
  #latest = new Map<string, number>()

  /**
   * @param most the longest wait in milliseconds: more than that is no wait but a clock that was set back
   * @returns ids of those that are due, and milliseconds until the next one is (Infinity = none)
   */
  look(deferred: readonly Deferred[], now: string, most: number): { due: string[]; next: number } {
    const due: string[] = []
    const latest = new Map<string, number>()
    let next = Infinity
    for (const { id, until } of deferred) {
      const key = `${id} ${until}`
      const wait = Math.min(Date.parse(until) - Date.parse(now), most)
      const end = this.#latest.get(key) ?? performance.now() + wait
      const left = Math.min(wait, end - performance.now())
      if (left <= 0) due.push(id)
      else {
        latest.set(key, end)
        next = Math.min(next, left)
      }
    }
    this.#latest = latest
    return { due, next }
  }
}
