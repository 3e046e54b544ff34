import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { COMMAND_IDS } from './catalog.ts'
import { dropKeys, giveKeys, heldDefaults, obstacleTo, obstacleWords, takeKeys } from './change-keys.ts'
import { conflictsOf, defaultKeys, isRemappable, keymapOf } from './keymap.ts'

describe('giving a command other keys', () => {
  test.each([
    ['free', 'q', null],
    ['of the browser', 'mod+w', 'Mod W cannot be had. The window or the browser keeps it.'],
    ['of another command', 's', 'Mod W is taken by “Set status…”.'],
    ['in a room around', 'c', 'Mod W is taken by “New task”.'],
  ] as const)('%s', (_, keys, words) => {
    const obstacle = obstacleTo(keymapOf({}), 'task.execute', keys)
    expect(obstacle === null ? null : obstacleWords(obstacle, 'Mod W')).toBe(words)
  })

  test('in the place of one, or beside it', () => {
    expect(giveKeys({}, 'task.execute', 'q', 'e')).toEqual({ 'task.execute': ['q'] })
    expect(giveKeys({}, 'task.execute', 'q', null)).toEqual({ 'task.execute': ['e', 'q'] })
    expect(dropKeys({}, 'task.execute', 'e')).toEqual({ 'task.execute': [] })
  })

  test('that are reserved is refused even where nobody has them, but not those that it comes with', () => {
    expect(obstacleTo(keymapOf({ 'item.open': [] }), 'item.open', 'enter')).toBeNull()
    expect(obstacleTo(keymapOf({}), 'task.execute', 'enter')?.kind).toBe('reserved')
  })

  test('taken from another leaves that one without', () => {
    const own = takeKeys({}, 'task.execute', 's', 'e')
    expect(own).toEqual({ 'task.execute': ['s'], 'task.status': [] })
    expect(heldDefaults(keymapOf(own), 'task.status')).toEqual(['task.execute'])
    expect(heldDefaults(keymapOf(own), 'task.priority')).toEqual([])
  })

  test('cannot be taken from a command that keeps its own', () => {
    const obstacle = obstacleTo(keymapOf({}), 'log.search', 'home')
    expect(obstacle).toEqual({ kind: 'conflict', with: ['log.first'], canTake: false })
  })

  const remappable = COMMAND_IDS.filter(isRemappable)
  const change = fc.record({
    id: fc.constantFrom(...remappable),
    keys: fc.constantFrom('q', 'e', 's', 'g', 'g i', 'mod+shift+e', 'shift+p', '?', 'f4', 'arrowup'),
  })

  test('never leaves a clash behind, however often it is done', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        let own: Record<string, string[]> = {}
        for (const { id, keys } of changes) {
          const obstacle = obstacleTo(keymapOf(own), id, keys)
          if (obstacle === null) own = giveKeys(own, id, keys, keymapOf(own).get(id)?.[0] ?? null)
          else if (obstacle.kind === 'conflict' && obstacle.canTake) own = takeKeys(own, id, keys, null)
        }
        const keymap = keymapOf(own)
        for (const id of COMMAND_IDS)
          for (const keys of keymap.get(id) ?? []) expect(conflictsOf(keymap, id, keys)).toEqual([])
      }),
    )
  })

  test('and taking each back leads to those that they came with', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        let own: Record<string, string[]> = {}
        for (const { id, keys } of changes) own = takeKeys(own, id, keys, null)
        for (const id of remappable) {
          const { [id]: _, ...others } = own
          own = others
        }
        expect(own).toEqual({})
        expect(keymapOf(own).get('task.execute')).toEqual(defaultKeys('task.execute'))
      }),
    )
  })
})
