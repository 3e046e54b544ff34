import type { LogItem } from '#shared/run-log.ts'
import { LogFold } from '../run/fold-log.ts'
import { countAt, timelineOf } from './timeline.ts'

export const SPEEDS = [1, 4, 16] as const
export type Speed = (typeof SPEEDS)[number]

export interface ReplayState {
  /** Where it is, in milliseconds of {@link Replay.duration}. */
  time: number
  /** Items shown. */
  count: number
  isPlaying: boolean
  speed: Speed
  fold: LogFold
  /** Grows with every change of `fold`, which is changed in place. */
  version: number
}

/** Calls `tick` with the milliseconds since the last call until the answer is called. */
export type Frames = (tick: (ms: number) => void) => () => void

/** Plays a recorded log by its times. It begins at its end, with all of the log there to be read. */
export class Replay {
  /** Of the whole, in milliseconds. */
  readonly duration: number
  readonly items: readonly LogItem[]
  readonly #times: Float64Array
  readonly #frames: Frames
  readonly #listeners = new Set<() => void>()
  #state: ReplayState
  #stop: (() => void) | null = null

  constructor(items: readonly LogItem[], frames: Frames) {
    this.items = items
    this.#frames = frames
    this.#times = timelineOf(items)
    this.duration = this.#times.at(-1) ?? 0
    this.#state = {
      time: this.duration,
      count: items.length,
      isPlaying: false,
      speed: 4,
      fold: folded(items),
      version: 0,
    }
  }

  readonly state = (): ReplayState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** From where it is; at the end from the start. */
  play(): void {
    if (this.#state.isPlaying || this.duration === 0) return
    if (this.#state.time >= this.duration) this.#go(0)
    this.#set({ isPlaying: true })
    this.#stop = this.#frames((ms) => {
      const time = this.#state.time + ms * this.#state.speed
      this.#go(time)
      if (time >= this.duration) this.pause()
    })
  }

  pause(): void {
    this.#stop?.()
    this.#stop = null
    if (this.#state.isPlaying) this.#set({ isPlaying: false })
  }

  setSpeed(speed: Speed): void {
    this.#set({ speed })
  }

  seek(time: number): void {
    this.#go(time)
    if (this.#state.time >= this.duration) this.pause()
  }

  toEnd(): void {
    this.seek(this.duration)
  }

  #go(to: number): void {
    const time = Math.min(this.duration, Math.max(0, to))
    const count = countAt(this.#times, time)
    const before = this.#state
    if (count === before.count) return this.#set({ time })
    let { fold } = before
    if (count > before.count) fold.push(this.items.slice(before.count, count))
    // There is no way back in a fold.
    else fold = folded(this.items.slice(0, count))
    this.#set({ time, count, fold, version: before.version + 1 })
  }

  #set(change: Partial<ReplayState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}

function folded(items: readonly LogItem[]): LogFold {
  const fold = new LogFold()
  fold.push(items)
  return fold
}

/** Twice a second is enough for who wants little to move. */
const CALM_MS = 500

/** By the page's frames; calmer for who wants less motion. */
export const pageFrames: Frames = (tick) => {
  let last = performance.now()
  const step = () => {
    const now = performance.now()
    // A page that was away has shown nothing meanwhile.
    tick(Math.min(1000, now - last))
    last = now
  }
  if (document.documentElement.dataset['motion'] === 'reduced') {
    const timer = setInterval(step, CALM_MS)
    return () => clearInterval(timer)
  }
  let frame = requestAnimationFrame(function next() {
    // Asked for first: the step may be the last one.
    frame = requestAnimationFrame(next)
    step()
  })
  return () => cancelAnimationFrame(frame)
}
