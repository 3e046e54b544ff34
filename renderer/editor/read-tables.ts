import { syntaxTree } from '@codemirror/language'
import { type EditorState, type Range, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'
import { createElement } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { Markdown } from '../ui/markdown.tsx'

/** Tables as they read, but for the one in which the caret is. */
export const readTables = StateField.define<DecorationSet>({
  create: draw,
  update: (drawn, transaction) =>
    transaction.docChanged ||
    transaction.selection !== undefined ||
    syntaxTree(transaction.startState) !== syntaxTree(transaction.state)
      ? draw(transaction.state)
      : drawn,
  provide: (field) => EditorView.decorations.from(field),
})

function draw(state: EditorState): DecorationSet {
  const found: Range<Decoration>[] = []
  const { ranges } = state.selection
  syntaxTree(state).iterate({
    enter({ name, from, to, node }) {
      if (name !== 'Table') return
      // One in a quotation or a list has signs of that around it.
      const first = state.doc.lineAt(from)
      if (node.parent?.name !== 'Document' || first.from !== from) return false
      const end = state.doc.lineAt(to).to
      if (!ranges.some((range) => range.from <= end && range.to >= from)) {
        const widget = new Table(state.sliceDoc(from, end))
        found.push(Decoration.replace({ widget, block: true }).range(from, end))
      }
      return false
    },
  })
  return Decoration.set(found, true)
}

interface Drawn {
  root: Root
  watch: ResizeObserver
}
const drawn = new WeakMap<HTMLElement, Drawn>()

class Table extends WidgetType {
  readonly source: string

  constructor(source: string) {
    super()
    this.source = source
  }

  override eq(other: Table): boolean {
    return other.source === this.source
  }

  override get estimatedHeight(): number {
    return (this.source.split('\n').length - 1) * 28
  }

  toDOM(view: EditorView): HTMLElement {
    const place = document.createElement('div')
    place.className = 'md-table'
    const root = createRoot(place)
    const watch = new ResizeObserver(() => view.requestMeasure())
    watch.observe(place)
    drawn.set(place, { root, watch })
    root.render(createElement(Markdown, null, this.source))
    return place
  }

  override destroy(place: HTMLElement): void {
    const { root, watch } = drawn.get(place) ?? {}
    watch?.disconnect()
    // Not while React may be drawing.
    queueMicrotask(() => root?.unmount())
  }

  // A press puts the caret into it.
  override ignoreEvent(event: Event): boolean {
    return event.type !== 'mousedown'
  }
}
