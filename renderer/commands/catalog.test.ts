import { expect, test } from 'vitest'
import { COMMAND_IDS, commandOf, isCommandId } from './catalog.ts'
import { plainKeys } from './keymap.ts'

const files = import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true })
const sources = Object.entries(files)
  .filter(([path]) => !path.endsWith('.test.ts') && !path.endsWith('catalog.ts'))
  .map(([path, text]) => ({ path, text }))

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
