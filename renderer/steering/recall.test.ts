import { expect, test } from 'vitest'
import { NO_RECALL, type Recall, recallStep } from './recall.ts'

/** Walks from `own` and gives what is shown after each step; `-` = nothing more that way. */
function walk(said: string[], own: string, steps: (1 | -1)[]): string[] {
  let recall: Recall = { ...NO_RECALL, said }
  let text = own
  return steps.map((by) => {
    const next = recallStep(recall, by, text)
    if (next === null) return '-'
    ;({ recall, text } = next)
    return text
  })
}

test.each([
  { said: ['c', 'b'], own: '', steps: [1, 1, 1, -1, -1, -1], shown: ['c', 'b', '-', 'c', '', '-'] },
  { said: ['c', 'b'], own: 'half a', steps: [1, -1], shown: ['c', 'half a'] },
  { said: ['c', 'b'], own: 'c', steps: [1, -1], shown: ['b', 'c'] },
  { said: [], own: 'x', steps: [1, -1], shown: ['-', '-'] },
] as const)('from $own through $said', ({ said, own, steps, shown }) => {
  expect(walk([...said], own, [...steps])).toEqual(shown)
})
