import { syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { attachFiles } from './attach-files.ts'

/** Files are attached where they are pasted or dropped; an address over selected words makes them a link. */
export const pasting = [
  EditorView.clipboardInputFilter.of((text) => text.replaceAll(/\r\n?/g, '\n')),
  EditorView.domEventHandlers({
    paste(event, view) {
      const data = event.clipboardData
      if (data === null || view.state.readOnly) return false
      const text = data.getData('text/plain')
      const files = [...data.files]
      // A table program offers a picture of its cells beside their text.
      if (files.length > 0 && text === '') {
        event.preventDefault()
        view.dispatch(view.state.replaceSelection(''))
        void attachFiles(view, files, view.state.selection.main.head)
        return true
      }
      const link = linkOf(view.state, text)
      if (link === null) return false
      event.preventDefault()
      view.dispatch(view.state.replaceSelection(link), { userEvent: 'input.paste' })
      return true
    },
    dragover(event) {
      if (event.dataTransfer?.types.includes('Files') !== true) return false
      // Else the browser would leave the page for the file.
      event.preventDefault()
      return true
    },
    drop(event, view) {
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return false
      event.preventDefault()
      if (view.state.readOnly) return true
      view.focus()
      const at = view.posAtCoords({ x: event.clientX, y: event.clientY }) ?? view.state.doc.length
      void attachFiles(view, files, at)
      return true
    },
  }),
]

function linkOf(state: EditorState, text: string): string | null {
  const { from, to, empty } = state.selection.main
  const address = text.trim()
  if (empty || state.selection.ranges.length > 1 || !/^https?:\/\/[^\s<>]+$/.test(address)) return null
  const words = state.sliceDoc(from, to)
  if (/[\n[\]]/.test(words) || /^https?:\/\//.test(words)) return null
  for (let node = syntaxTree(state).resolveInner(from, 1); node.parent !== null; node = node.parent) {
    if (/^(FencedCode|CodeBlock|InlineCode|Link|URL)$/.test(node.name)) return null
  }
  return `[${words}](${address.replaceAll(/[()]/g, (sign) => `\\${sign}`)})`
}
