import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { storedSettings } from '#shared/settings.ts'
import { COMMAND_IDS, commandOf } from './catalog.ts'
import {
  clash,
  conflictsOf,
  defaultKeys,
  isRemappable,
  keymapOf,
  parseKeys,
  plainKeys,
  reservedFor,
  strokeOf,
  withKeys,
  writeKeys,
} from './keymap.ts'

const press = (key: string, held: string[] = [], code = '') => ({
  key,
  code,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
})

describe('keys as they are written', () => {
  test.each([
    ['k', 'k'],
    ['Shift+Mod+K', 'mod+shift+k'],
    ['g i', 'g i'],
    ['  g   i ', 'g i'],
    ['shift+?', '?'],
    ['shift+1', '1'],
    ['mod+.', 'mod+.'],
    ['alt+arrowup', 'alt+arrowup'],
    ['f2', 'f2'],
    ['mod+plus', 'mod+plus'],
    ['shift+enter', 'shift+enter'],
    ['', null],
    ['mod', null],
    ['mod+mod+k', null],
    ['hyper+k', null],
    ['f13', null],
    ['é', null],
    ['nonsense', null],
    ['a b c d', null],
    ['mod+', null],
  ])('%j is %j', (text, plain) => {
    expect(plainKeys(text)).toBe(plain)
  })

  const key = fc.constantFrom('a', 'k', 'z', '1', '?', '.', '/', 'enter', 'arrowup', 'f2', 'space', 'plus')
  const stroke = fc
    .tuple(fc.boolean(), fc.boolean(), fc.boolean(), key)
    .map(([mod, alt, shift, name]) =>
      [mod && 'mod', shift && 'shift', alt && 'alt', name].filter((part) => part !== false).join('+'),
    )
  const keys = fc.array(stroke, { minLength: 1, maxLength: 3 }).map((strokes) => strokes.join(' '))

  test('are read again as they were written', () => {
    fc.assert(
      fc.property(keys, (text) => {
        const strokes = parseKeys(text)
        expect(strokes).not.toBeNull()
        const written = writeKeys(strokes ?? [])
        expect(parseKeys(written)).toEqual(strokes)
        expect(plainKeys(written)).toBe(written)
      }),
    )
  })

  test('clash with each other either way or not at all', () => {
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        const [a, b] = [plainKeys(one) ?? '', plainKeys(other) ?? '']
        expect(clash(a, b)).toBe(clash(b, a))
        expect(clash(a, a)).toBe(true)
        expect(clash(a, `${a} x`)).toBe(true)
      }),
    )
  })
})

describe('a key that is pressed', () => {
  test.each([
    ['a letter', press('k'), false, 'k'],
    ['with Caps Lock it is the same', press('K'), false, 'k'],
    ['Ctrl is mod', press('k', ['ctrl']), false, 'mod+k'],
    ['⌘ is mod on a Mac', press('k', ['meta']), true, 'mod+k'],
    ['Ctrl on a Mac is nothing of ours', press('k', ['ctrl']), true, null],
    ['the key of Windows neither', press('k', ['meta']), false, null],
    ['Shift with a letter', press('L', ['shift']), false, 'shift+l'],
    ['a mark is a mark, however it is written', press('?', ['shift']), false, '?'],
    ['and a digit a digit', press('1', ['shift'], 'Digit1'), false, '1'],
    ['the space bar', press(' '), false, 'space'],
    ['plus', press('+', ['ctrl', 'shift']), false, 'mod+plus'],
    ['an arrow', press('ArrowUp', ['alt']), false, 'alt+arrowup'],
    ['a letter by its place where none of ours is written', press('с', [], 'KeyC'), false, 'c'],
    ['and where Alt writes a sign', press('å', ['alt'], 'KeyA'), true, 'alt+a'],
    ['a key that is only held', press('Shift', ['shift']), false, null],
    ['a dead key', press('Dead'), false, null],
  ])('%s', (_, event, isMac, stroke) => {
    expect(strokeOf(event, isMac)).toBe(stroke)
  })
})

describe('the keys of commands', () => {
  test('are their own where nothing is changed', () => {
    expect(keymapOf({}).get('task.execute')).toEqual(['e'])
    for (const id of COMMAND_IDS) expect(defaultKeys(id)).toEqual(commandOf(id).keys)
  })

  test('are the user’s where they are changed; none is a choice, too', () => {
    const keymap = keymapOf({ 'task.execute': ['Shift+Mod+E', 'mod+shift+e'], 'task.new': [] })
    expect(keymap.get('task.execute')).toEqual(['mod+shift+e'])
    expect(keymap.get('task.new')).toEqual([])
    expect(keymap.get('card.select')).toEqual(['x'])
  })

  test('that nobody understands, of no command, or of a fixed one, count for nothing', () => {
    const keymap = keymapOf({
      'task.execute': ['qq'],
      'no.such': ['x'],
      'view.back': ['q'],
      constructor: ['z'],
    })
    expect(keymap.get('task.execute')).toEqual([])
    expect(keymap.get('view.back')).toEqual(['escape'])
    expect([...keymap.keys()]).toEqual(COMMAND_IDS)
  })

  test('have no clash as they come', () => {
    const keymap = keymapOf({})
    const found = COMMAND_IDS.flatMap((id) =>
      (keymap.get(id) ?? []).flatMap((keys) =>
        conflictsOf(keymap, id, keys).map((other) => `${id} and ${other}: ${keys}`),
      ),
    )
    expect(found).toEqual([])
  })

  test('can be kept in the settings', () => {
    const names = COMMAND_IDS.map((id): [string, string[]] => [id, [...defaultKeys(id)].slice(0, 4)])
    expect(storedSettings.shape.keymap.safeParse(Object.fromEntries(names)).success).toBe(true)
  })

  test.each([
    ['the same room', 'task.status', 'p', ['task.priority']],
    ['everywhere is also here', 'task.status', 'c', ['task.new']],
    ['a room and what lies in it', 'task.description', 'e', ['task.execute']],
    ['rooms of which one is never in the other', 'batch.pause', 'x', []],
    [
      'the beginning of a sequence',
      'card.select',
      'g',
      ['go.inbox', 'go.batches', 'go.tasks', 'go.project', 'go.usage', 'go.brainstorm', 'go.settings'],
    ],
    ['going on from a key', 'go.inbox', 'e i', ['task.execute']],
    ['a request has the first word, and so takes nothing', 'request.always', 'e', []],
    ['but from its own', 'request.always', 'r', ['request.refuse']],
    ['its own keys', 'task.execute', 'e', []],
  ] as const)('conflicts: %s', (_, id, keys, expected) => {
    expect(conflictsOf(keymapOf({}), id, keys)).toEqual(expected)
  })

  test('are kept only where they differ from those that a command comes with', () => {
    expect(withKeys({}, 'task.execute', ['Q'])).toEqual({ 'task.execute': ['q'] })
    expect(withKeys({ 'task.execute': ['q'], 'task.new': [] }, 'task.execute', ['e'])).toEqual({
      'task.new': [],
    })
  })

  test('any choice is read again as it was kept, and taken back without a trace', () => {
    const choice = fc.subarray(['q', 'mod+shift+e', 'g x', '?', 'alt+arrowup', 'f4'], { maxLength: 4 })
    fc.assert(
      fc.property(fc.constantFrom(...COMMAND_IDS.filter(isRemappable)), choice, (id, keys) => {
        const kept = withKeys({}, id, keys)
        expect(storedSettings.shape.keymap.safeParse(kept).success).toBe(true)
        expect(keymapOf(kept).get(id)).toEqual(keys)
        expect(withKeys(kept, id, defaultKeys(id))).toEqual({})
      }),
    )
  })

  test.each([
    ['mod+c', true],
    ['mod+w', true],
    ['tab', true],
    ['enter', true],
    ['enter x', true],
    ['mod+k', false],
    ['mod+shift+e', false],
    ['q', false],
  ])('%s is reserved: %j', (keys, expected) => {
    expect(reservedFor(keys) !== null).toBe(expected)
  })
})
