import { syntaxTree, syntaxTreeAvailable } from '@codemirror/language'
import type { Range } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from '@codemirror/view'
import type { SyntaxNodeRef } from '@lezer/common'
import { attachmentIdOf } from '#shared/attachment-refs.ts'
import { t } from '../strings/t.ts'
import { commentIn } from './comment-in.ts'

/** Shows the text as it will read: signs are hidden but where the caret is, and what they mean is drawn. */
export const livePreview = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    #whole: boolean

    constructor(view: EditorView) {
      this.decorations = lookOf(view)
      this.#whole = syntaxTreeAvailable(view.state, view.viewport.to)
    }

    update(update: ViewUpdate) {
      const whole = syntaxTreeAvailable(update.state, update.view.viewport.to)
      if (
        update.docChanged ||
        update.viewportChanged ||
        update.selectionSet ||
        update.focusChanged ||
        whole !== this.#whole ||
        syntaxTree(update.startState) !== syntaxTree(update.state)
      ) {
        this.#whole = whole
        this.decorations = lookOf(update.view)
      }
    }
  },
  { decorations: (plugin) => plugin.decorations },
)

const HIDDEN = Decoration.replace({})
const BREAK = Decoration.line({ attributes: { dir: 'auto' } })
const marks = {
  StrongEmphasis: Decoration.mark({ class: 'md-strong' }),
  Emphasis: Decoration.mark({ class: 'md-em' }),
  Strikethrough: Decoration.mark({ class: 'md-strike' }),
  InlineCode: Decoration.mark({ class: 'md-code', attributes: { dir: 'ltr', spellcheck: 'false' } }),
  Link: Decoration.mark({ class: 'md-link' }),
  Image: Decoration.mark({ class: 'md-link' }),
  Autolink: Decoration.mark({ class: 'md-link' }),
  URL: Decoration.mark({ class: 'md-link' }),
} as const
const SIGN = Decoration.mark({ class: 'md-sign' })
const BULLET = Decoration.mark({ class: 'md-bullet' })
const NUMBER = Decoration.mark({ class: 'md-number' })
const line = (name: string, attributes?: Record<string, string>) =>
  Decoration.line({ class: name, ...(attributes === undefined ? {} : { attributes }) })
const CODE_LINE = line('md-code-line', { dir: 'ltr', spellcheck: 'false' })
const QUOTE_LINE = line('md-quote-line')
const PICTURE_LINE = line('md-picture-line')
const TABLE_LINE = line('md-table-line', { dir: 'ltr' })

function lookOf(view: EditorView): DecorationSet {
  const { state } = view
  const found: Range<Decoration>[] = []
  /** Whether the caret, or what is selected, touches a part of the text. */
  const isNear = (from: number, to: number) =>
    view.hasFocus &&
    !state.readOnly &&
    state.selection.ranges.some((range) => range.from <= to && range.to >= from)
  const isOnLine = (at: number) => {
    const { from, to } = state.doc.lineAt(at)
    return isNear(from, to)
  }
  const hide = (from: number, to: number) => {
    if (from < to) found.push(HIDDEN.range(from, to))
  }
  const eachLine = (
    from: number,
    to: number,
    draw: (at: number, isFirst: boolean, isLast: boolean) => void,
  ) => {
    const first = state.doc.lineAt(Math.max(from, view.viewport.from))
    const end = Math.min(to, view.viewport.to)
    for (let one = first; ; one = state.doc.lineAt(one.to + 1)) {
      draw(one.from, one.from <= from, one.to >= to)
      if (one.to >= end || one.number === state.doc.lines) return
    }
  }

  const enter = (node: SyntaxNodeRef): boolean | undefined => {
    const { name, from, to } = node
    const heading = /^(?:ATX|Setext)Heading(\d)$/.exec(name)
    if (heading !== null) {
      eachLine(from, to, (at) => found.push(line(`md-heading md-heading-${heading[1]}`).range(at)))
      return
    }
    switch (name) {
      case 'HeaderMark':
        if (isOnLine(from)) found.push(SIGN.range(from, to))
        // With the space behind it; the line under a heading stays, or there would be an empty one.
        else if (node.node.parent?.name.startsWith('ATX') === true) {
          const isOpening = from === node.node.parent.from
          hide(from, isOpening ? Math.min(to + 1, state.doc.lineAt(from).to) : to)
        } else found.push(SIGN.range(from, to))
        return
      case 'StrongEmphasis':
      case 'Emphasis':
      case 'Strikethrough':
      case 'InlineCode':
        found.push(marks[name].range(from, to))
        return
      case 'Link':
      case 'Image':
        return linkLook(node)
      case 'Autolink':
      case 'URL':
        if (name === 'URL' && /^(Link|Image|Autolink)$/.test(node.node.parent?.name ?? '')) return
        found.push(marks.Autolink.range(from, to))
        return
      case 'EmphasisMark':
      case 'StrikethroughMark':
      case 'CodeMark': {
        const parent = node.node.parent
        if (parent === null) return
        if (isNear(parent.from, parent.to)) found.push(SIGN.range(from, to))
        else hide(from, to)
        return
      }
      case 'Escape':
        if (!isNear(from, to)) hide(from, from + 1)
        return
      case 'CommentBlock':
      case 'Comment':
        return commentLook(node)
      case 'QuoteMark':
        if (isOnLine(from)) found.push(SIGN.range(from, to))
        else hide(from, Math.min(to + 1, state.doc.lineAt(from).to))
        return
      case 'Blockquote':
        eachLine(from, to, (at) => found.push(QUOTE_LINE.range(at)))
        return
      case 'ListItem':
        return itemLook(node)
      case 'FencedCode':
      case 'CodeBlock':
        eachLine(from, to, (at, isFirst, isLast) => {
          found.push(CODE_LINE.range(at))
          if (isFirst) found.push(line('md-code-first').range(at))
          if (isLast) found.push(line('md-code-last').range(at))
        })
        return
      case 'CodeInfo':
        found.push(SIGN.range(from, to))
        return
      case 'Table':
        eachLine(from, to, (at) => found.push(TABLE_LINE.range(at)))
        return
      case 'TableDelimiter':
        found.push(SIGN.range(from, to))
        return
      case 'HorizontalRule':
        if (!isOnLine(from)) {
          found.push(line('md-rule').range(from))
          hide(from, to)
        }
        return
    }
    return
  }

  const linkLook = (node: SyntaxNodeRef): undefined => {
    const { from, to } = node
    const url = node.node.getChild('URL')
    const inner = node.node.getChildren('LinkMark')
    const [open, close] = inner
    if (url === null || open === undefined || close === undefined || close.from === open.to) return
    const of = state.doc.lineAt(from)
    // An attached picture stands below its line: nothing else needs to be seen of it.
    if (
      node.name === 'Image' &&
      !isOnLine(from) &&
      attachmentIdOf(state.sliceDoc(url.from, url.to)) !== null
    ) {
      if (state.sliceDoc(of.from, from).trim() === '' && state.sliceDoc(to, of.to).trim() === '')
        found.push(PICTURE_LINE.range(of.from))
      hide(from, Math.min(to, of.to))
      return
    }
    found.push(marks.Link.range(from, to))
    if (isNear(from, to)) {
      found.push(SIGN.range(from, open.to), SIGN.range(close.from, to))
    } else {
      hide(from, open.to)
      hide(close.from, to)
    }
  }

  /** A comment is for who edits the text, and the agent reads it. */
  const commentLook = ({ from, to }: SyntaxNodeRef): undefined => {
    const { start, end } = commentIn(state.sliceDoc(from, to))
    const [first, last] = [from + start, from + end]
    const isRead = !isNear(first, last)
    eachLine(first, last, (at) => {
      const of = state.doc.lineAt(at)
      const [begin, stop] = [Math.max(first, of.from), Math.min(last, of.to)]
      if (begin >= stop) return
      if (isRead) hide(begin, stop)
      else found.push(SIGN.range(begin, stop))
    })
  }

  const itemLook = (node: SyntaxNodeRef): undefined => {
    const mark = node.node.getChild('ListMark')
    if (mark === null) return
    const depth = depthOf(node)
    const start = state.doc.lineAt(node.from)
    eachLine(node.from, Math.min(node.to, ownEnd(node)), (at) =>
      found.push(
        at === start.from
          ? line('md-item', { style: `--depth: ${depth}` }).range(at)
          : line('md-item-rest', { style: `--depth: ${depth}` }).range(at),
      ),
    )
    // What sets it in is drawn by its depth.
    if (
      mark.from > start.from &&
      state.sliceDoc(start.from, mark.from).trim() === '' &&
      !isNear(start.from, mark.from)
    )
      hide(start.from, mark.from)
    const box = node.node.getChild('Task')?.getChild('TaskMarker') ?? null
    if (box !== null && !isNear(mark.from, box.to - 1)) {
      const isDone = /x/i.test(state.sliceDoc(box.from, box.to))
      found.push(
        Decoration.replace({ widget: new Box(isDone, state.sliceDoc(box.to, start.to).trim()) }).range(
          mark.from,
          box.to,
        ),
      )
      if (isDone && box.to < start.to)
        found.push(Decoration.mark({ class: 'md-done' }).range(box.to, start.to))
      return
    }
    const isOrdered = node.node.parent?.name === 'OrderedList'
    if (box === null) found.push((isOrdered ? NUMBER : BULLET).range(mark.from, mark.to))
    else found.push(SIGN.range(mark.from, box.to))
  }

  eachLine(view.viewport.from, view.viewport.to, (at) => found.push(BREAK.range(at)))
  for (const { from, to } of view.visibleRanges) syntaxTree(state).iterate({ from, to, enter })
  return Decoration.set(found, true)
}

/** How many lists an item is in besides its own. */
function depthOf(node: SyntaxNodeRef): number {
  let depth = 0
  for (let up = node.node.parent; up !== null; up = up.parent) if (up.name === 'ListItem') depth++
  return depth
}

/** Where what an item says itself ends: before the lists in it. */
function ownEnd(node: SyntaxNodeRef): number {
  const inner = node.node.getChild('BulletList') ?? node.node.getChild('OrderedList')
  return inner === null ? node.to : inner.from - 1
}

/** The box of a checklist, ticked by a press. */
class Box extends WidgetType {
  readonly isDone: boolean
  readonly words: string

  constructor(isDone: boolean, words: string) {
    super()
    this.isDone = isDone
    this.words = words
  }

  override eq(other: Box): boolean {
    return other.isDone === this.isDone && other.words === this.words
  }

  toDOM(view: EditorView): HTMLElement {
    const box = document.createElement('input')
    box.type = 'checkbox'
    box.checked = this.isDone
    box.tabIndex = -1
    box.className = 'md-box'
    box.setAttribute('aria-label', this.words === '' ? t('Done') : this.words)
    box.addEventListener('mousedown', (event) => event.preventDefault())
    box.addEventListener('click', (event) => {
      event.preventDefault()
      if (view.state.readOnly) return
      const line = view.state.doc.lineAt(view.posAtDOM(box))
      const at = line.text.search(/\[[ xX]\]/)
      if (at === -1) return
      view.dispatch({
        changes: { from: line.from + at + 1, to: line.from + at + 2, insert: this.isDone ? ' ' : 'x' },
        userEvent: 'input',
      })
    })
    return box
  }

  override ignoreEvent(): boolean {
    return true
  }
}
