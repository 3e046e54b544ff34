import { MAX_TYPED } from '#shared/terminal-text.ts'

/** What is typed, as the host takes it. */
export type Typed = { data: string; encoding: 'text' | 'base64' }

/**
 * Sends what is typed in its order, one call at a time: what comes meanwhile goes with the next one. After a failure
 * what waits is dropped, for nobody would expect keys of a while ago to be pressed.
 */
export class Typist {
  readonly #send: (typed: Typed) => Promise<unknown>
  readonly #failed: (error: unknown) => void
  /** Characters whose codes are bytes stand for those. */
  #waiting: { text: string; isBytes: boolean }[] = []
  #isSending = false

  constructor(send: (typed: Typed) => Promise<unknown>, failed: (error: unknown) => void) {
    this.#send = send
    this.#failed = failed
  }

  type(text: string): void {
    // No call may hold NUL; as text it is the byte 0.
    if (text.includes('\0')) this.#add(bytesOf(text), true)
    else this.#add(text.toWellFormed(), false)
  }

  /** What is no text: each character stands for a byte. */
  typeBytes(bytes: string): void {
    this.#add(bytes, true)
  }

  #add(text: string, isBytes: boolean): void {
    const last = this.#waiting.at(-1)
    if (last?.isBytes === isBytes) last.text += text
    else this.#waiting.push({ text, isBytes })
    void this.#go()
  }

  async #go(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    try {
      for (let next = this.#take(); next !== null; next = this.#take()) await this.#send(next)
    } catch (error) {
      this.#waiting = []
      this.#failed(error)
    } finally {
      this.#isSending = false
    }
  }

  #take(): Typed | null {
    const [first] = this.#waiting
    if (first === undefined) return null
    const size = partOf(first.text, first.isBytes)
    const part = first.text.slice(0, size)
    first.text = first.text.slice(size)
    if (first.text === '') this.#waiting.shift()
    return first.isBytes ? { data: btoa(part), encoding: 'base64' } : { data: part, encoding: 'text' }
  }
}

/** How many characters go with one call: no half of a pair, and Base64 makes four of three. */
function partOf(text: string, isBytes: boolean): number {
  const most = isBytes ? Math.floor(MAX_TYPED / 4) * 3 : MAX_TYPED
  if (text.length <= most) return text.length
  return /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) ? most - 1 : most
}

/** As UTF-8, a character for each byte. */
const bytesOf = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')
