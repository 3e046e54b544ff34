import { autocompletion, type CompletionSource, startCompletion } from '@codemirror/autocomplete'
import { history } from '@codemirror/commands'
import { markdown, markdownLanguage } from '@codemirror/lang-markdown'
import { LanguageDescription, syntaxHighlighting } from '@codemirror/language'
import { languages } from '@codemirror/language-data'
import { Compartment, EditorState, type Extension, Transaction } from '@codemirror/state'
import { t } from '../strings/t.ts'
import { EditorView, placeholder as placeholderOf, tooltips } from '@codemirror/view'
import { classHighlighter } from '@lezer/highlight'
import { attachmentImages } from './attachment-images.ts'
import { attachFiles, pickFiles, uploads } from './attach-files.ts'
import { completionIcon } from './completion-icon.ts'
import { difference } from './difference.ts'
import './editor.css'
import { editorKeys } from './editor-keys.ts'
import { floats } from './floats.ts'
import { livePreview } from './live-preview.ts'
import { mentionLook, mentionSource } from './mentions.ts'
import { menuKeys } from './menu-keys.ts'
import { openLinks } from './open-links.ts'
import { pasting } from './pasting.ts'
import { readTables } from './read-tables.ts'
import { slashSource } from './slash-menu.ts'

/** What the editor tells its parent; looked up anew each time. */
export interface Hooks {
  onChange: (text: string) => void
  onSubmit: ((how: { mod: boolean }) => void) | undefined
  onEscape: (() => void) | undefined
  onFocus: (() => void) | undefined
  onBlur: (() => void) | undefined
  onArrowUpAtStart: (() => boolean) | undefined
  onArrowDownAtEnd: (() => boolean) | undefined
  onUploading: ((count: number, hasFailed: boolean) => void) | undefined
  onTooLong: () => void
  completions: readonly CompletionSource[]
}

export interface EditorLook {
  label: string
  placeholder: string
  readOnly: boolean
  describedBy?: string | undefined
  invalid?: boolean
}

export interface EditorStart extends EditorLook {
  text: string
  selection: { from: number; to: number }
  maxLength: number
  submitOnEnter: boolean
}

/** An editor that stands on the page. */
export interface OpenEditor {
  readonly view: EditorView
  /** Makes `text` what is written, where it is not: the caret stays by its words, and undo leaves it alone. */
  setText(text: string): void
  configure(look: EditorLook): void
  focus(at?: number): void
  insert(text: string): void
  pickFiles(): void
  /** Attaches files at a place of the text. */
  attach(files: readonly File[], at: number): void
  /** Opens the menu of the sign that was typed last, before the editor was there. */
  offer(): void
  close(): void
}

/** Opens an editor in `parent`. */
export function openEditor(parent: HTMLElement, hooks: { current: Hooks }, start: EditorStart): OpenEditor {
  const look = new Compartment()
  let closed = false
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: start.text,
      selection: {
        anchor: Math.min(start.selection.from, start.text.length),
        head: Math.min(start.selection.to, start.text.length),
      },
      extensions: [
        // Only this ends a line: what else a text from elsewhere has at its ends stays in it.
        EditorState.lineSeparator.of('\n'),
        EditorState.phrases.of({
          Completions: t('Completions'),
          'Selection deleted': t('Selection deleted'),
          'Control character': t('Control character'),
        }),
        history(),
        EditorView.lineWrapping,
        EditorView.perLineTextDirection.of(true),
        lengthLimit(start.maxLength, hooks),
        markdown({
          base: markdownLanguage,
          // What GitHub does not know would be shown as something that it will not be.
          extensions: [{ remove: ['Subscript', 'Superscript', 'Emoji'] }],
          codeLanguages: (info) => LanguageDescription.matchLanguageName(languages, info.trim(), false),
          addKeymap: false,
          pasteURLAsLink: false,
          completeHTMLTags: false,
        }),
        syntaxHighlighting(classHighlighter),
        livePreview,
        mentionLook,
        openLinks,
        readTables,
        attachmentImages,
        uploads(hooks),
        pasting,
        editorKeys(hooks, start.submitOnEnter),
        tooltips({ parent: floats(), position: 'fixed' }),
        autocompletion({
          override: [sourceOf(hooks)],
          icons: false,
          activateOnTypingDelay: 0,
          interactionDelay: 0,
          addToOptions: [completionIcon],
        }),
        menuKeys,
        look.of(lookOf(start)),
        EditorView.updateListener.of((update) => {
          if (
            update.docChanged &&
            !update.transactions.some((one) => one.annotation(Transaction.remote) === true)
          ) {
            hooks.current.onChange(update.state.doc.toString())
          }
        }),
        EditorView.domEventHandlers({
          focus: () => hooks.current.onFocus?.(),
          blur: () => {
            // Not when it is taken away, nor when only the window loses the focus.
            if (!closed && document.hasFocus()) hooks.current.onBlur?.()
          },
        }),
      ],
    }),
  })
  return {
    view,
    setText(text) {
      const change = difference(view.state.doc.toString(), text)
      if (change === null) return
      view.dispatch({
        changes: change,
        annotations: [Transaction.remote.of(true), Transaction.addToHistory.of(false)],
      })
    },
    configure: (next) => view.dispatch({ effects: look.reconfigure(lookOf(next)) }),
    focus(at) {
      view.focus()
      if (at === undefined) return
      view.dispatch({ selection: { anchor: Math.min(at, view.state.doc.length) }, scrollIntoView: true })
    },
    insert(text) {
      view.dispatch(view.state.replaceSelection(text), { userEvent: 'input', scrollIntoView: true })
      view.focus()
    },
    pickFiles: () => pickFiles(view),
    attach: (files, at) => void attachFiles(view, files, Math.min(at, view.state.doc.length)),
    offer() {
      const { head } = view.state.selection.main
      const before = view.state.sliceDoc(Math.max(0, head - 60), head)
      if (/(?:^|\s)[/@]\S*$|[^\S\n]#\S*$/.test(before)) startCompletion(view)
    },
    close() {
      closed = true
      view.destroy()
    },
  }
}

/**
 * What is offered for what is typed: by the first that knows its sign. One source, not several: with others beside it
 * that are asked anew on each key, an open menu would take none until they had answered.
 */
const sourceOf =
  (hooks: { current: Hooks }): CompletionSource =>
  async (context) => {
    for (const source of [slashSource, mentionSource, ...hooks.current.completions]) {
      const found = await source(context)
      if (found !== null) return found
    }
    return null
  }

function lookOf({ label, placeholder, readOnly, describedBy, invalid = false }: EditorLook): Extension {
  return [
    EditorState.readOnly.of(readOnly),
    placeholderOf(placeholder),
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-placeholder': placeholder,
      spellcheck: 'true',
      autocapitalize: 'sentences',
      ...(readOnly ? { 'aria-readonly': 'true' } : {}),
      ...(describedBy === undefined ? {} : { 'aria-describedby': describedBy }),
      ...(invalid ? { 'aria-invalid': 'true' } : {}),
    }),
  ]
}

/** Refuses what would make the text too long, as a whole: half of what was pasted is worth nothing. */
function lengthLimit(most: number, hooks: { current: Hooks }): Extension {
  return EditorState.changeFilter.of((transaction) => {
    const length = transaction.newDoc.length
    if (length <= most || length <= transaction.startState.doc.length) return true
    if (transaction.annotation(Transaction.remote) === true) return true
    // Not while the change is still being looked at.
    queueMicrotask(() => hooks.current.onTooLong())
    return false
  })
}
