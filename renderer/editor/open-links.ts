import { syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { attachmentIdOf } from '#shared/attachment-refs.ts'
import { downloadAttachment } from '../attachments/contents.ts'
import { attempt } from '../state/attempt.ts'
import { goTo } from '../state/navigation.ts'
import { identifiersIn } from '../state/task-names.ts'
import { t } from '../strings/t.ts'

/** What is drawn as a link: it follows a press as long as its signs are hidden, and always with ⌘ (Ctrl). */
const LINKS = '.md-link, .md-mention'

/** What a place of the text leads to, and where it begins and ends. */
interface Target {
  from: number
  to: number
  open: () => void
}

function targetAt(state: EditorState, at: number): Target | null {
  for (let node = syntaxTree(state).resolveInner(at, 0); ; node = node.parent as typeof node) {
    const url =
      node.name === 'URL' ? node : /^(Link|Image|Autolink)$/.test(node.name) ? node.getChild('URL') : null
    const address = url === null ? '' : state.sliceDoc(url.from, url.to)
    const { from, to } = node
    const attached = attachmentIdOf(address)
    if (attached !== null) {
      return {
        from,
        to,
        open: () => void attempt(() => downloadAttachment(attached), t('The file was not brought')),
      }
    }
    if (/^(https?:\/\/|mailto:)/.test(address)) {
      return { from, to, open: () => void window.open(address, '_blank', 'noopener,noreferrer') }
    }
    if (node.parent === null) break
  }
  const line = state.doc.lineAt(at)
  const named = identifiersIn(line.text).find(
    ({ from, to }) => line.from + from <= at && at <= line.from + to,
  )
  if (named === undefined) return null
  const { identifier } = named.task
  return {
    from: line.from + named.from,
    to: line.from + named.to,
    open: () => goTo({ to: 'task', identifier }),
  }
}

function targetUnder(event: MouseEvent, view: EditorView): Target | null {
  if (event.button !== 0 || !(event.target instanceof Element) || event.target.closest(LINKS) === null)
    return null
  const at = view.posAtCoords({ x: event.clientX, y: event.clientY })
  const target = at === null ? null : targetAt(view.state, at)
  if (target === null || event.metaKey || event.ctrlKey) return target
  const { from, to } = view.state.selection.main
  const isWrittenAt = view.hasFocus && from <= target.to && to >= target.from
  return isWrittenAt || event.shiftKey || event.altKey || event.detail > 1 ? null : target
}

/** Links, mentions of tasks and files lead there by a press, or by Alt+Enter where the caret is. */
export const openLinks = EditorView.domEventHandlers({
  // Else the caret would go there, and what is pressed would move.
  mousedown(event, view) {
    if (targetUnder(event, view) === null) return false
    event.preventDefault()
    return true
  },
  click(event, view) {
    const target = targetUnder(event, view)
    if (target === null) return false
    event.preventDefault()
    target.open()
    return true
  },
})

/** Opens what the caret is at. @returns whether there is something */
export function openAtCaret(view: EditorView): boolean {
  const target = targetAt(view.state, view.state.selection.main.head)
  target?.open()
  return target !== null
}
