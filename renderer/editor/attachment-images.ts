import { syntaxTree } from '@codemirror/language'
import { type EditorState, type Range, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'
import { createElement } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { attachmentIdOf } from '#shared/attachment-refs.ts'
import { AttachedPicture } from '../attachments/attached-picture.tsx'

/** Attached pictures, each below the line that refers to it, in a box whose height is the same for all. */
export const attachmentImages = StateField.define<DecorationSet>({
  create: draw,
  update: (drawn, transaction) =>
    transaction.docChanged || syntaxTree(transaction.startState) !== syntaxTree(transaction.state)
      ? draw(transaction.state)
      : drawn,
  provide: (field) => EditorView.decorations.from(field),
})

function draw(state: EditorState): DecorationSet {
  const found: Range<Decoration>[] = []
  syntaxTree(state).iterate({
    enter({ name, node }) {
      if (name !== 'Image') return
      const url = node.getChild('URL')
      const id = url === null ? null : attachmentIdOf(state.sliceDoc(url.from, url.to))
      if (id === null) return
      const words = /^!\[((?:\\.|[^\]\\])*)\]/.exec(state.sliceDoc(node.from, node.to))?.[1] ?? ''
      const { to } = state.doc.lineAt(node.to)
      found.push(
        Decoration.widget({
          widget: new Picture(id, words.replaceAll(/\\(.)/g, '$1')),
          block: true,
          side: 1,
        }).range(to),
      )
    },
  })
  return Decoration.set(found, true)
}

const roots = new WeakMap<HTMLElement, Root>()

class Picture extends WidgetType {
  readonly id: string
  readonly name: string

  constructor(id: string, name: string) {
    super()
    this.id = id
    this.name = name
  }

  override eq(other: Picture): boolean {
    return other.id === this.id && other.name === this.name
  }

  toDOM(): HTMLElement {
    const place = document.createElement('div')
    place.className = 'md-picture'
    const root = createRoot(place)
    roots.set(place, root)
    root.render(createElement(AttachedPicture, { id: this.id, name: this.name }))
    return place
  }

  override destroy(place: HTMLElement): void {
    // Not while React may be drawing.
    queueMicrotask(() => roots.get(place)?.unmount())
  }

  override ignoreEvent(): boolean {
    return true
  }
}
