import { useSyncExternalStore } from 'react'

/**
 * How long no key may be pressed after a request went away before another one takes any, in milliseconds: who has
 * just answered may press on, and what stands in the place now is not what was read.
 */
const PAUSE = 1500

/** Keys that go to something else on purpose; what they go to may take the next key. */
const MOVES = /^(tab|arrow\w+|j|k)$/i

let timer: ReturnType<typeof setTimeout> | null = null
const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

function release(): void {
  if (timer === null) return
  clearTimeout(timer)
  timer = null
  window.removeEventListener('keydown', onKey, true)
  window.removeEventListener('pointerdown', release, true)
  tell()
}

function wait(): void {
  if (timer !== null) clearTimeout(timer)
  timer = setTimeout(release, PAUSE)
}

function onKey(event: KeyboardEvent): void {
  if (MOVES.test(event.key)) release()
  else wait()
}

/** A request that took keys went away: until the hands pause or move on purpose, no other one takes any. */
export function holdKeys(): void {
  if (timer === null) {
    window.addEventListener('keydown', onKey, true)
    window.addEventListener('pointerdown', release, true)
  }
  wait()
  tell()
}

export const areKeysHeld = () => timer !== null

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

export const useKeysHeld = () => useSyncExternalStore(subscribe, areKeysHeld)
