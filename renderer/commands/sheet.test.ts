import { expect, test } from 'vitest'
import { COMMAND_IDS, commandOf } from './catalog.ts'
import type { Need } from './catalog/command.ts'
import { keymapOf } from './keymap.ts'
import { commandsByRoom, roomOfPath, sheetOf } from './sheet.ts'

test('the sheet has every command that has keys, in each of its rooms', () => {
  const sheet = sheetOf(keymapOf({}))
  for (const id of COMMAND_IDS) {
    const { rooms, keys } = commandOf(id)
    const in_ = sheet.filter(({ rows }) => rows.some((row) => row.id === id)).map(({ room }) => room)
    expect(in_.toSorted()).toEqual(keys.length === 0 ? [] : rooms.toSorted())
  }
})

test.each([
  ['/', ['board', 'selection', 'request']],
  ['/task/APP-1', ['task', 'description', 'candidates']],
  ['/batches', ['batches', 'everywhere']],
  ['/batches/1', ['batch', 'changes', 'pull-request', 'everywhere']],
  ['/inbox', ['inbox', 'request', 'everywhere']],
  ['/brainstorm', ['brainstorm', 'request', 'everywhere']],
  ['/brainstorm/APP-1', ['brainstorm']],
  ['/record', ['record', 'log', 'everywhere']],
  ['/settings', ['everywhere', 'go']],
])('at %s the sheet begins with %j', (path, expected) => {
  const rooms = sheetOf(keymapOf({}), '', [], roomOfPath(path)).map(({ room }) => room)
  expect(rooms.slice(0, expected.length)).toEqual(expected)
})

test('the sheet has the keys as they are now', () => {
  const rows = sheetOf(keymapOf({ 'task.new': ['n'], 'app.help': [] })).flatMap((group) => group.rows)
  expect(rows.find(({ id }) => id === 'task.new')?.keys).toEqual(['n'])
  expect(rows.some(({ id }) => id === 'app.help')).toBe(false)
  expect(rows.find(({ id }) => id === 'request.choose')?.keys).toEqual(['1–9'])
})

test('the sheet has no key of what is not there', () => {
  const ids = (has: Need[]) =>
    sheetOf(keymapOf({}), '', has).flatMap((group) => group.rows.map(({ id }) => id))
  expect(ids(['editor'])).toContain('changes.open')
  expect(ids(['dictation'])).toContain('dictate')
  for (const id of ['changes.open', 'dictate']) expect(ids([])).not.toContain(id)
  expect(ids([])).toContain('changes.next')
})

test.each([
  ['undo', ['app.undo']],
  ['INBOX', ['go.inbox']],
  ['mod+k', ['app.palette']],
  ['set status', ['task.status']],
  ['nothing is called that', []],
])('%j is found', (typed, expected) => {
  const found = sheetOf(keymapOf({}), typed).flatMap(({ rows }) => rows.map(({ id }) => id))
  expect(found).toEqual(expect.arrayContaining(expected))
  if (expected.length === 0) expect(found).toEqual([])
})

test('the settings have each command once, those that cannot be changed last', () => {
  const groups = commandsByRoom(keymapOf({}), '')
  expect(groups.flatMap(({ ids }) => ids).toSorted()).toEqual(COMMAND_IDS.toSorted())
  for (const { ids } of groups) {
    const fixed = ids.filter((id) => commandOf(id).fixed === true)
    expect(ids.slice(ids.length - fixed.length)).toEqual(fixed)
  }
})
