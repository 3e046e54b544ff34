import { expect, test } from 'vitest'
import { type Marked, toggleMarks, wrapLink } from './marks.ts'

/** Does it to what stands between `[` and `]`, which are written where the selection is then. */
function at(marked: string, change: (text: string, from: number, to: number) => Marked): string {
  const from = marked.indexOf('«')
  const to = marked.indexOf('»') - 1
  const text = marked.replace('«', '').replace('»', '')
  const { from: start, to: end, insert, anchor, head } = change(text, from, to)
  const made = text.slice(0, start) + insert + text.slice(end)
  return `${made.slice(0, anchor)}«${made.slice(anchor, head)}»${made.slice(head)}`
}

test.each([
  ['a «word» b', '**', 'a **«word»** b'],
  ['a **«word»** b', '**', 'a «word» b'],
  ['a «**word**» b', '**', 'a «word» b'],
  ['a « word »b', '*', 'a  *«word»* b'],
  ['«»', '`', '`«»`'],
  ['**«word»**', '*', '***«word»***'],
  ['***«word»***', '*', '**«word»**'],
  ['*«word»*', '**', '***«word»***'],
])('%j with %s', (before, signs, after) => {
  expect(at(before, (text, from, to) => toggleMarks(text, from, to, signs))).toBe(after)
})

test.each([
  ['see «this»', 'see [this](«»)'],
  ['«»', '[«»]()'],
  ['«https://x.example/a»', '[«»](https://x.example/a)'],
])('a link of %j', (before, after) => {
  expect(at(before, wrapLink)).toBe(after)
})
