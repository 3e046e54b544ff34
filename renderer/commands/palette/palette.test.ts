import { expect, test } from 'vitest'
import { COMMAND_IDS, commandOf } from '../catalog.ts'
import type { PaletteGroup, PaletteItem } from './item.ts'
import { firstRows, ranked, recentFirst } from './rank.ts'
import { SETTINGS_PAGES, SINGLE_SETTINGS } from './settings-index.ts'

const item = (id: string, label: string, more: Partial<PaletteItem> = {}): PaletteItem => ({
  id,
  label,
  icon: null,
  run: () => undefined,
  ...more,
})

const COMMANDS: PaletteGroup = {
  name: 'Commands',
  items: COMMAND_IDS.map((id) => {
    const { name, words } = commandOf(id)
    return item(id, name, words === undefined ? {} : { words })
  }),
}

const first = (query: string, recent: string[] = []) => ranked([COMMANDS], query, recent)[0]?.items[0]?.id

test.each([
  ['new task', 'task.new'],
  ['import tasks', 'tasks.import'],
  ['run record', 'record.open'],
  ['dark', 'theme.dark'],
  ['inbox', 'go.inbox'],
  ['undo', 'app.undo'],
  ['arch', 'task.archive'],
  // Letters left out, or other words for it.
  ['nwtsk', 'task.new'],
  ['shortcuts', 'app.help'],
  ['preferences', 'go.settings'],
])('%j finds %s', (query, id) => {
  expect(first(query)).toBe(id)
})

test('what only has the same letters somewhere is left out', () => {
  const found = ranked([COMMANDS], 'dark theme', [])[0]?.items.map(({ id }) => id)
  expect(found).toEqual(['theme.dark'])
  expect(ranked([COMMANDS], 'qqqq', [])).toEqual([])
})

test('of two that are found alike the one that was chosen lately comes first', () => {
  const groups = [{ name: 'Projects', items: [item('a', 'Shop one'), item('b', 'Shop two')] }]
  expect(ranked(groups, 'shop', [])[0]?.items.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(ranked(groups, 'shop', ['b'])[0]?.items.map(({ id }) => id)).toEqual(['b', 'a'])
})

test('the group with the best find comes first', () => {
  const groups = [
    { name: 'Commands', items: [item('a', 'Stop the shopping cart')] },
    { name: 'Projects', items: [item('b', 'Shop')] },
  ]
  expect(ranked(groups, 'shop', []).map(({ name }) => name)).toEqual(['Projects', 'Commands'])
})

test('tasks come before commands only where they are found better', () => {
  const commands = { name: 'Commands', items: [item('new', 'New task')] }
  const names = (query: string, ...titles: string[]) =>
    ranked([commands], query, [], {
      name: 'Tasks',
      items: titles.map((title, n) => item(title, title, { code: `APP-${n}` })),
    }).map(({ name }) => name)
  expect(names('new task', 'A new task bar')).toEqual(['Commands', 'Tasks'])
  expect(names('bar', 'A new task bar')).toEqual(['Tasks'])
  expect(names('app-0', 'Anything')).toEqual(['Tasks'])
  // Found for what was typed before: they may not get in front of what is typed now.
  expect(names('new', 'Bar')).toEqual(['Commands', 'Tasks'])
})

test('before anything is typed what was chosen lately comes first, once, and the rest is as it is', () => {
  const groups = [
    { name: 'Commands', items: [item('a', 'A'), item('b', 'B'), item('c', 'C', { onlyFound: true })] },
  ]
  const shown = recentFirst(ranked(groups, '', ['b']), [item('b', 'B')])
  expect(shown.map(({ name, items }) => [name, items.map(({ id }) => id)])).toEqual([
    ['Recent', ['b']],
    ['Commands', ['a']],
  ])
})

test('the first rows are those of the first groups', () => {
  const groups = ['A', 'B', 'C'].map((name) => ({
    name,
    items: [item(`${name} 1`, '1'), item(`${name} 2`, '2')],
  }))
  const ids = (count: number) => firstRows(groups, count).map(({ items }) => items.map(({ id }) => id))
  expect(ids(3)).toEqual([['A 1', 'A 2'], ['B 1']])
  expect(ids(2)).toEqual([['A 1', 'A 2']])
  expect(ids(9)).toEqual(groups.map(({ items }) => items.map(({ id }) => id)))
})

const files = import.meta.glob<string>('../../settings/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const source = (name: string) => files[`../../settings/${name}`] ?? ''

test('pages of the settings are called as the settings call them', () => {
  const screen = source('settings-screen.tsx')
  const pages = [...screen.matchAll(/^ {2}(\w+): \{ name: (?:t\()?'([^']+)'\)?, icon:/gm)].map((match) =>
    match.slice(1, 3),
  )
  expect(pages).toEqual(Object.entries(SETTINGS_PAGES).map(([page, { name }]) => [page, name]))
})

test('and so is every single setting', () => {
  const files = ['appearance', 'general', 'notifications', 'agent', 'runs', 'git', 'budgets']
  const text = files.map((name) => source(`${name}-section.tsx`)).join('') + source('budgets.ts')
  expect(SINGLE_SETTINGS.filter(({ name }) => !text.includes(name)).map(({ name }) => name)).toEqual([])
})
