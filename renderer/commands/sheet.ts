import { COMMAND_IDS, type Command, type CommandId, commandOf } from './catalog.ts'
import type { Need } from './catalog/command.ts'
import type { Keymap } from './keymap.ts'
import { ROOMS, type Room } from './rooms.ts'

export type SheetRow = { id: CommandId; name: string; keys: readonly string[] }
export type SheetGroup = { room: Room; name: string; rows: readonly SheetRow[] }

const ALL_ROOMS = Object.keys(ROOMS) as Room[]

/** The rooms that a command works in, in words: `In a task, In a batch`. */
export const roomNames = (command: Command): string =>
  command.rooms.map((room) => ROOMS[room].name).join(', ')

/** Whether the command is meant by what is typed: each word is in its name, its rooms, what it is also found by, or its keys. */
export function isMeant(id: CommandId, keymap: Keymap, typed: string): boolean {
  const command = commandOf(id)
  const keys = keymap.get(id) ?? []
  const text = `${command.name} ${command.words ?? ''} ${roomNames(command)}`.toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every(
      (word) => text.includes(word) || keys.some((own) => own === word || own.split(/[+ ]/).includes(word)),
    )
}

/**
 * What the keys do as they are now, room by room. A command stands in each of its rooms; one without keys in none.
 *
 * @param has what the host has: what needs something else cannot be done on it, and does not stand there
 */
export function sheetOf(keymap: Keymap, typed = '', has: readonly Need[] = ['editor']): SheetGroup[] {
  const ids = COMMAND_IDS.filter((id) => {
    const { needs } = commandOf(id)
    return (needs === undefined || has.includes(needs)) && isMeant(id, keymap, typed)
  })
  return ALL_ROOMS.map((room) => ({
    room,
    name: ROOMS[room].name,
    rows: ids.filter((id) => commandOf(id).rooms.includes(room)).flatMap((id) => rowOf(id, keymap)),
  })).filter(({ rows }) => rows.length > 0)
}

function rowOf(id: CommandId, keymap: Keymap): SheetRow[] {
  const { name, shown } = commandOf(id)
  const keys = keymap.get(id) ?? []
  return keys.length === 0 ? [] : [{ id, name, keys: shown === undefined ? keys : [shown] }]
}

/** Commands by the first of their rooms, each once: those that can be given other keys. */
export function remappableByRoom(keymap: Keymap, typed: string): { name: string; ids: CommandId[] }[] {
  return ALL_ROOMS.map((room) => ({
    name: ROOMS[room].name,
    ids: COMMAND_IDS.filter((id) => {
      const { rooms, fixed } = commandOf(id)
      return rooms[0] === room && fixed !== true && isMeant(id, keymap, typed)
    }),
  })).filter(({ ids }) => ids.length > 0)
}
