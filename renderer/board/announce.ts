import { createStore } from 'zustand/vanilla'

/** What a screen reader is to say now; `at` makes the same words news again. */
export const announcement = createStore<{ text: string; at: number }>(() => ({ text: '', at: 0 }))

/** Has a screen reader say what a key did to cards. */
export function announce(text: string): void {
  announcement.setState(({ at }) => ({ text, at: at + 1 }))
}
