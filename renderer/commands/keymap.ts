import { t } from '../strings/t.ts'
import { COMMAND_IDS, type CommandId, commandOf, isCommandId } from './catalog.ts'
import { meet } from './rooms.ts'

/** One key with what is held: `mod` is ⌘ on a Mac and Ctrl elsewhere. */
export type Stroke = { mod: boolean; alt: boolean; shift: boolean; key: string }

/** The keys of each command as they are now, each as {@link writeKeys} writes it. */
export type Keymap = ReadonlyMap<CommandId, readonly string[]>

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey'>

const NAMED = new Set(
  'enter escape backspace delete tab space plus insert arrowup arrowdown arrowleft arrowright home end pageup pagedown'.split(
    ' ',
  ),
)
const HELD = ['mod', 'alt', 'shift'] as const

/** Letters and keys with a name are other keys with Shift; what a mark or a digit takes to be written is the keyboard's. */
const knowsShift = (key: string) => key !== 'plus' && /^([a-z]|.{2,})$/.test(key)

const isKey = (text: string) => NAMED.has(text) || /^(f([1-9]|1[0-2])|[!-*,-~])$/.test(text)

function parseStroke(text: string): Stroke | null {
  const parts = text.toLowerCase().split('+')
  const key = parts.pop() ?? ''
  const isHeld = (part: string): part is (typeof HELD)[number] => (HELD as readonly string[]).includes(part)
  if (!isKey(key) || !parts.every(isHeld) || new Set(parts).size !== parts.length) return null
  return {
    mod: parts.includes('mod'),
    alt: parts.includes('alt'),
    shift: parts.includes('shift') && knowsShift(key),
    key,
  }
}

/** `mod+shift+k`, or `g i` for one after the other; null where no keyboard has such keys. */
export function parseKeys(text: string): readonly Stroke[] | null {
  const strokes = text.trim().split(/\s+/).map(parseStroke)
  return strokes.length > 3 || !strokes.every((stroke) => stroke !== null) ? null : strokes
}

const writeStroke = (stroke: Stroke): string => [...HELD.filter((held) => stroke[held]), stroke.key].join('+')

/** The one way in which these keys are written. */
export const writeKeys = (strokes: readonly Stroke[]): string => strokes.map(writeStroke).join(' ')

/** The same keys as {@link writeKeys} writes them; null where there are none such. */
export function plainKeys(text: string): string | null {
  const strokes = parseKeys(text)
  return strokes === null ? null : writeKeys(strokes)
}

/** What is pressed; null for a key that is only held, and on a Mac for Ctrl with a key. */
export function strokeOf(event: Press, isMac: boolean): string | null {
  const key = keyOf(event)
  if (key === null || (isMac ? event.ctrlKey : event.metaKey)) return null
  const mod = isMac ? event.metaKey : event.ctrlKey
  return writeStroke({ mod, alt: event.altKey, shift: event.shiftKey && knowsShift(key), key })
}

/** Letters and marks by what they write; by their place where the keyboard writes no Latin, and under Alt. */
function keyOf({ key, code, altKey }: Press): string | null {
  const written = key === ' ' ? 'space' : key === '+' ? 'plus' : key.toLowerCase()
  const placed = /^(?:Key([A-Z])|Digit(\d))$/.exec(code)
  const place = placed?.[1]?.toLowerCase() ?? placed?.[2]
  if (place !== undefined && (altKey || !isKey(written))) return place
  return isKey(written) ? written : null
}

/** The keys that commands come with, with those of the user in their place. What is not understood counts for nothing. */
export function keymapOf(own: Readonly<Record<string, readonly string[]>>): Keymap {
  const keymap = new Map<CommandId, readonly string[]>()
  for (const id of COMMAND_IDS) {
    const { keys, fixed } = commandOf(id)
    const chosen = fixed === true || !Object.hasOwn(own, id) ? undefined : own[id]
    keymap.set(id, plain(chosen ?? keys))
  }
  return keymap
}

function plain(keys: readonly string[]): readonly string[] {
  return [...new Set(keys.flatMap((text) => plainKeys(text) ?? []))]
}

const DEFAULTS = keymapOf({})

/** The keys that the command comes with. */
export const defaultKeys = (id: CommandId): readonly string[] => DEFAULTS.get(id) ?? []

/** What is to be kept when a command is given these keys: its name is left out again where they are its own. */
export function withKeys(
  own: Readonly<Record<string, readonly string[]>>,
  id: CommandId,
  keys: readonly string[],
): Record<string, string[]> {
  const { [id]: _, ...others } = own
  const next = plain(keys)
  const kept = Object.fromEntries(Object.entries(others).map(([name, list]) => [name, [...list]]))
  return sameKeys(next, defaultKeys(id)) ? kept : { ...kept, [id]: [...next] }
}

const sameKeys = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((keys, index) => keys === other[index])

/** Whether one is the other or its beginning, so that who presses it cannot mean both. */
export function clash(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `)
}

/** Other commands that these keys would be taken from: those that can be live at the same time. */
export function conflictsOf(keymap: Keymap, id: CommandId, keys: string): CommandId[] {
  const { rooms } = commandOf(id)
  return COMMAND_IDS.filter(
    (other) =>
      other !== id &&
      (keymap.get(other) ?? []).some((held) => clash(held, keys)) &&
      commandOf(other).rooms.some((theirs) => rooms.some((mine) => meet(mine, theirs))),
  )
}

/** Keys that are not to be had, by who keeps them. */
const RESERVED: readonly { keys: string; why: string }[] = [
  { keys: 'mod+a mod+c mod+v mod+x', why: t('Cut, copy, paste and select all keep it.') },
  {
    keys: 'mod+q mod+w mod+t mod+n mod+r mod+l mod+p mod+s mod+plus mod+- mod+0 f5 f11 f12',
    why: t('The window or the browser keeps it.'),
  },
  { keys: 'mod+shift+t mod+shift+n mod+shift+w mod+shift+r', why: t('The window or the browser keeps it.') },
  {
    keys: 'tab shift+tab escape enter space shift+enter shift+space',
    why: t('It presses, closes or goes on from what has the focus.'),
  },
]

/** Why a key cannot be had, in words; null where it can. Keys that commands come with are theirs all the same. */
export function reservedFor(keys: string): string | null {
  const [first = ''] = keys.split(' ')
  return RESERVED.find((some) => some.keys.split(' ').includes(first))?.why ?? null
}

/** Whether a command may be given other keys. */
export const isRemappable = (id: string): id is CommandId => isCommandId(id) && commandOf(id).fixed !== true
