import { t } from '../strings/t.ts'
import { type CommandId, commandOf } from './catalog.ts'
import {
  clash,
  conflictsOf,
  defaultKeys,
  isRemappable,
  type Keymap,
  keymapOf,
  reservedFor,
  withKeys,
} from './keymap.ts'

type Own = Readonly<Record<string, readonly string[]>>

/** Most keys of one command. */
export const MOST_KEYS = 4

/** What stands against giving a command these keys; null = nothing. */
export type Obstacle =
  | { kind: 'reserved'; why: string }
  /** It would be taken from these; some of which may not let go of it. */
  | { kind: 'conflict'; with: readonly CommandId[]; canTake: boolean }

/** @param keymap as it is now */
export function obstacleTo(keymap: Keymap, id: CommandId, keys: string): Obstacle | null {
  const why = defaultKeys(id).includes(keys) ? null : reservedFor(keys)
  if (why !== null) return { kind: 'reserved', why }
  const others = conflictsOf(keymap, id, keys)
  return others.length === 0 ? null : { kind: 'conflict', with: others, canTake: others.every(isRemappable) }
}

/** What stands against it, in words: `E is “Execute” already.` */
export function obstacleWords(obstacle: Obstacle, keys: string): string {
  if (obstacle.kind === 'reserved') return t('{keys} cannot be had. {why}', { keys, why: obstacle.why })
  const names = obstacle.with.map((id) => t('“{name}”', { name: commandOf(id).name }))
  const commands = names.slice(0, 3).join(', ')
  return names.length > 3
    ? t('{keys} is taken by {commands} and {more} more.', { keys, commands, more: names.length - 3 })
    : t('{keys} is taken by {commands}.', { keys, commands })
}

/** The user's keys with these for the command: in the place of `old`, or beside its others. */
export function giveKeys(
  own: Own,
  id: CommandId,
  keys: string,
  old: string | null,
): Record<string, string[]> {
  const now = keymapOf(own).get(id) ?? []
  const next = old === null ? [...now, keys] : now.map((one) => (one === old ? keys : one))
  return withKeys(own, id, next)
}

/** The same, with what clashes taken from the commands that have it. */
export function takeKeys(
  own: Own,
  id: CommandId,
  keys: string,
  old: string | null,
): Record<string, string[]> {
  const keymap = keymapOf(own)
  let next: Own = own
  for (const other of conflictsOf(keymap, id, keys)) {
    if (isRemappable(other))
      next = withKeys(
        next,
        other,
        (keymap.get(other) ?? []).filter((held) => !clash(held, keys)),
      )
  }
  return giveKeys(next, id, keys, old)
}

/** The user's keys without these for the command. */
export const dropKeys = (own: Own, id: CommandId, keys: string): Record<string, string[]> =>
  withKeys(
    own,
    id,
    (keymapOf(own).get(id) ?? []).filter((one) => one !== keys),
  )

/**
 * Commands of which a default would clash again if `id` had its own keys back: they have been given them meanwhile.
 */
export const heldDefaults = (keymap: Keymap, id: CommandId): CommandId[] => [
  ...new Set(defaultKeys(id).flatMap((keys) => conflictsOf(keymap, id, keys))),
]
