/** What `JSON.stringify` writes in its place is what it holds. */
class AsIs {
  readonly #value: unknown

  constructor(value: unknown) {
    this.#value = value
  }

  toJSON(): unknown {
    return this.#value
  }
}

/**
 * An answer that oRPC hands on to `JSON.stringify` as it is. By itself it first copies every value, to look
 * for dates, maps and the like: of a list of thousands that takes longer than reading it from the database.
 *
 * @param answer nothing but what JSON can hold
 * @returns of a class of its own, which oRPC leaves alone; to be sent, not to be read
 */
export const asIs = <T extends object>(answer: T): T => new AsIs(answer) as unknown as T
