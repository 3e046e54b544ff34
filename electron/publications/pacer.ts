/** Lets through one at a time of many that take turns: who was let through longest ago comes first. */
export class Pacer {
  readonly #last = new Map<string, number>()
  #latest = Number.NEGATIVE_INFINITY

  /** When the next one is let through. */
  at(interval: number): number {
    return this.#latest + interval
  }

  /** Whose turn it is; null = nobody's yet. */
  next(keys: readonly string[], now: number, interval: number): string | null {
    if (now < this.at(interval)) return null
    const last = (key: string) => this.#last.get(key) ?? Number.NEGATIVE_INFINITY
    const [first] = keys.toSorted((one, other) => last(one) - last(other))
    if (first === undefined) return null
    this.#last.set(first, now)
    this.#latest = now
    return first
  }

  /** Forgets those that are not there any more. */
  retain(keys: ReadonlySet<string>): void {
    for (const key of this.#last.keys()) if (!keys.has(key)) this.#last.delete(key)
  }
}
