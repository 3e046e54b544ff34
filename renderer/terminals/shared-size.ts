/** Of a terminal, in characters. */
export type Size = { cols: number; rows: number }

/** A size that the host has written down; a later one has a higher `updatedSeq`. */
export type NotedSize = Size & { updatedSeq: number }

/** While its edge is dragged, a program is told of a new size no more often, in milliseconds. */
const REST_MS = 100

const same = (one: Size, other: Size | null) => one.cols === other?.cols && one.rows === other.rows

/**
 * The size of a program that several windows may show. Of them, the one that was used last gives it its own; the others
 * draw it as it is then, so that none of them pulls it to and fro.
 */
export class SharedSize {
  readonly #draw: (size: Size) => void
  readonly #tell: (size: Size) => Promise<NotedSize>
  readonly #failed: (error: unknown) => void
  readonly #rest: number
  /** As the program has it, as far as is known; null = not at all, before its first screen. */
  #known: NotedSize | null = null
  /** What it is about to be told, or was told and has not taken yet. */
  #telling: Size | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #isGone = false

  /**
   * @param tell asks the host for another size; what fails is not tried again, and drawn as it was
   * @param failed is given what was said against it, but of one that is taken away
   * @param rest see {@link REST_MS}
   */
  constructor(
    draw: (size: Size) => void,
    tell: (size: Size) => Promise<NotedSize>,
    failed: (error: unknown) => void,
    rest = REST_MS,
  ) {
    this.#draw = draw
    this.#tell = tell
    this.#failed = failed
    this.#rest = rest
  }

  /** A screen has come, drawn in this size. */
  drawn(size: Size): void {
    this.#known = { ...size, updatedSeq: this.#known?.updatedSeq ?? 0 }
    this.#draw(size)
  }

  /** What the host says of it, in whichever order. */
  noted(size: NotedSize): void {
    const before = this.#known
    if (before === null || before.updatedSeq > size.updatedSeq) return
    this.#known = size
    // What was told meanwhile comes after it.
    if (this.#telling === null && !same(size, before)) this.#draw(size)
  }

  /** This window's own room is what it shall have. */
  take(room: Size): void {
    this.#draw(room)
    // Until the first screen is there nobody knows which size the program has.
    if (this.#known === null) return
    if (same(room, this.#telling)) return
    clearTimeout(this.#timer)
    this.#telling = null
    if (same(room, this.#known)) return
    this.#telling = room
    this.#timer = setTimeout(() => void this.#send(room), this.#rest)
  }

  /** As the program has it, where this window does not decide. */
  get shown(): Size | null {
    return this.#telling ?? this.#known
  }

  dispose(): void {
    this.#isGone = true
    clearTimeout(this.#timer)
  }

  async #send(room: Size): Promise<void> {
    let noted: NotedSize | null = null
    try {
      noted = await this.#tell(room)
    } catch (error) {
      if (!this.#isGone) this.#failed(error)
    }
    if (this.#isGone || this.#telling !== room) return
    this.#telling = null
    if (noted !== null && noted.updatedSeq >= (this.#known?.updatedSeq ?? 0)) this.#known = noted
    if (this.#known !== null && !same(this.#known, room)) this.#draw(this.#known)
  }
}
