import { markdown, markdownLanguage } from '@codemirror/lang-markdown'
import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'
import { newLine } from './new-line.ts'

/** What Enter makes of a text, whose caret is at `¦`; null = the line is broken as any other. */
function enter(text: string): string | null {
  const at = text.indexOf('¦')
  let state = EditorState.create({
    doc: text.replace('¦', ''),
    selection: { anchor: at },
    extensions: [markdown({ base: markdownLanguage })],
  })
  const done = newLine({ state, dispatch: (transaction) => (state = transaction.state) })
  if (!done) return null
  const { head } = state.selection.main
  return `${state.sliceDoc(0, head)}¦${state.sliceDoc(head)}`
}

test.each([
  ['Words¦', null],
  ['- [ ] a¦', '- [ ] a\n- [ ] ¦'],
  ['- [ ] a\n- [ ] ¦', '- [ ] a\n\n¦'],
  ['- a\n- ¦\n- c', '- a\n\n¦\n- c'],
  ['1. a\n2. ¦', '1. a\n\n¦'],
  ['- a\n  - b\n  - ¦', '- a\n  - b\n- ¦'],
  ['- a\n\n- ¦', '- a\n\n¦'],
  ['- ¦', '¦'],
  ['> a¦', '> a\n> ¦'],
  ['> a\n> ¦', '> a\n\n¦'],
  ['> ¦', '¦'],
  ['> a\n> > b\n> > ¦', '> a\n> > b\n>\n> ¦'],
  ['> - a\n> - ¦', '> - a\n>\n> ¦'],
  ['```\n> ¦\n```', null],
])('Enter in %j makes %j', (text, made) => {
  expect(enter(text)).toBe(made)
})
