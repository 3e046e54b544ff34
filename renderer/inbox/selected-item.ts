import { createStore } from 'zustand/vanilla'
import { goTo } from '../state/navigation.ts'

/** What was asked to be seen in the inbox, until the inbox has selected it. */
export const wantedItem = createStore<{ id: string | null }>(() => ({ id: null }))

/** Opens the inbox at an item. */
export function showInInbox(id: string): void {
  wantedItem.setState({ id })
  goTo({ to: 'inbox' })
}
