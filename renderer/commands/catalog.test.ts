import { expect, test } from 'vitest'
import { COMMAND_IDS, commandOf, isCommandId } from './catalog.ts'
import { APP_COMMANDS } from './catalog/app.ts'
import { TASK_COMMANDS } from './catalog/tasks.ts'
import { WORK_COMMANDS } from './catalog/work.ts'
import { plainKeys } from './keymap.ts'

const files = import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true })
const sources = Object.entries(files)
  .filter(([path]) => !path.endsWith('.test.ts') && !path.includes('/catalog'))
  .map(([path, text]) => ({ path, text }))

test('no command stands in two parts of the catalog', () => {
  const ids = [APP_COMMANDS, TASK_COMMANDS, WORK_COMMANDS].flatMap((part) => Object.keys(part))
  expect(ids.toSorted()).toEqual([...COMMAND_IDS].toSorted())
})

test('every command is bound somewhere, or answered by what has the focus', () => {
  const all = sources.map(({ text }) => text).join('\n')
  const unbound = COMMAND_IDS.filter(
    (id) => commandOf(id).fixed !== true && !all.includes(`'${id}'`) && !all.includes(`"${id}"`),
  )
  expect(unbound).toEqual([])
})

test('keys that are shown are keys, or those of a command that there is', () => {
  const wrong = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\bkeys="([^"]+)"/g)]
      .map(([, keys = '']) => keys)
      .filter((keys) => !isCommandId(keys) && plainKeys(keys) === null)
      .map((keys) => `${path}: ${keys}`),
  )
  expect(wrong).toEqual([])
})
