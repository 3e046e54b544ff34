import { type Extension, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'
import { attachmentReference } from '#shared/attachment-refs.ts'
import { uploadFile } from '../attachments/upload.ts'
import { problemOf } from '../state/errors.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import type { Hooks } from './code-mirror.ts'

/** A file on its way to the host; `at` is where its reference will stand, however the text changes meanwhile. */
interface Upload {
  key: number
  at: number
  name: string
  /** How much of it is there, in whole percent. */
  percent: number
}

const began = StateEffect.define<Upload>()
const went = StateEffect.define<{ key: number; percent: number }>()
const ended = StateEffect.define<{ key: number; hasFailed: boolean }>()

const field = StateField.define<readonly Upload[]>({
  create: () => [],
  update(list, transaction) {
    // What is written meanwhile comes behind it; a file that is there first stays ahead.
    const side = transaction.effects.some((effect) => effect.is(ended)) ? 1 : -1
    let next = transaction.docChanged
      ? list.map((one) => ({ ...one, at: transaction.changes.mapPos(one.at, side) }))
      : list
    for (const effect of transaction.effects) {
      if (effect.is(began)) next = [...next, effect.value]
      if (effect.is(went))
        next = next.map((one) =>
          one.key === effect.value.key ? { ...one, percent: effect.value.percent } : one,
        )
      if (effect.is(ended)) next = next.filter(({ key }) => key !== effect.value.key)
    }
    return next
  },
  provide: (of) => EditorView.decorations.from(of, draw),
})

function draw(list: readonly Upload[]): DecorationSet {
  const marks = list.map((one) =>
    Decoration.widget({ widget: new OnItsWay(one.name, one.percent), side: -1 }).range(one.at),
  )
  return Decoration.set(marks, true)
}

class OnItsWay extends WidgetType {
  readonly name: string
  readonly percent: number

  constructor(name: string, percent: number) {
    super()
    this.name = name
    this.percent = percent
  }

  override eq(other: OnItsWay): boolean {
    return other.name === this.name && other.percent === this.percent
  }

  toDOM(): HTMLElement {
    const element = document.createElement('span')
    element.className = 'md-uploading'
    const words = document.createElement('span')
    words.setAttribute('role', 'status')
    words.textContent = t('Attaching {name}…', { name: this.name })
    // Read out once, and not with each percent.
    const percent = document.createElement('span')
    percent.setAttribute('aria-hidden', 'true')
    percent.className = 'md-uploading-percent'
    element.append(words, percent)
    this.updateDOM(element)
    return element
  }

  override updateDOM(element: HTMLElement): boolean {
    const [words, percent] = element.children
    if (words?.textContent !== t('Attaching {name}…', { name: this.name }) || percent === undefined)
      return false
    percent.textContent = t('{share, number, percent}', { share: this.percent / 100 })
    return true
  }
}

/** Shows the files that are on their way, and tells how many there are. */
export function uploads(hooks: { current: Hooks }): Extension {
  return [
    field,
    EditorView.updateListener.of(({ startState, state, transactions }) => {
      const count = state.field(field).length
      if (count === startState.field(field).length) return
      const hasFailed = transactions.some(({ effects }) =>
        effects.some((effect) => effect.is(ended) && effect.value.hasFailed),
      )
      hooks.current.onUploading?.(count, hasFailed)
    }),
  ]
}

let last = 0

/** Attaches files one after the other; each one's reference comes into the text when it is there. */
export async function attachFiles(view: EditorView, files: readonly File[], at: number): Promise<void> {
  const waiting = files.map((file) => ({ file, key: ++last }))
  view.dispatch({
    effects: waiting.map(({ file, key }) => began.of({ key, at, name: file.name, percent: 0 })),
  })
  for (const { file, key } of waiting) {
    try {
      let shown = 0
      const attachment = await uploadFile(file, (share) => {
        const percent = Math.floor(share * 100)
        if (percent === shown) return
        shown = percent
        view.dispatch({ effects: went.of({ key, percent }) })
      })
      const place = view.state.field(field).find((one) => one.key === key)?.at ?? view.state.doc.length
      const before = view.state.sliceDoc(Math.max(0, place - 1), place)
      const after = view.state.sliceDoc(place, place + 1)
      const reference = (/^\S$/.test(before) ? ' ' : '') + attachmentReference(attachment)
      const { head } = view.state.selection.main
      const line = view.state.doc.lineAt(place)
      // Who writes here goes on in the next line, of the same item or quote; for others nothing moves.
      const goesOn = head >= place && head <= line.to
      const rest = goesOn ? nextLine(line.text) : /^\S$/.test(after) ? ' ' : ''
      const insert = reference + rest
      view.dispatch({
        changes: { from: place, insert },
        ...(goesOn ? { selection: { anchor: head + insert.length }, scrollIntoView: true } : {}),
        effects: ended.of({ key, hasFailed: false }),
        userEvent: 'input.paste',
      })
    } catch (error) {
      view.dispatch({ effects: ended.of({ key, hasFailed: true }) })
      toast.error(t('{name} was not attached', { name: file.name }), {
        description: problemOf(error).message,
      })
    }
  }
}

/** What begins another line of what a line is in. */
const nextLine = (line: string): string =>
  `\n${/^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?/.exec(line)?.[0].replaceAll(/[^\s>]/g, ' ') ?? ''}`

/** Lets the user choose files, which are attached where the caret is. */
export function pickFiles(view: EditorView): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.addEventListener('change', () => {
    view.focus()
    void attachFiles(view, [...(input.files ?? [])], view.state.selection.main.head)
  })
  input.addEventListener('cancel', () => view.focus())
  input.click()
}
