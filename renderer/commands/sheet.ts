import { COMMAND_IDS, type Command, type CommandId, commandOf } from './catalog.ts'
import type { Need } from './catalog/command.ts'
import type { Keymap } from './keymap.ts'
import { liesIn, ROOMS, type Room } from './rooms.ts'

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

const PAGES: readonly [RegExp, Room][] = [
  [/^\/$/, 'board'],
  [/^\/task\//, 'task'],
  [/^\/inbox$/, 'inbox'],
  [/^\/batches$/, 'batches'],
  [/^\/batches\//, 'batch'],
  [/^\/brainstorm(\/|$)/, 'brainstorm'],
  [/^\/record$/, 'record'],
]

/** The room that a page is, by its path; null = its commands are those of everywhere. */
export const roomOfPath = (path: string): Room | null => PAGES.find(([page]) => page.test(path))?.[1] ?? null

/** All rooms: where one is first, then what lies in it, then the others. */
function roomsFrom(here: Room | null): Room[] {
  if (here === null) return ALL_ROOMS
  const rank = (room: Room) => (room === here ? 0 : liesIn(room, here) ? 1 : 2)
  return ALL_ROOMS.toSorted((a, b) => rank(a) - rank(b))
}

/**
 * What the keys do as they are now, room by room. A command stands in each of its rooms; one without keys in none.
 *
 * @param has what there is: what needs something else cannot be done, and does not stand there
 * @param here the room where one is, which stands first
 */
export function sheetOf(
  keymap: Keymap,
  typed = '',
  has: readonly Need[] = ['editor', 'dictation'],
  here: Room | null = null,
): SheetGroup[] {
  const ids = COMMAND_IDS.filter((id) => {
    const { needs } = commandOf(id)
    return (needs === undefined || has.includes(needs)) && isMeant(id, keymap, typed)
  })
  return roomsFrom(here)
    .map((room) => ({
      room,
      name: ROOMS[room].name,
      rows: ids.filter((id) => commandOf(id).rooms.includes(room)).flatMap((id) => rowOf(id, keymap)),
    }))
    .filter(({ rows }) => rows.length > 0)
}

function rowOf(id: CommandId, keymap: Keymap): SheetRow[] {
  const { name, shown } = commandOf(id)
  const keys = keymap.get(id) ?? []
  return keys.length === 0 ? [] : [{ id, name, keys: shown === undefined ? keys : [shown] }]
}

/** Commands by the first of their rooms, each once; what cannot be given other keys stands at the end of its room. */
export function commandsByRoom(keymap: Keymap, typed: string): { name: string; ids: CommandId[] }[] {
  return ALL_ROOMS.map((room) => ({
    name: ROOMS[room].name,
    ids: COMMAND_IDS.filter((id) => commandOf(id).rooms[0] === room && isMeant(id, keymap, typed)).toSorted(
      (one, other) => Number(commandOf(one).fixed === true) - Number(commandOf(other).fixed === true),
    ),
  })).filter(({ ids }) => ids.length > 0)
}
