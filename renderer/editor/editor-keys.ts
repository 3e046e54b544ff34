import { completionStatus, closeCompletion } from '@codemirror/autocomplete'
import {
  historyKeymap,
  indentLess,
  indentMore,
  moveLineDown,
  moveLineUp,
  standardKeymap,
} from '@codemirror/commands'
import { deleteMarkupBackward } from '@codemirror/lang-markdown'
import { EditorSelection, type Extension, Prec } from '@codemirror/state'
import { EditorView, type KeyBinding, keymap } from '@codemirror/view'
import { stepOut } from '../ui/step-out.ts'
import type { Hooks } from './code-mirror.ts'
import { toggleMarks, wrapLink } from './marks.ts'
import { newLine } from './new-line.ts'
import { openAtCaret } from './open-links.ts'

/** The keys of the editor. What it does not take goes on to who listens around it. */
export function editorKeys(hooks: { current: Hooks }, submitOnEnter: boolean): Extension {
  const submit = (mod: boolean) => (view: EditorView) => {
    const { onSubmit } = hooks.current
    if (onSubmit === undefined) return false
    // Its words are the host's from now on; what it offers for them is not.
    closeCompletion(view)
    onSubmit({ mod })
    return true
  }
  const atEdge =
    (forward: boolean, ask: () => boolean) =>
    (view: EditorView): boolean => {
      const { main } = view.state.selection
      if (!main.empty || completionStatus(view.state) === 'active') return false
      const next = view.moveVertically(main, forward)
      // From the first line the caret would go to its start, from the last one to its end.
      const isEdge = next.head === (forward ? view.state.doc.length : 0)
      return isEdge && isSameLine(view, main.head, next.head) && ask()
    }
  const bindings: KeyBinding[] = [
    { key: 'Mod-Enter', run: submit(true), stopPropagation: false },
    ...(submitOnEnter
      ? [
          { key: 'Enter', run: submit(false) },
          { key: 'Shift-Enter', run: newLine },
        ]
      : [{ key: 'Enter', run: newLine }]),
    {
      key: 'Escape',
      run: (view) => {
        const { onEscape } = hooks.current
        if (onEscape === undefined) stepOut(view.contentDOM)
        else onEscape()
        return true
      },
      stopPropagation: true,
    },
    { key: 'ArrowUp', run: atEdge(false, () => hooks.current.onArrowUpAtStart?.() ?? false) },
    { key: 'ArrowDown', run: atEdge(true, () => hooks.current.onArrowDownAtEnd?.() ?? false) },
    { key: 'Mod-b', run: toggle('**') },
    { key: 'Mod-i', run: toggle('*') },
    { key: 'Mod-e', run: toggle('`') },
    // Without words the palette has it.
    { key: 'Mod-k', run: (view) => !view.state.selection.main.empty && link(view) },
    { key: 'Backspace', run: deleteMarkupBackward },
    { key: 'Tab', run: nest, shift: unnest },
    { key: 'Alt-Enter', run: openAtCaret },
    { key: 'Alt-ArrowUp', run: moveLineUp },
    { key: 'Alt-ArrowDown', run: moveLineDown },
  ]
  return [Prec.high(keymap.of(bindings)), keymap.of([...historyKeymap, ...standardKeymap])]
}

const isSameLine = (view: EditorView, a: number, b: number): boolean => {
  const one = view.coordsAtPos(a)
  const other = view.coordsAtPos(b)
  return one === null || other === null || Math.abs(one.top - other.top) < (one.bottom - one.top) / 2
}

/** How far an item of a list is set in; null = the line is none. */
const indentOf = (view: EditorView, number: number): number | null => {
  if (number < 1) return null
  return /^(\s*)(?:[-*+]|\d{1,9}[.)]) /.exec(view.state.doc.line(number).text)?.[1]?.length ?? null
}

/** Tab leaves the editor, but for an item that can go below the one before it: so it never holds the keyboard. */
function nest(view: EditorView): boolean {
  const { number } = view.state.doc.lineAt(view.state.selection.main.head)
  const own = indentOf(view, number)
  const above = indentOf(view, number - 1)
  return own !== null && above !== null && own <= above && indentMore(view)
}

function unnest(view: EditorView): boolean {
  const { number } = view.state.doc.lineAt(view.state.selection.main.head)
  return (indentOf(view, number) ?? 0) > 0 && indentLess(view)
}

const toggle = (signs: string) => (view: EditorView) =>
  change(view, (text, from, to) => toggleMarks(text, from, to, signs))
const link = (view: EditorView) => change(view, wrapLink)

function change(
  view: EditorView,
  make: (text: string, from: number, to: number) => ReturnType<typeof toggleMarks>,
): boolean {
  if (view.state.readOnly) return false
  const text = view.state.doc.toString()
  view.dispatch(
    view.state.changeByRange(({ from, to }) => {
      const made = make(text, from, to)
      return {
        changes: { from: made.from, to: made.to, insert: made.insert },
        range: EditorSelection.range(made.anchor, made.head),
      }
    }),
    { scrollIntoView: true, userEvent: 'input' },
  )
  return true
}
