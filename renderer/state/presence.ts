/** A page that was hidden for this long needs no streams until it is looked at again. */
const PATIENCE = 10_000

type Shown = EventTarget & { readonly hidden: boolean }

/**
 * Whether the page is there to be kept up to date. A browser opens six connections to an origin, and a
 * stream holds one for good: pages that nobody sees must give theirs back.
 */
export class Presence {
  readonly #shown: Shown
  readonly #patience: number
  readonly #listeners = new Set<() => void>()
  #away = false
  #watches = false
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `page` hears of pages that are left and come back to; `shown` knows whether the page can be seen. */
  constructor(page: EventTarget, shown: Shown, patience = PATIENCE) {
    this.#shown = shown
    this.#patience = patience
    page.addEventListener('pagehide', () => this.#set(true))
    page.addEventListener('pageshow', () => {
      this.#set(false)
      this.#look()
    })
    shown.addEventListener('visibilitychange', () => this.#look())
    this.#look()
  }

  get isAway(): boolean {
    return this.#away
  }

  /** Calls `listener` whenever the page goes away or comes back, until the answer is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Stays although nobody looks, from now on: somebody is to be told what happens. A page that is left goes. */
  watch(): void {
    this.#watches = true
    this.#look()
  }

  /** Settles once the page is there, at once if it is, or when `signal` aborts. */
  async there(signal: AbortSignal): Promise<void> {
    if (!this.#away || signal.aborted) return
    await new Promise<void>((resolve) => {
      const done = () => {
        off()
        signal.removeEventListener('abort', done)
        resolve()
      }
      const off = this.onChange(() => {
        if (!this.#away) done()
      })
      signal.addEventListener('abort', done)
    })
  }

  #look(): void {
    if (!this.#shown.hidden || this.#watches) this.#set(false)
    else if (!this.#away) this.#timer ??= setTimeout(() => this.#set(true), this.#patience)
  }

  #set(away: boolean): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#away === away) return
    this.#away = away
    for (const listener of this.#listeners) listener()
  }
}

let ofPage: Presence | undefined

/** The one of this page. */
export function pagePresence(): Presence {
  ofPage ??= new Presence(window, document)
  return ofPage
}
