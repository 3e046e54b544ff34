const CHANNEL = 'openlinear-front'

/** What windows of one browser or desktop tell each other. `id` is the sender's. */
export type FrontMessage =
  /** The user has turned to it. */
  | { kind: 'front'; id: string }
  /** The user has turned away from it, to none that is known of. */
  | { kind: 'left'; id: string }
  /** It is no more. */
  | { kind: 'gone'; id: string }
  /** It has come without being turned to: who is? */
  | { kind: 'who' }

/** Which window the user turned to last, as one of them knows it: pure, so that what happens is told in one. */
export class Front {
  readonly #id: string
  readonly #send: (message: FrontMessage) => void
  /** Who is in front; null = nobody has said so. */
  #front: string | null = null
  #isFocused = false

  constructor(id: string, send: (message: FrontMessage) => void, isFocused: boolean) {
    this.#id = id
    this.#send = send
    if (isFocused) this.turnedTo()
    else send({ kind: 'who' })
  }

  /** Whether this window is the one that tells. While nobody is known to be in front, each does. */
  get isFront(): boolean {
    return this.#front === null || this.#front === this.#id
  }

  /** Whether the user looks at another one at this moment. */
  get isFocusedElsewhere(): boolean {
    return this.#isFocused && this.#front !== this.#id
  }

  turnedTo(): void {
    if (this.#isFocused && this.#front === this.#id) return
    this.#front = this.#id
    this.#isFocused = true
    this.#send({ kind: 'front', id: this.#id })
  }

  left(): void {
    if (this.#front !== this.#id) return
    this.#isFocused = false
    this.#send({ kind: 'left', id: this.#id })
  }

  gone(): void {
    this.#send({ kind: 'gone', id: this.#id })
  }

  hear(message: FrontMessage): void {
    switch (message.kind) {
      case 'front':
        this.#front = message.id
        this.#isFocused = true
        return
      case 'left':
        if (this.#front === null) this.#front = message.id
        if (this.#front === message.id) this.#isFocused = false
        return
      case 'gone':
        if (this.#front !== message.id) return
        this.#front = null
        this.#isFocused = false
        return
      case 'who':
        if (this.#front === this.#id) this.#send({ kind: this.#isFocused ? 'front' : 'left', id: this.#id })
    }
  }
}

let ofPage: Front | undefined

function frontOfPage(): Front {
  if (ofPage !== undefined) return ofPage
  const channel = new BroadcastChannel(CHANNEL)
  const front = new Front(crypto.randomUUID(), (message) => channel.postMessage(message), document.hasFocus())
  channel.addEventListener('message', ({ data }: MessageEvent<FrontMessage>) => front.hear(data))
  for (const sign of ['focus', 'pointerdown', 'keydown'])
    window.addEventListener(sign, () => front.turnedTo(), { capture: true })
  // What has the focus in the page says so by the same name.
  window.addEventListener('blur', (event) => {
    if (event.target === window) front.left()
  })
  window.addEventListener('pagehide', () => front.gone())
  ofPage = front
  return front
}

/** From now on the windows of this browser or desktop know which of them is in front. */
export const watchFront = (): void => void frontOfPage()

/** Whether this is the window that tells in passing what happens: the one that the user turned to last. */
export const isFrontWindow = (): boolean => frontOfPage().isFront

/** Whether the user looks at any window of OpenLinear. */
export const isLookedAt = (): boolean => document.hasFocus() || frontOfPage().isFocusedElsewhere
