import { expect, test } from 'vitest'
import { splitTask } from './split-task.ts'

const long = 'word '.repeat(120).trim()

test.each([
  ['Mend it', { title: 'Mend it', description: '' }],
  ['\n  Mend it  \n\nIt is broken.\n', { title: 'Mend it', description: 'It is broken.' }],
  ['Mend it\n- a\n- b', { title: 'Mend it', description: '- a\n- b' }],
  [`${long}\nMore.`, { title: `${long.slice(0, 499)}…`, description: `${long}\nMore.` }],
])('%j', (text, task) => {
  expect(splitTask(text)).toEqual(task)
})
