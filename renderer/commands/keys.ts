import { useSyncExternalStore } from 'react'
import { SETTINGS_ID, settings } from '../state/stores.ts'
import { type CommandId, isCommandId } from './catalog.ts'
import { type Keymap, keymapOf } from './keymap.ts'

const NONE = {}
let of: Readonly<Record<string, readonly string[]>> = NONE
let now: Keymap = keymapOf(NONE)

/** The keys of all commands as they are now: those they come with, and the user's. */
export function currentKeymap(): Keymap {
  const own = settings.get(SETTINGS_ID)?.keymap ?? NONE
  if (own !== of) {
    of = own
    now = keymapOf(own)
  }
  return now
}

const subscribe = (listener: () => void) => settings.store.subscribe(listener)

/** The same, followed. */
export const useKeymap = (): Keymap => useSyncExternalStore(subscribe, currentKeymap)

/** The keys that are shown for a command: its first ones; '' = it has none. */
const firstKeys = (id: CommandId): string => currentKeymap().get(id)?.[0] ?? ''

/** Keys as they are, and for the id of a command its keys; '' = it has none. */
export const keysFor = (keysOrCommand: string): string =>
  isCommandId(keysOrCommand) ? firstKeys(keysOrCommand) : keysOrCommand

/** The same, followed. */
export const useKeysFor = (keysOrCommand: string): string =>
  useSyncExternalStore(subscribe, () => keysFor(keysOrCommand))
